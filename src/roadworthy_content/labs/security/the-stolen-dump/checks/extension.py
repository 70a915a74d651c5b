"""Going on where SHA-256 stopped, as somebody does who knows a digest and not what was hashed."""

import struct

MASK = 0xFFFFFFFF


def primes():
    found = []
    number = 2
    while len(found) < 64:
        if all(number % prime for prime in found):
            found.append(number)
        number += 1
    return found


def cube_root_bits(number):
    """The first 32 bits of the fractional part of a cube root."""
    low, high = 0, 1 << 40
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**3 <= number << 96 else (low, middle)
    return low & MASK


CONSTANTS = [cube_root_bits(prime) for prime in primes()]


def turn(word, by):
    return ((word >> by) | (word << (32 - by))) & MASK


def compress(state, block):
    words = list(struct.unpack(">16L", block))
    for i in range(16, 64):
        small = turn(words[i - 15], 7) ^ turn(words[i - 15], 18) ^ (words[i - 15] >> 3)
        large = turn(words[i - 2], 17) ^ turn(words[i - 2], 19) ^ (words[i - 2] >> 10)
        words.append((words[i - 16] + small + words[i - 7] + large) & MASK)
    a, b, c, d, e, f, g, h = state
    for i in range(64):
        first = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + CONSTANTS[i] + words[i]
        second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
        a, b, c, d, e, f, g, h = (first + second) & MASK, a, b, c, (d + first) & MASK, e, f, g
    return [(old + new) & MASK for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True)]


def padding(length):
    """What SHA-256 puts behind a message of a length in bytes."""
    return b"\x80" + b"\x00" * ((55 - length) % 64) + struct.pack(">Q", 8 * length)


def extend(digest, length, more):
    """Return the digest of (what was hashed, its padding, more), from the digest in hex and the length of what was hashed."""
    state = list(struct.unpack(">8L", bytes.fromhex(digest)))
    total = length + len(padding(length)) + len(more)
    rest = more + padding(total)
    for start in range(0, len(rest), 64):
        state = compress(state, rest[start : start + 64])
    return struct.pack(">8L", *state).hex()
