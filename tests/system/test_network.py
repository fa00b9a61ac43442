"""This computer's addresses: what the kernel tells, and a computer whose address really changes."""

import socket
import struct

import pytest

from softphone.system.events import AddressesChanged
from softphone.system.network import Addresses, AddressSource
from tests.helpers.namespaces import cable, possible


def told(kind: int, address: str, device: int = 2, family: int = socket.AF_INET) -> bytes:
    """An rtnetlink message of the kernel's."""
    value = socket.inet_pton(family, address)
    attributes = struct.pack("=HH", 4 + len(value), 1) + value + struct.pack("=HH", 4 + len(value), 2) + value
    body = struct.pack("=BBBBI", family, 24, 0, 0, device) + attributes
    return struct.pack("=IHHII", 16 + len(body), kind, 0, 1, 0) + body


NEW, GONE = 20, 21
DONE = struct.pack("=IHHII", 20, 3, 0, 1, 0) + bytes(4)


def test_what_is_there_at_first_and_a_renewed_lease_are_no_changes() -> None:
    addresses = Addresses()
    assert not addresses.hear(told(NEW, "127.0.0.1", 1) + told(NEW, "192.0.2.7"))
    assert not addresses.hear(DONE)
    assert not addresses.hear(told(NEW, "192.0.2.7"))
    assert not addresses.hear(told(NEW, "127.0.0.2", 1))
    assert not addresses.hear(told(NEW, "2001:db8::7", family=socket.AF_INET6))
    assert addresses.hear(told(NEW, "198.51.100.7", 3))
    assert addresses.hear(told(GONE, "192.0.2.7"))
    assert not addresses.hear(told(GONE, "192.0.2.7"))
    assert not addresses.hear(told(GONE, "198.51.100.7", 3) + told(NEW, "198.51.100.7", 3))


@pytest.mark.parametrize("junk", [b"", b"\x01", bytes(16), struct.pack("=IHHII", 17, NEW, 0, 1, 0) + b"\x02"])
def test_what_is_no_message_is_nothing(junk: bytes) -> None:
    addresses = Addresses()
    addresses.hear(DONE)
    assert not addresses.hear(junk)


@pytest.mark.skipif(not possible(), reason="this machine does not let us make network namespaces")
def test_a_computer_whose_address_changes() -> None:
    with cable() as (here, _):
        here.use("10.77.0.2")
        with here.inside():
            source = AddressSource()
        try:
            while source.receive(0.05):
                pass
            here.use("10.77.0.3")
            assert source.receive(60) == AddressesChanged()
        finally:
            source.close()
            assert source.receive() is None
