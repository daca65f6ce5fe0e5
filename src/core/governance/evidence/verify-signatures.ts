/** The first half of verify.py: signatures (Ed25519, RFC 8032) and the opening of what a commitment binds (AES-256 in counter mode), in plain Python. */
export const verifySignatures = `"""Checks an evidence export: python3 verify.py FOLDER KEY

KEY is a verifier key of the log as you know it from elsewhere (name+id+base64), or - for the key that the folder brings itself, which shows only that the
folder is whole. Uses nothing but Python's standard library. Exit status 0: intact; 1: not intact.
"""
import base64, csv, hashlib, hmac, json, os, re, struct, sys
from datetime import datetime, timezone

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


class Fault(Exception):
    pass


def check(holds, says):
    if not holds:
        raise Fault(says)


# Ed25519, RFC 8032 5.1.7; points in extended coordinates.
def plus(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(n, p):
    q = (0, 1, 1, 0)
    while n > 0:
        if n & 1:
            q = plus(q, p)
        p, n = plus(p, p), n >> 1
    return q


def point(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT % P
    if x * x % P != square or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    key, r, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    one, other = times(s, BASE), plus(r, times(k, key))
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (one[1] * other[2] - other[1] * one[2]) % P == 0


# AES-256 in counter mode (FIPS 197, SP 800-38D): enough to open what a commitment binds.
def doubled(a):
    return (a << 1) ^ (0x11B if a & 0x80 else 0)


def boxes():
    box, p, q = [0] * 256, 1, 1
    while True:
        p ^= doubled(p) & 0xFF
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 0xFF
        if q & 0x80:
            q ^= 0x09
        box[p] = q ^ (q << 1 | q >> 7) & 0xFF ^ (q << 2 | q >> 6) & 0xFF ^ (q << 3 | q >> 5) & 0xFF ^ (q << 4 | q >> 4) & 0xFF ^ 0x63
        if p == 1:
            break
    box[0] = 0x63
    return box


BOX = boxes()
T0 = [(doubled(s) & 0xFF) << 24 | s << 16 | s << 8 | (doubled(s) ^ s) & 0xFF for s in BOX]
T1 = [t >> 8 | (t & 0xFF) << 24 for t in T0]
T2 = [t >> 8 | (t & 0xFF) << 24 for t in T1]
T3 = [t >> 8 | (t & 0xFF) << 24 for t in T2]


def word_box(w):
    return BOX[w >> 24] << 24 | BOX[w >> 16 & 255] << 16 | BOX[w >> 8 & 255] << 8 | BOX[w & 255]


def schedule(key):
    words, round_constant = list(struct.unpack(">8I", key)), 1
    for at in range(8, 60):
        w = words[-1]
        if at % 8 == 0:
            w = word_box((w << 8 | w >> 24) & 0xFFFFFFFF) ^ round_constant << 24
            round_constant = doubled(round_constant)
        elif at % 8 == 4:
            w = word_box(w)
        words.append(words[-8] ^ w)
    return words


def block(words, given):
    s = [a ^ b for a, b in zip(given, words)]
    for at in range(4, 56, 4):
        s = [
            T0[s[i] >> 24] ^ T1[s[(i + 1) % 4] >> 16 & 255] ^ T2[s[(i + 2) % 4] >> 8 & 255] ^ T3[s[(i + 3) % 4] & 255] ^ words[at + i]
            for i in range(4)
        ]
    last = [
        BOX[s[i] >> 24] << 24 | BOX[s[(i + 1) % 4] >> 16 & 255] << 16 | BOX[s[(i + 2) % 4] >> 8 & 255] << 8 | BOX[s[(i + 3) % 4] & 255]
        for i in range(4)
    ]
    return struct.pack(">4I", *(a ^ b for a, b in zip(last, words[56:])))


def opened(key, payload):
    words, nonce, sealed = schedule(key), struct.unpack(">3I", payload[:12]), payload[12:-16]
    stream = b"".join(block(words, (*nonce, at + 2)) for at in range((len(sealed) + 15) // 16))[: len(sealed)]
    return (int.from_bytes(sealed, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(sealed), "big") if sealed else b""


`;
