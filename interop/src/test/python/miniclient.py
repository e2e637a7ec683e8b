#!/usr/bin/env python3
"""Tiny RTMFP client that shares no code with the project.
Not a product: loopback only, no congestion control, no retransmission of data."""
import os, socket, struct, sys, time, hashlib, random
from rtmfp_ref import *
amf_s = lambda s: b'\x02' + struct.pack('>H', len(s.encode())) + s.encode()
amf_n = lambda d: b'\x00' + struct.pack('>d', d)
def obj(*kv): return b'\x03' + b''.join(struct.pack('>H', len(k)) + k.encode() + v for k, v in kv) + b'\0\0\x09'
lp = lambda b: vlu(len(b)) + b
def rd_lp(b, i):
    n, i = rd_vlu(b, i); return b[i:i+n], i + n
def rd_addr(b, i):
    f = b[i]; n = 16 if f & 0x80 else 4; ip = b[i+1:i+1+n]; port = struct.unpack('>H', b[i+1+n:i+3+n])[0]
    return (f, socket.inet_ntop(socket.AF_INET6 if n == 16 else socket.AF_INET, ip), port), i + 3 + n
class Client:
    def __init__(s, host, port, url, static=True, group=2, ts=True, req_hmac=False, req_sseq=False, log=True):
        s.srv = (host, port); s.url = url; s.log = log; s.ts = ts
        s.sock = socket.socket(socket.AF_INET6 if ':' in host else socket.AF_INET, socket.SOCK_DGRAM); s.sock.bind(('::1' if ':' in host else '127.0.0.1', 0)); s.sock.settimeout(0.05)
        s.p = GROUPS[group]; s.group = group; s.x = int.from_bytes(os.urandom(40), 'big'); s.gx = pow(2, s.x, s.p)
        b = s.gx.to_bytes((s.gx.bit_length()+7)//8, 'big'); s.static = static
        s.cert = option(0x1d, vlu(group) + b) if static else option(0x15, vlu(group)) + option(0x0e, os.urandom(64))
        hf, sf = (3 if req_hmac else 2), (3 if req_sseq else 2)
        s.skic = (option(0x1d, vlu(group)) + option(0x0e, os.urandom(64)) if static else option(0x0d, vlu(group) + b)) + option(0x1a, bytes([hf, 10])) + option(0x1e, bytes([sf]))
        s.id = hashlib.sha256(s.cert).digest(); s.sid = random.randrange(1, 2**32); s.key = None; s.seq = {}; s.rx = {}; s.msgs = []; s.other = []; s.t0 = time.time(); s.lastts = None; s.txn = 0; s.hm_tx = s.hm_rx = 0; s.ss_tx = s.ss_rx = False; s.acked = set(); s.assoc = {}; s.fih = []; s.raw = []
    def now(s): return int((time.time() - s.t0) * 250) & 0xffff
    def startup(s, chunks):
        s.sock.sendto(seal(b'\x0b' + struct.pack('>H', s.now()) + chunks, 0)[0], s.srv)
    def chunk(s, t, p): return bytes([t]) + struct.pack('>H', len(p)) + p
    def wait(s, pred, t=3.0):
        end = time.time() + t
        while time.time() < end:
            r = pred()
            if r: return r
            s.pump()
        return pred()
    def open(s):
        tag = os.urandom(16); epd = option(0x0a, s.url.encode())
        s.startup(s.chunk(0x30, lp(epd) + tag))
        rh = s.wait(lambda: next((c for c in s.raw if c[0] == 0x70), None)); assert rh, 'no RHello'
        i = 0; te, i = rd_lp(rh[1], i); ck, i = rd_lp(rh[1], i); s.rcert = rh[1][i:]; assert te == tag
        s.ck = ck
        signed = struct.pack('>I', s.sid) + lp(ck) + lp(s.cert) + lp(s.skic)
        s.startup(s.chunk(0x38, signed + b'X'))
        rk = s.wait(lambda: next((c for c in s.raw if c[0] == 0x78), None)); assert rk, 'no RIKeying'
        s.far = struct.unpack('>I', rk[1][:4])[0]; skrc, i = rd_lp(rk[1], 4); s.skrc = skrc
        opts = {}; i = 0
        while i < len(skrc):
            b, i = rd_lp(skrc, i)
            if b: t, j = rd_vlu(b, 0); opts[t] = b[j:]
        ropt = {}; i = 0
        while i < len(s.rcert):
            b, i = rd_lp(s.rcert, i)
            if b: t, j = rd_vlu(b, 0); ropt.setdefault(t, []).append(b[j:])
        if 0x0d in opts: g, j = rd_vlu(opts[0x0d], 0); far = int.from_bytes(opts[0x0d][j:], 'big')
        else: far = next(int.from_bytes(v[1:], 'big') for v in ropt[0x1d] if v[0] == s.group)
        k = keys(pow(far, s.x, s.p), s.skic, skrc); s.key = k
        hf = opts.get(0x1a, b'\0\0'); sf = opts.get(0x1e, b'\0')[0]; mine_h = s.skic; mh, ms = 2 | (s.skic[-6] & 1 if 0 else 0), 0
        ih = [o for o in [s.skic]][0]
        myh = ih[ih.rfind(b'\x03\x1a') + 2]; mys = ih[-1]
        s.hm_rx = hf[1] if (hf[0] & 4 or (hf[0] & 2 and myh & 1)) else 0
        s.hm_tx = 10 if (myh & 4 or (myh & 2 and hf[0] & 1)) else 0
        s.ss_rx = bool(sf & 4 or (sf & 2 and mys & 1)); s.ss_tx = bool(mys & 4 or (mys & 2 and sf & 1))
        return opts, ropt
    def send(s, chunks, tc=0):
        pl = (bytes([(0x08 if s.ts else 0) | 1 | (0x80 if tc else 0)]) + (struct.pack('>H', s.now()) if s.ts else b'')) + chunks
        d, _ = seal(pl, s.far, s.key['enc'], s.txn if s.ss_tx else None, s.key['hmac_send'] if s.hm_tx else None, s.hm_tx); s.txn += 1
        s.sock.sendto(d, s.srv)
    def data(s, flow, meta, payload, assoc=None, fl=0):
        q = s.seq[flow] = s.seq.get(flow, 0) + 1
        o = b''
        if flow not in s.acked:
            fl |= 0x80; o = option(0, meta) + (option(0x0a, vlu(assoc)) if assoc is not None else b'') + MARKER
        s.send(s.chunk(0x10, bytes([fl]) + vlu(flow) + vlu(q) + vlu(1) + o + payload), 1)
    def pump(s):
        try: d, a = s.sock.recvfrom(4096)
        except socket.timeout: return
        w = struct.unpack('>III', d[:12]); sid = w[0] ^ w[1] ^ w[2]; body = d[4:]
        cl = None
        if sid == s.sid and s.key:
            ct = body[:-s.hm_rx] if s.hm_rx else body
            if len(ct) % 16 == 0:
                pt = aes(s.key['dec'], ct, False); i = 0
                if s.ss_rx: _, i = rd_vlu(pt, 0)
                if s.hm_rx: cl = pt[i:] if H(s.key['hmac_recv'], ct)[:s.hm_rx] == body[-s.hm_rx:] else None
                else: cl = pt[i+2:] if struct.unpack('>H', pt[i:i+2])[0] == cksum(pt[i+2:]) else None
        if cl is None:
            pt = aes(DEFAULT_KEY, body, False)
            if struct.unpack('>H', pt[:2])[0] != cksum(pt[2:]): return
            cl = pt[2:]
        r = parse(cl)
        acks = b''; prev = None
        for t, p in r['chunks']:
            s.raw.append((t, p, r['flags'], a))
            if t in (0x10, 0x11):
                f = p[0]; i = 1
                if t == 0x10: fid, i = rd_vlu(p, i); seq, i = rd_vlu(p, i); off, i = rd_vlu(p, i)
                else: fid, seq = prev[0], prev[1] + 1
                prev = (fid, seq)
                if f & 0x80:
                    while True:
                        b, i = rd_lp(p, i)
                        if not b: break
                        s.assoc.setdefault(fid, []).append(b.hex())
                st = s.rx.setdefault(fid, dict(seen={0}, buf=b''))
                if seq not in st['seen']:
                    st['seen'].add(seq)
                    if not f & 2:
                        st['buf'] += p[i:]
                        if f & 0x30 in (0, 0x20): s.msgs.append((fid, st['buf'])); st['buf'] = b''
                m = 0
                while m + 1 in st['seen']: m += 1
                acks += s.chunk(0x51, vlu(fid) + vlu(0x3fff) + vlu(m))
            elif t in (0x50, 0x51): fid, i = rd_vlu(p, 0); s.acked.add(fid)
            elif t == 0x01: acks += s.chunk(0x41, p)
            elif t == 0x0f: s.fih.append(p)
            elif t == 0x0c: acks += s.chunk(0x4c, b'')
        if acks: s.send(acks)
    def msg(s, t, p, ts=0): return bytes([t]) + struct.pack('>I', ts) + p
    def cmd(s, flow, meta, name, tid, *args, assoc=None, t=0x14):
        s.data(flow, meta, s.msg(t, (b'\0' if t == 0x11 else b'') + amf_s(name) + amf_n(tid) + b''.join(args)), assoc)
    def expect(s, text, t=3.0):
        return s.wait(lambda: next((m for m in s.msgs if text.encode() in m[1]), None), t)
TC0 = b'TC\x04\x00'
def connect(c, enc=3.0):
    c.cmd(2, TC0, 'connect', 1, obj(('app', amf_s('')), ('flashVer', amf_s('TEST 1,0,0,0')), ('tcUrl', amf_s(c.url)), ('fpad', b'\x01\0'), ('objectEncoding', amf_n(enc))))
    return c.expect('_result') or c.expect('_error', .2)
