"""Which bits of a device's reports mean what: its report descriptor, read (USB HID 1.11, 6.2.2). Pure."""

from enum import IntEnum

import msgspec

_LONG = 0xFE
_MAIN, _GLOBAL, _LOCAL = 0, 1, 2
_USAGE, _USAGE_MINIMUM, _USAGE_MAXIMUM = 0x0, 0x1, 0x2
_CONSTANT, _VARIABLE, _RELATIVE = 0x01, 0x02, 0x04
_MOST = 0xFFFF
"""Usages of one item, fields of all, and bytes of a report; more is a broken descriptor."""


class Kind(IntEnum):
    """The main items that have fields, by their tags."""

    INPUT = 0x8
    OUTPUT = 0x9
    FEATURE = 0xB


class Field(msgspec.Struct, frozen=True):
    """One value of a report. Fields that hold a choice of usages (arrays) and padding are left out."""

    kind: Kind
    report: int
    """The report's number; 0: reports of this device bear none."""
    usage: int
    """Page and id in one, as 0x0B0020."""
    bit: int
    """Where it begins, after the report's number."""
    size: int
    """In bits."""
    relative: bool
    """It tells of a change, not of a state."""


class Descriptor(msgspec.Struct, frozen=True):
    fields: tuple[Field, ...]
    lengths: dict[tuple[Kind, int], int]
    """Of each report in bytes, without its number."""


class _Globals(msgspec.Struct, frozen=True):
    page: int = 0
    size: int = 0
    count: int = 0
    report: int = 0


def read_descriptor(data: bytes) -> Descriptor:
    """ValueError: it is no report descriptor, or a broken one."""
    fields: list[Field] = []
    bits: dict[tuple[Kind, int], int] = {}
    now, kept = _Globals(), list[_Globals]()
    usages: list[int] = []
    lowest = 0
    for kind, tag, value, size in _items(data):
        if kind == _GLOBAL:
            now = _changed(now, kept, tag, value)
        elif kind == _LOCAL:
            if tag == _USAGE:
                usages.append(_usage(value, size))
            elif tag == _USAGE_MINIMUM:
                lowest = _usage(value, size)
            elif tag == _USAGE_MAXIMUM:
                highest = _usage(value, size)
                if not 0 <= highest - lowest <= _MOST - len(usages):
                    raise ValueError("usages without end")
                usages.extend(range(lowest, highest + 1))
        elif kind == _MAIN:
            if tag in (Kind.INPUT, Kind.OUTPUT, Kind.FEATURE):
                report = (Kind(tag), now.report)
                begin = bits.get(report, 0)
                if len(fields) + now.count > _MOST or begin + now.count * now.size > _MOST * 8:
                    raise ValueError("fields without end")
                bits[report] = begin + now.count * now.size
                if value & _VARIABLE and not value & _CONSTANT and usages:
                    fields += _fields(Kind(tag), now, usages, begin, relative=bool(value & _RELATIVE))
            usages = []
    return Descriptor(tuple(fields), {report: (count + 7) // 8 for report, count in bits.items()})


def _items(data: bytes) -> list[tuple[int, int, int, int]]:
    """Type, tag, value and size of each short item; long ones mean nothing yet (6.2.2.3)."""
    items, at = [], 0
    while at < len(data):
        prefix = data[at]
        size = (0, 1, 2, 4)[prefix & 3]
        begin = at + 1
        if prefix == _LONG:
            if begin >= len(data):
                raise ValueError("cut off")
            size, begin = data[begin], begin + 2
        if begin + size > len(data):
            raise ValueError("cut off")
        if prefix != _LONG:
            value = int.from_bytes(data[begin : begin + size], "little")
            items.append((prefix >> 2 & 3, prefix >> 4, value, size))
        at = begin + size
    return items


def _changed(now: _Globals, kept: list[_Globals], tag: int, value: int) -> _Globals:
    """After a global item (6.2.2.7), by its tag."""
    match tag:
        case 0x0:
            return msgspec.structs.replace(now, page=value)
        case 0x7:
            return msgspec.structs.replace(now, size=value)
        case 0x8:
            return msgspec.structs.replace(now, report=value)
        case 0x9:
            return msgspec.structs.replace(now, count=value)
        case 0xA:  # push
            kept.append(now)
        case 0xB:  # pop
            if not kept:
                raise ValueError("a pop without its push")
            return kept.pop()
        case _:
            pass
    return now


def _usage(value: int, size: int) -> int:
    """With its page where it bears one (6.2.2.8); without, the page in force at the main item is meant."""
    return value if size == 4 else value & 0xFFFF


def _fields(kind: Kind, now: _Globals, usages: list[int], begin: int, *, relative: bool) -> list[Field]:
    """The last usage is that of all fields that have none of their own (6.2.2.8)."""
    named = [each if each > 0xFFFF else now.page << 16 | each for each in usages[: now.count]]
    named += named[-1:] * (now.count - len(named))
    return [
        Field(kind, now.report, usage, begin + nth * now.size, now.size, relative)
        for nth, usage in enumerate(named)
    ]
