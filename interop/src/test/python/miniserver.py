#!/usr/bin/env python3
"""Tiny RTMFP responder that shares no code with the project. Loopback only."""
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __import__('os').path.dirname(__import__('os').path.abspath(__file__)))
from miniclient import *
class Server:
    def __init__(s, port, groups=(2, 14), hm=False, ss=False, cirrus=True, seconds=8, hello_delay=0):
        s.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.sock.bind(('127.0.0.1', port)); s.sock.settimeout(.05)
        s.cert = option(0x0a, b'') + option(0x0e, os.urandom(64)) + b''.join(option(0x15, vlu(g)) for g in groups); s.groups = groups
        s.hm, s.ss = hm, ss; s.sess = {}; s.bysid = 1; s.secret = os.urandom(32); s.log = []; s.end = time.time() + seconds; s.t0 = time.time(); s.cookies = {}
    def now(s): return int((time.time() - s.t0) * 250) & 0xffff
    def ck(s, a): return H(s.secret, repr(a).encode()) + H(s.secret + b'2', repr(a).encode())
    def startup(s, sid, a, t, p): s.sock.sendto(seal(b'\x0b' + struct.pack('>H', s.now()) + bytes([t]) + struct.pack('>H', len(p)) + p, sid)[0], a)
    def out(s, S, chunks, tc=0):
        pl = bytes([0x0a | (0x80 if tc else 0) | (4 if S['ts'] is not None else 0)]) + struct.pack('>H', s.now()) + (struct.pack('>H', (S['ts'] + int((time.time() - S['tst']) * 250)) & 0xffff) if S['ts'] is not None else b'') + chunks
        d, _ = seal(pl, S['far'], S['key']['enc'], S['tx'] if S['sstx'] else None, S['key']['hmac_send'] if S['hmtx'] else None, S['hmtx']); S['tx'] += 1; s.sock.sendto(d, S['addr'])
    def chunk(s, t, p): return bytes([t]) + struct.pack('>H', len(p)) + p
    def data(s, S, flow, meta, payload, assoc):
        f = S['fl'].setdefault(flow, dict(q=0, acked=0, sent={})); f['q'] += 1; fl = 0; o = b''
        if not f['acked']: fl = 0x80; o = option(0, meta) + option(0x0a, vlu(assoc)) + MARKER
        s.out(S, s.chunk(0x10, bytes([fl]) + vlu(flow) + vlu(f['q']) + vlu(f['q'] - f['acked']) + o + payload), 1)
    def run(s):
        while time.time() < s.end:
            try: d, a = s.sock.recvfrom(4096)
            except socket.timeout: continue
            w = struct.unpack('>III', d[:12]); sid = w[0] ^ w[1] ^ w[2]; body = d[4:]
            if sid == 0:
                pt = aes(DEFAULT_KEY, body, False)
                if struct.unpack('>H', pt[:2])[0] != cksum(pt[2:]): continue
                for t, p in parse(pt[2:])['chunks']:
                    if t == 0x30:
                        e, i = rd_lp(p, 0); s.log.append(('IHello', e)); s.startup(0, a, 0x70, lp(p[i:]) + lp(s.ck(a)) + s.cert)
                    elif t == 0x38: s.keying(p, a)
                continue
            S = s.sess.get(sid)
            if not S: s.log.append(('unknown sid', sid)); continue
            ct = body[:-S['hmrx']] if S['hmrx'] else body; pt = aes(S['key']['dec'], ct, False); i = 0
            if S['ssrx']: _, i = rd_vlu(pt, 0)
            if S['hmrx']:
                if H(S['key']['hmac_recv'], ct)[:S['hmrx']] != body[-S['hmrx']:]: s.log.append(('bad hmac',)); continue
                cl = pt[i:]
            else:
                if struct.unpack('>H', pt[i:i+2])[0] != cksum(pt[i+2:]): s.log.append(('bad cksum',)); continue
                cl = pt[i+2:]
            fb = cl[0]
            if fb & 8: S['ts'], S['tst'] = struct.unpack('>H', cl[1:3])[0], time.time()
            s.flags.add(fb) if hasattr(s, 'flags') else setattr(s, 'flags', {fb})
            acks = b''; prev = None; todo = []
            for t, p in parse(cl)['chunks']:
                S['seen'][t] = S['seen'].get(t, 0) + 1
                if t in (0x10, 0x11):
                    f = p[0]; i = 1
                    if t == 0x10: fid, i = rd_vlu(p, i); q, i = rd_vlu(p, i); off, i = rd_vlu(p, i)
                    else: fid, q = prev[0], prev[1] + 1
                    prev = fid, q; R = S['rx'].setdefault(fid, dict(seen={0}, fr={}, opt=[], next=1, fin=0, buf=b''))
                    if f & 0x80:
                        while True:
                            b, i = rd_lp(p, i)
                            if not b: break
                            if b.hex() not in R['opt']: R['opt'].append(b.hex())
                    if q not in R['seen']: R['seen'].add(q); R['fr'][q] = (f, p[i:])
                    if t == 0x10:
                        for k in range(R['next'], q - off + 1): R['seen'].add(k)
                    if f & 1: R['fin'] = 1
                    while R['next'] in R['seen']:
                        g = R['fr'].pop(R['next'], None); R['next'] += 1
                        if g is None or g[0] & 2: R['buf'] = b''; continue
                        if g[0] & 0x30 in (0, 0x10): R['buf'] = b''
                        R['buf'] += g[1]
                        if g[0] & 0x30 in (0, 0x20): todo.append((fid, R['buf']))
                    m = 0
                    while m + 1 in R['seen']: m += 1
                    hi = sorted(k for k in R['seen'] if k > m); rr = b''; cur = m
                    while hi:
                        a0 = b0 = hi.pop(0)
                        while hi and hi[0] == b0 + 1: b0 = hi.pop(0)
                        rr += vlu(a0 - cur - 2) + vlu(b0 - a0); cur = b0
                    acks += s.chunk(0x51, vlu(fid) + vlu(0x3ff) + vlu(m) + rr)
                elif t in (0x50, 0x51):
                    fid, i = rd_vlu(p, 0); bl, i = rd_vlu(p, i); cu, i = rd_vlu(p, i); S['fl'].get(fid, {}).update(acked=cu); S['win'][fid] = bl
                elif t == 1: acks += s.chunk(0x41, p)
                elif t == 0x0c: acks += s.chunk(0x4c, b''); s.log.append(('close request',)); s.end = min(s.end, time.time() + .5)
                elif t == 0x4c: s.log.append(('close ack',))
            if acks: s.out(S, acks)
            for fid, m in todo: s.message(S, fid, m)
    def keying(s, p, a):
        isid = struct.unpack('>I', p[:4])[0]; ck, i = rd_lp(p, 4); cert, i = rd_lp(p, i); skic, i = rd_lp(p, i); s.log.append(('IIKeying', len(ck), len(cert), skic[:8].hex(), len(skic), p[i:]))
        if ck != s.ck(a): s.startup(isid, a, 0x79, lp(ck) + s.ck(a)); s.log.append(('cookie change',)); return
        for S in s.sess.values():
            if S['isid'] == isid and S['addr'] == a and S['skic'] == skic: s.startup(isid, a, 0x78, S['rik']); return
        def opts(b):
            o = {}; i = 0
            while i < len(b):
                x, i = rd_lp(b, i)
                if not x: break
                t, j = rd_vlu(x, 0); o.setdefault(t, []).append(x[j:])
            return o
        co, so = opts(cert), opts(skic); s.log.append(('cert', {hex(k): [(v[:1].hex(), len(v)) for v in vs] for k, vs in co.items()}, 'skic', {hex(k): [(v[:1].hex(), len(v)) for v in vs] for k, vs in so.items()}))
        if 0x0d in so: g, j = rd_vlu(so[0x0d][0], 0); far = so[0x0d][0][j:]
        else:
            g, _ = rd_vlu(so[0x1d][0], 0); far = next(v[rd_vlu(v, 0)[1]:] for v in co[0x1d] if rd_vlu(v, 0)[0] == g)
        P = GROUPS[g]; x = int.from_bytes(os.urandom(40), 'big'); y = pow(2, x, P); yb = y.to_bytes((y.bit_length() + 7) // 8, 'big')
        hf, sf = so.get(0x1a, [b'\0\0'])[0], so.get(0x1e, [b'\0'])[0][0]
        mh, ms = (bytes([7, 12]) if s.hm else b'\0\0'), (7 if s.ss else 0)
        skrc = option(0x1a, mh) + option(0x1e, bytes([ms])) + option(0x0d, vlu(g) + yb)
        k = keys(pow(int.from_bytes(far, 'big'), x, P), skrc, skic)
        s.bysid += 1; rik = struct.pack('>I', s.bysid) + lp(skrc) + b'X'
        S = s.sess[s.bysid] = dict(isid=isid, far=isid, addr=a, skic=skic, rik=rik, key=k, tx=0, ts=None, tst=0, fl={}, rx={}, win={}, seen={}, hmrx=hf[1] if hf[0] & 4 or (hf[0] & 2 and mh[0] & 1) else 0, hmtx=mh[1] if mh[0] & 4 or (mh[0] & 2 and hf[0] & 1) else 0, ssrx=bool(sf & 4 or (sf & 2 and ms & 1)), sstx=bool(ms & 4 or (ms & 2 and sf & 1)), id=hashlib.sha256(cert).hexdigest())
        s.log.append(('open', S['hmrx'], S['hmtx'], S['ssrx'], S['sstx'], 'group', g)); s.startup(isid, a, 0x78, rik)
    def message(s, S, fid, m):
        s.log.append(('msg', fid, S['rx'][fid]['opt'], m[:1].hex(), struct.unpack('>I', m[1:5])[0], m[5:75]))
        b = m[6:] if m[0] == 0x11 else m[5:]
        if m[0] in (0x11, 0x14) and b[:1] == b'\x02':
            n = struct.unpack('>H', b[1:3])[0]; name = b[3:3+n].decode(); tid = struct.unpack('>d', b[4+n:12+n])[0]
            R = lambda nm, *x: b'\x14\0\0\0\0' + amf_s(nm) + amf_n(tid) + b''.join(x)
            st = lambda code: R('onStatus', b'\x05', obj(('level', amf_s('status')), ('code', amf_s(code)), ('description', amf_s('x')))).replace(amf_n(tid), amf_n(0), 1)
            sm = bytes.fromhex(S['rx'][fid]['opt'][0])[1:]
            if name == 'connect':
                s.data(S, 2, TC0, R('_result', b'\x05', obj(('level', amf_s('status')), ('code', amf_s('NetConnection.Connect.Success')), ('description', amf_s('ok')), ('objectEncoding', amf_n(0)))), fid)
            elif name == 'setPeerInfo': s.data(S, 2, TC0, b'\x04\0\0\0\0' + bytes.fromhex('002900003a9800002710'), 2)
            elif name == 'createStream': s.data(S, 2, TC0, R('_result', b'\x05', amf_n(1)), 2)
            elif name == 'publish': s.data(S, 3, sm, st('NetStream.Publish.Start'), 2)
            elif name == 'play': 
                for c in ('NetStream.Play.Reset', 'NetStream.Play.Start'): s.data(S, 3, sm, st(c), 2)
                for k in range(3): s.data(S, 4, sm, b'\x08' + struct.pack('>I', 20 * k) + b'\xaf\x01abc', 2)
if __name__ == '__main__':
    import ast
    kw = dict(ast.literal_eval(sys.argv[2])) if len(sys.argv) > 2 else {}
    sv = Server(int(sys.argv[1]), **kw); sv.run()
    last = None; n = 0
    for l in sv.log:
        if l[0] == 'msg' and last and last[:4] == l[:4]: n += 1; continue
        print(l, f'(+{n})' if n else ''); last = l; n = 0
    for S in sv.sess.values(): print('chunks seen', {hex(k): v for k, v in S['seen'].items()}, 'window', S['win'], 'first bytes', sorted(hex(x) for x in sv.flags))
