"""The buttons and lamps of headsets: their descriptors read, their reports understood, found and lost as they
are plugged in; and with a device of the kernel's own (uhid) where it makes any."""

import os
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.calls.headset import DropPressed, FlashPressed, HeadsetsFound, HookMoved, Lamps, MutePressed
from softphone.system.headset_reports import HeadsetReports
from softphone.system.headsets import HeadsetSource, hid_library
from softphone.system.hid_descriptor import Kind, read_descriptor
from tests.system.headset_device import (
    DESCRIPTOR,
    DROP,
    FLASH,
    HOLD,
    HOOK,
    MUTE,
    MUTED,
    OFF_HOOK,
    RING,
    Headset,
    Usb,
)

PATIENCE = 60.0
AGAIN = 0.05
UHID = Path("/dev/uhid")

PLAIN = bytes.fromhex(
    "050b0905a101150025017501"
    "0b20000b0095018106"  # Hook Switch by its extended usage, a button that is only pressed
    "092f81060508a4"  # Phone Mute; the page is LED from here, kept by a push
    "050b19b029b395048102"  # Phone Keys 0-3, by a range
    "b495028103"  # the pop: padding
    "050809170918091895039102c0"  # Off-Hook, Ring, and once more Ring, on one byte
)
"""No numbers of reports, and the roundabout ways of saying things."""


class TestTheDescriptor:
    def test_where_each_field_is(self) -> None:
        read = read_descriptor(DESCRIPTOR)
        at = {(f.kind, f.usage): (f.report, f.bit, f.size, f.relative) for f in read.fields}
        assert at == {
            (Kind.INPUT, 0x0B0020): (2, 0, 1, False),
            (Kind.INPUT, 0x0B0021): (2, 1, 1, True),
            (Kind.INPUT, 0x0B002F): (2, 2, 1, True),
            (Kind.INPUT, 0x0B0026): (2, 3, 1, True),
            (Kind.OUTPUT, 0x080017): (2, 0, 1, False),
            (Kind.OUTPUT, 0x080018): (2, 1, 1, False),
            (Kind.OUTPUT, 0x080020): (2, 2, 1, False),
            (Kind.OUTPUT, 0x080009): (2, 3, 1, False),
        }
        assert read.lengths == {(Kind.INPUT, 2): 1, (Kind.OUTPUT, 2): 1}

    def test_the_roundabout_ways_of_saying_it(self) -> None:
        read = read_descriptor(PLAIN)
        at = {(f.kind, f.usage): (f.report, f.bit, f.relative) for f in read.fields if f.kind is Kind.INPUT}
        keys = {(Kind.INPUT, 0x0B00B0 + nth): (0, 2 + nth, False) for nth in range(4)}
        assert at == {(Kind.INPUT, 0x0B0020): (0, 0, True), (Kind.INPUT, 0x0B002F): (0, 1, True)} | keys
        assert read.lengths == {(Kind.INPUT, 0): 1, (Kind.OUTPUT, 0): 1}

    @given(st.binary(max_size=200))
    def test_anything_else_is_refused_or_read(self, data: bytes) -> None:
        with suppress(ValueError):
            read_descriptor(data)

    @pytest.mark.parametrize(
        "broken",
        [
            *("05", "b4", "fe", "fe05", "19002b0000ffff", "97ffffffff8102"),
            "050b7501960080092081060920810609208106",  # three times 32,768 buttons
            "7508960080810281028102",  # a report of 96 kB
            "050b0920750096ffff810609208106",  # fields without a bit
        ],
    )
    def test_what_is_cut_off_or_without_end_is_refused(self, broken: str) -> None:
        with pytest.raises(ValueError, match=r"cut off|pop|end"):
            read_descriptor(bytes.fromhex(broken))


class TestTheReports:
    def test_each_button_once(self) -> None:
        reports = HeadsetReports(DESCRIPTOR)
        heard = [
            reports.heard(bytes((2, bits))) for bits in (HOOK, HOOK | MUTE, HOOK | MUTE, HOOK, FLASH, DROP)
        ]
        assert heard == [
            (HookMoved(True),),
            (MutePressed(),),
            (),
            (),
            (HookMoved(False), FlashPressed()),
            (DropPressed(),),
        ]

    def test_a_button_that_is_only_pressed(self) -> None:
        reports = HeadsetReports(PLAIN)
        heard = [reports.heard(bytes((bits,))) for bits in (1, 0, 2, 0)]
        assert heard == [(HookMoved(None),), (), (MutePressed(),), ()]
        assert reports.told(Lamps(off_hook=True, ring=True)) == (bytes((0, 0b111)),)

    def test_what_is_of_another_report_or_too_short_says_nothing(self) -> None:
        reports = HeadsetReports(DESCRIPTOR)
        assert [reports.heard(data) for data in (b"", b"\x02", b"\x03\x01")] == [(), (), ()]

    @pytest.mark.parametrize(
        ("lamps", "bits"),
        [
            (Lamps(), 0),
            (Lamps(off_hook=True), OFF_HOOK),
            (Lamps(off_hook=True, ring=True, mute=True), OFF_HOOK | RING | MUTED),
            (Lamps(off_hook=True, hold=True), OFF_HOOK | HOLD),
        ],
    )
    def test_the_lamps(self, lamps: Lamps, bits: int) -> None:
        assert HeadsetReports(DESCRIPTOR).told(lamps) == (bytes((2, bits)),)


class SlowHeadset(Headset):
    def __init__(self) -> None:
        super().__init__()
        self.is_slow = False
        self.writes, self.goes_on, self.closed = threading.Event(), threading.Event(), threading.Event()

    def write(self, buff: bytes) -> int:
        if self.is_slow:
            self.writes.set()
            self.goes_on.wait(PATIENCE)
        return super().write(buff)

    def close(self) -> None:
        self.closed.set()


def wait_for(source: HeadsetSource, event: object) -> None:
    end = time.monotonic() + PATIENCE
    while source.receive(0.1) != event:
        assert time.monotonic() < end, f"{event} did not come"


def wait_until_shown(headset: Headset, lamps: int) -> None:
    while headset.written.get(timeout=PATIENCE) != lamps:
        pass


@contextmanager
def reading(usb: Usb) -> Iterator[HeadsetSource]:
    source = HeadsetSource(usb, AGAIN)
    try:
        yield source
    finally:
        source.close()


class TestTheSource:
    def test_found_read_lit_and_lost(self) -> None:
        headset = Headset()
        usb = Usb(Headset("Keyboard", page=0x01))
        with reading(usb) as source:
            source.show(Lamps(ring=True))
            assert source.receive(AGAIN * 3) is None
            usb.plugged.append(headset)
            wait_for(source, HeadsetsFound(("Evolve 40",)))
            wait_until_shown(headset, RING)
            headset.hook(True)
            wait_for(source, HookMoved(True))
            source.show(Lamps(off_hook=True, mute=True))
            wait_until_shown(headset, OFF_HOOK | MUTED)
            headset.unplugged.set()
            wait_for(source, HeadsetsFound())
            source.show(Lamps())

    def test_its_lamps_go_out_at_the_end(self) -> None:
        headset = Headset()
        with reading(Usb(headset)) as source:
            wait_for(source, HeadsetsFound(("Evolve 40",)))
            source.show(Lamps(off_hook=True))
            wait_until_shown(headset, OFF_HOOK)
        wait_until_shown(headset, 0)
        while source.receive() is not None:
            pass
        assert source.receive() is None

    def test_one_that_hangs_holds_nobody_up_and_is_not_closed_while_it_is_written_to(self) -> None:
        headset = SlowHeadset()
        with reading(Usb(headset)) as source:
            wait_for(source, HeadsetsFound(("Evolve 40",)))
            headset.is_slow = True
            source.show(Lamps(ring=True))
            assert headset.writes.wait(PATIENCE) and not headset.goes_on.is_set()
            headset.unplugged.set()
            assert not headset.closed.wait(1.0), "while it was written to"
            headset.goes_on.set()
            assert headset.closed.wait(PATIENCE)

    def test_one_that_may_not_be_used_is_named_and_used_once_it_may(self) -> None:
        headset = Headset()
        headset.allowed = False
        with reading(Usb(headset, Headset("Broken", b"\x05"))) as source:
            wait_for(source, HeadsetsFound((), ("Broken", "Evolve 40")))
            headset.allowed = True
            wait_for(source, HeadsetsFound(("Evolve 40",), ("Broken",)))

    def test_this_systems_library_is_there_and_finds_what_there_is(self) -> None:
        library = hid_library()
        assert library is not None
        with reading(library) as source:  # type: ignore[arg-type]
            source.show(Lamps(off_hook=True))
            source.receive(AGAIN)


CREATE, DESTROY, OUTPUT, INPUT = 11, 1, 6, 12


@pytest.mark.skipif(not os.access(UHID, os.R_OK | os.W_OK), reason="this kernel makes no HID devices (uhid)")
def test_a_device_of_the_kernel() -> None:
    """The kernel's own hidraw in between (Documentation/hid/uhid.rst)."""
    kernel = os.open(UHID, os.O_RDWR | os.O_NONBLOCK)
    try:
        name = f"Softphone test {os.getpid()}"
        head = struct.pack(
            "<I128s64s64sHHIIII", CREATE, name.encode(), b"", b"", len(DESCRIPTOR), 3, 1, 1, 1, 0
        )
        os.write(kernel, head + DESCRIPTOR.ljust(4096, b"\0"))
        library = hid_library()
        assert library is not None
        with reading(library) as source:  # type: ignore[arg-type]
            end = time.monotonic() + PATIENCE
            while name not in getattr(source.receive(0.1), "names", ()):
                assert time.monotonic() < end
            os.write(kernel, struct.pack("<IH", INPUT, 2) + bytes((2, HOOK)).ljust(4096, b"\0"))
            wait_for(source, HookMoved(True))
            source.show(Lamps(off_hook=True))
            while True:
                assert time.monotonic() < end
                with suppress(BlockingIOError):
                    told = os.read(kernel, 5000)
                    if struct.unpack_from("<I", told)[0] == OUTPUT and told[4:6] == bytes((2, OFF_HOOK)):
                        break
    finally:
        os.write(kernel, struct.pack("<I", DESTROY))
        os.close(kernel)
