"""A NAT for one network namespace: a TUN device inside, UDP sockets outside.

nat.py INSIDE_NAMESPACE INSIDE_ADDRESS OUTSIDE_NAMESPACE OUTSIDE_ADDRESS full|cone|symmetric

full       one outside port for each inside port, open for everybody
cone       one outside port for each inside port, open for whom the inside spoke to
symmetric  one outside port for each inside port and far end, open for that far end only

It says "ready", and ends when its input does. Needs root.
"""

import ctypes
import fcntl
import os
import select
import socket
import struct
import subprocess
import sys

TUNSETIFF = 0x400454CA
IFF_TUN_NO_PI = 0x1001
CLONE_NEWNET = 0x40000000
UDP = 17
MAX_MAPPINGS = 256


def enter(namespace):
    with open("/run/netns/" + namespace) as handle:
        if ctypes.CDLL(None, use_errno=True).setns(handle.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "cannot enter " + namespace)


def checksum(header):
    total = sum(struct.unpack("!%dH" % (len(header) // 2), header))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def packet(source, target, payload):
    udp = struct.pack("!HHHH", source[1], target[1], 8 + len(payload), 0) + payload
    head = struct.pack(
        "!BBHHHBBH4s4s",
        0x45, 0, 20 + len(udp), 0, 0, 64, UDP, 0,
        socket.inet_aton(source[0]), socket.inet_aton(target[0]))
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + udp


class Mapping:
    def __init__(self, inside, outside_address):
        self.inside = inside
        self.spoken = set()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((outside_address, 0))


def main():
    inside_namespace, inside, outside_namespace, outside, kind = sys.argv[1:6]
    enter(inside_namespace)
    tun = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", b"nat0", IFF_TUN_NO_PI))
    for command in (
            "ip link set lo up",
            "ip addr add " + inside + "/24 dev nat0",
            "ip link set nat0 up",
            "ip route add default dev nat0"):
        subprocess.run(command.split(), check=True)
    enter(outside_namespace)
    mappings = {}
    print("ready", flush=True)
    while True:
        sockets = {mapping.socket: mapping for mapping in mappings.values()}
        readable = select.select([tun, sys.stdin.fileno(), *sockets], [], [])[0]
        for each in readable:
            if each == tun:
                outgoing(os.read(tun, 65536), mappings, outside, kind)
            elif each == sys.stdin.fileno():
                if not os.read(each, 4096):
                    return
            else:
                incoming(sockets[each], tun, kind)


def outgoing(raw, mappings, outside, kind):
    if len(raw) < 28 or raw[0] != 0x45 or raw[9] != UDP:
        return
    source, target = socket.inet_ntoa(raw[12:16]), socket.inet_ntoa(raw[16:20])
    source_port, target_port = struct.unpack("!HH", raw[20:24])
    inside, far = (source, source_port), (target, target_port)
    key = (inside, far) if kind == "symmetric" else inside
    if key not in mappings:
        if len(mappings) >= MAX_MAPPINGS:
            return
        mappings[key] = Mapping(inside, outside)
    mapping = mappings[key]
    mapping.spoken.add(far)
    try:
        mapping.socket.sendto(raw[28:], far)
    except OSError:
        pass  # no such far end outside: lost, as on any network


def incoming(mapping, tun, kind):
    payload, far = mapping.socket.recvfrom(65536)
    if kind == "full" or far in mapping.spoken:
        os.write(tun, packet(far, mapping.inside, payload))


main()
