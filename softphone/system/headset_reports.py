"""What the reports of a headset say, and how its lamps are told (USB HID Usage Tables 1.5, pages 0x0B
Telephony Device and 0x08 LED). Pure."""

from softphone.calls.headset import DropPressed, FlashPressed, HookMoved, Lamps, MutePressed
from softphone.system.hid_descriptor import Field, Kind, read_descriptor

TELEPHONY = 0x0B
"""The usage page by which a headset with buttons is known."""
_HOOK, _FLASH, _DROP, _MUTE = 0x0B0020, 0x0B0021, 0x0B0026, 0x0B002F
_LAMP_MUTE, _LAMP_OFF_HOOK, _LAMP_RING, _LAMP_HOLD = 0x080009, 0x080017, 0x080018, 0x080020
_PRESSED = {_FLASH: FlashPressed(), _DROP: DropPressed(), _MUTE: MutePressed()}


class HeadsetReports:
    """One device, by its descriptor. ValueError: the descriptor is broken."""

    def __init__(self, descriptor: bytes) -> None:
        read = read_descriptor(descriptor)
        self._numbered = any(report for _, report in read.lengths)
        self._buttons = [f for f in read.fields if f.kind is Kind.INPUT and f.usage in {_HOOK, *_PRESSED}]
        self._lamps = [f for f in read.fields if f.kind is Kind.OUTPUT and f.usage >> 16 == 0x08]
        self._lengths = read.lengths
        self._before: dict[Field, bool] = {}

    @property
    def any_buttons(self) -> bool:
        return bool(self._buttons)

    def heard(self, report: bytes) -> tuple[object, ...]:
        """What has happened by this input report; one with other fields, or cut off, says nothing."""
        number, body = (report[0], report[1:]) if self._numbered and report else (0, report)
        bits = int.from_bytes(body, "little")
        events: list[object] = []
        for field in self._buttons:
            if field.report != number or field.bit + field.size > len(body) * 8:
                continue
            on = bool(bits >> field.bit & ((1 << field.size) - 1))
            before, self._before[field] = self._before.get(field, False), on
            if on is before:
                continue
            if field.usage != _HOOK:
                events += [_PRESSED[field.usage]] if on else []
            elif not field.relative:
                events.append(HookMoved(on))
            elif on:
                events.append(HookMoved(None))
        return tuple(events)

    def told(self, lamps: Lamps) -> tuple[bytes, ...]:
        """The output reports that show them, each with its number before it (0 where there are none)."""
        shown = {
            _LAMP_MUTE: lamps.mute,
            _LAMP_OFF_HOOK: lamps.off_hook,
            _LAMP_RING: lamps.ring,
            _LAMP_HOLD: lamps.hold,
        }
        bits: dict[int, int] = {}
        for lamp in self._lamps:
            if lamp.usage in shown:
                bits[lamp.report] = bits.get(lamp.report, 0) | shown[lamp.usage] << lamp.bit
        return tuple(
            bytes((report,)) + value.to_bytes(self._lengths[Kind.OUTPUT, report], "little")
            for report, value in bits.items()
        )
