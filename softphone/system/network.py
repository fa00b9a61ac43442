"""Changes of this computer's addresses on Linux, by rtnetlink (RFC 3549): also those that leave it online, as
a VPN and another Wi-Fi do, of which Qt does not tell."""

import errno
import socket
import struct
from collections.abc import Iterator

from softphone.system.events import AddressesChanged

_NEW, _DELETED, _GET = 20, 21, 22
"""RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR."""
_DONE = 3
_IPV4_ADDRESSES = 0x10
"""RTMGRP_IPV4_IFADDR: the phone speaks IPv4."""
_DUMP = 0x301
"""NLM_F_REQUEST | NLM_F_DUMP."""
_HEADER = struct.Struct("=IHHII")
_ADDRESS = struct.Struct("=BBBBI")
_ATTRIBUTE = struct.Struct("=HH")
_IFA_LOCAL = 2
_LOOPBACK = 127
_LOST_SOME = frozenset({errno.ENOBUFS})
"""More came than was read: something changed."""


class Addresses:
    """Those that the kernel has told of, loopback apart. A renewed lease is told of too, and is no change."""

    def __init__(self) -> None:
        self._known: set[tuple[int, bytes]] = set()
        self._complete = False

    def hear(self, data: bytes) -> bool:
        """What came in one datagram; True when it is a change, which what was there at first is not."""
        before = frozenset(self._known)
        complete = self._complete
        for kind, body in _messages(data):
            if kind == _DONE:
                self._complete = True
            elif kind in (_NEW, _DELETED) and (named := _named(body)) is not None:
                self._known.add(named) if kind == _NEW else self._known.discard(named)
        return complete and self._known != before


def question() -> bytes:
    """Asks the kernel for all there are."""
    body = _ADDRESS.pack(socket.AF_INET, 0, 0, 0, 0)
    return _HEADER.pack(_HEADER.size + len(body), _GET, _DUMP, 1, 0) + body


def _messages(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + _HEADER.size <= len(data):
        length, kind, _, _, _ = _HEADER.unpack_from(data, at)
        if length < _HEADER.size:
            return
        yield kind, data[at + _HEADER.size : at + length]
        at += (length + 3) & ~3


def _named(body: bytes) -> tuple[int, bytes] | None:
    """The device's number and its address; None for loopback, and what is no IPv4 address."""
    if len(body) < _ADDRESS.size:
        return None
    family, _, _, _, device = _ADDRESS.unpack_from(body)
    at = _ADDRESS.size
    while family == socket.AF_INET and at + _ATTRIBUTE.size <= len(body):
        length, kind = _ATTRIBUTE.unpack_from(body, at)
        value = body[at + _ATTRIBUTE.size : at + length]
        if kind == _IFA_LOCAL and len(value) == 4:
            return None if value[0] == _LOOPBACK else (device, value)
        at += max(_ATTRIBUTE.size, (length + 3) & ~3)
    return None


class AddressSource:
    """A source of AddressesChanged, for one reading thread. Raises OSError where the kernel does not tell."""

    def __init__(self) -> None:
        self._addresses = Addresses()
        self._kernel = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        self._kernel.bind((0, _IPV4_ADDRESSES))
        self._kernel.send(question())
        self._closed = False

    def receive(self, timeout: float | None = None) -> object | None:
        """The next event; None when `timeout` seconds passed without one, or for good once closed."""
        while not self._closed:
            self._kernel.settimeout(timeout)
            try:
                data = self._kernel.recv(65_536)
            except TimeoutError:
                return None
            except OSError as error:
                if error.errno in _LOST_SOME:
                    return AddressesChanged()
                break
            if self._addresses.hear(data):
                return AddressesChanged()
        self._kernel.close()
        return None

    def close(self) -> None:
        """The kernel is asked once more, and its answer ends the reading."""
        self._closed = True
        try:
            self._kernel.send(question())
        except OSError:
            return
