"""The sound of a trial call: a short tone is sent, and what comes is counted."""

import asyncio
import math
import struct
from typing import cast

from softphone.server.trunk.trial_call import PCMA, FarSound

_PACKET = 0.02
"""Seconds of sound in a packet."""
_SAMPLES = 160
_LOUD = 4_000
"""Of 32,767."""


class TrialSound(asyncio.DatagramProtocol):
    """A port of its own, until close()."""

    def __init__(self) -> None:
        self.came = 0
        """Packets."""
        self._transport: asyncio.DatagramTransport | None = None

    @classmethod
    async def open(cls, host: str) -> "TrialSound":
        loop = asyncio.get_running_loop()
        _, protocol = await loop.create_datagram_endpoint(cls, local_addr=(host or "0.0.0.0", 0))  # noqa: S104
        return protocol

    @property
    def port(self) -> int:
        assert self._transport is not None
        return int(self._transport.get_extra_info("sockname")[1])

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: object) -> None:
        if len(data) > 12 and data[0] >> 6 == 2:  # RTP (RFC 3550 §5.1)
            self.came += 1

    def error_received(self, exc: Exception) -> None:
        pass  # nobody listens there: the call's own answers say more

    async def send_tone(self, to: FarSound, seconds: float, source: int) -> None:
        """400 Hz, softly. `source` is any number of 32 bits."""
        encoded = _alaw if to.payload == PCMA else _ulaw
        # 8 whole periods of 400 Hz: each packet is like the others.
        tone = bytes(encoded(round(_LOUD * math.sin(math.tau * n / 20))) for n in range(_SAMPLES))
        for number in range(int(seconds / _PACKET)):
            head = struct.pack(">BBHII", 0x80, to.payload, number, number * _SAMPLES, source)
            if self._transport is not None:
                self._transport.sendto(head + tone, (to.host, to.port))
            await asyncio.sleep(_PACKET)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def _alaw(sample: int) -> int:
    """ITU-T G.711, table 1."""
    mask, size = (0xD5, sample >> 3) if sample >= 0 else (0x55, (-sample - 1) >> 3)
    segment = max(0, size.bit_length() - 5)
    return (segment << 4 | size >> max(1, segment) & 0xF) ^ mask


def _ulaw(sample: int) -> int:
    """ITU-T G.711, table 2."""
    size = min(abs(sample), 32_635) + 132
    segment = size.bit_length() - 8
    return ~((0x80 if sample < 0 else 0) | segment << 4 | size >> (segment + 3) & 0xF) & 0xFF
