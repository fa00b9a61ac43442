"""Malformed RTP, RTCP, DTLS and STUN for the sound ports of a phone. The same seed makes the same."""

import random
import struct
from collections.abc import Iterator


def everything(seed: int) -> Iterator[bytes]:
    """All that follows, shuffled."""
    chance = random.Random(seed)
    made = [*rtp(chance), *rtcp(chance), *dtls(chance), *stun(chance), *noise(chance)]
    chance.shuffle(made)
    return iter(made)


def rtp(chance: random.Random) -> Iterator[bytes]:
    """RFC 3550 §5: counts and lengths that the packet has not got; every payload type."""
    for first in (0x80, 0x8F, 0x90, 0xA0, 0xBF, 0x00, 0x40, 0xC0):
        for payload_type in (*range(0, 128, 5), 8, 9, 96, 101, 127):
            head = struct.pack(
                "!BBHII", first, payload_type, chance.randrange(65536), chance.randrange(2**32), 7
            )
            yield head + chance.randbytes(chance.choice((0, 1, 3, 4, 20, 160, 1300)))
    for extension in (0, 1, 0xFFFF):
        yield struct.pack("!BBHIIHH", 0x90, 8, 1, 1, 1, 0xBEDE, extension) + bytes(8)
    for padding in (0, 1, 200, 255):
        yield struct.pack("!BBHII", 0xA0, 8, 1, 1, 1) + bytes(9) + bytes([padding])
    for event in (b"", b"\x01", b"\xff\xff\xff\xff", b"\x10\x8a\xff\xff" * 40):
        yield struct.pack("!BBHII", 0x80, 101, 1, 1, 1) + event


def rtcp(chance: random.Random) -> Iterator[bytes]:
    """RFC 3550 §6: reports that count more than they carry, lengths past the end, compounds without one."""
    for kind in (200, 201, 202, 203, 204, 205, 206, 207, 255):
        for count in (0, 1, 31):
            for length in (0, 1, 6, 40, 0xFFFF):
                for flags in (0x80, 0xA0):
                    head = struct.pack("!BBHI", flags | count, kind, length, 1)
                    yield head + chance.randbytes(chance.choice((0, 3, 20, 24, 400)))
    report = struct.pack("!BBHI", 0x80, 200, 6, 1) + bytes(20)
    yield report * 50
    yield report + struct.pack("!BBH", 0x81, 202, 2) + struct.pack("!IBB", 1, 1, 255)


def dtls(chance: random.Random) -> Iterator[bytes]:
    """RFC 6347 §4.1, §4.2.2: records and handshake fragments whose lengths lie."""
    for kind in (20, 21, 22, 23, 24, 63):
        for version in (0xFEFF, 0xFEFD, 0xFEFC, 0x0303, 0):
            for length in (0, 1, 200, 0xFFFF):
                body = chance.randbytes(min(length, 200))
                yield struct.pack("!BHHIHH", kind, version, 0, 0, chance.randrange(9), length) + body
    for message in (0, 1, 2, 3, 11, 14, 16, 20, 99):
        for total, offset, part in (
            (0, 0, 0),
            (100, 0, 100),
            (0xFFFFFF, 0, 50),
            (50, 0xFFFFFF, 50),
            (10, 5, 90),
        ):
            fragment = (
                struct.pack("!B", message)
                + total.to_bytes(3)
                + bytes(2)
                + offset.to_bytes(3)
                + part.to_bytes(3)
            )
            body = fragment + chance.randbytes(min(part, 100))
            yield struct.pack("!BHHIHH", 22, 0xFEFD, 0, 0, 1, len(body)) + body
    for level, what in ((1, 0), (2, 0), (2, 40), (9, 255)):
        yield struct.pack("!BHHIHHBB", 21, 0xFEFD, 0, 0, 1, 2, level, what)


def stun(chance: random.Random) -> Iterator[bytes]:
    """RFC 8489 §5, §14: attributes longer than the message."""
    for kind in (0x0001, 0x0101, 0x0111, 0x0011, 0x0003):
        for length in (0, 4, 8, 40, 0xFFFC):
            head = struct.pack("!HHI", kind, length, 0x2112A442) + chance.randbytes(12)
            for attribute in (0x0001, 0x0006, 0x0008, 0x0009, 0x0020, 0x0025, 0x8028, 0x802A):
                yield (
                    head
                    + struct.pack("!HH", attribute, chance.choice((0, 4, 500, 0xFFFF)))
                    + chance.randbytes(4)
                )


def noise(chance: random.Random) -> Iterator[bytes]:
    """Nothing at all, and anything."""
    yield b""
    for size in (1, 2, 3, 4, 7, 8, 11, 12, 13, 100, 1500, 9000, 60_000):
        for _ in range(4):
            yield chance.randbytes(size)
