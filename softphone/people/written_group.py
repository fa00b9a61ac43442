"""What an administrator writes of an answer group (Svarsgrupp), checked: a group, or every fault with its
field."""

from collections.abc import Container

import msgspec

from softphone.people.directory import Directory, Group, GroupRing
from softphone.people.numbers import dialled, e164, is_emergency
from softphone.people.opening_hours import HoursFault, parse_hours
from softphone.people.written import EXTENSION, LONGEST, Fault, FaultKind, is_plain

MOST_MEMBERS = 500
_VOICEMAIL = "voicemail"


class WrittenGroup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As typed."""

    name: str = ""
    number: str = ""
    extension: str = ""
    members: tuple[str, ...] = ()
    """Ids of persons, in the order that they are rung."""
    ring: str = GroupRing.ALL.value
    hours: str = ""
    overflow: str = ""

    @classmethod
    def of(cls, group: Group) -> "WrittenGroup":
        fields = {name: getattr(group, name) for name in cls.__struct_fields__}
        return cls(**fields | {"ring": group.ring.value})


def read_group(
    written: WrittenGroup, id_: str, directory: Directory, in_use: Container[str]
) -> Group | tuple[Fault, ...]:
    """`in_use` are the logins, extensions and numbers of others, in lower case."""
    faults = []
    texts = {
        name: getattr(written, name).strip() for name in ("name", "number", "extension", "hours", "overflow")
    }
    for name, text in texts.items():
        if len(text) > LONGEST:
            faults.append(Fault(name, FaultKind.TOO_LONG, str(LONGEST)))
        elif not is_plain(text):
            faults.append(Fault(name, FaultKind.UNSEEN_CHARACTERS))
    if faults:
        return tuple(faults)
    if not texts["name"]:
        faults.append(Fault("name", FaultKind.MISSING))
    if not texts["number"] and not texts["extension"]:
        faults.append(Fault("extension", FaultKind.MISSING))
    number = e164(texts["number"], directory.country) if texts["number"] else ""
    if number is None:
        faults.append(Fault("number", FaultKind.BAD_NUMBER, texts["number"]))
    if texts["extension"] and not EXTENSION.fullmatch(texts["extension"]):
        faults.append(Fault("extension", FaultKind.BAD_EXTENSION, texts["extension"]))
    elif is_emergency(texts["extension"], directory.country):
        faults.append(Fault("extension", FaultKind.EMERGENCY, texts["extension"]))
    for name, reached in (("number", number), ("extension", texts["extension"])):
        if reached and reached in in_use:
            faults.append(Fault(name, FaultKind.TAKEN, reached))
    known = {*directory.people, *directory.inactive}
    strangers = [each for each in written.members if each not in known]
    if strangers or len(written.members) > MOST_MEMBERS:
        faults.append(Fault("members", FaultKind.NOBODY, strangers[0][:60] if strangers else ""))
    rings = {each.value: each for each in GroupRing}
    if written.ring not in rings:
        faults.append(Fault("ring", FaultKind.BAD_CHOICE, written.ring[:60]))
    hours = parse_hours(texts["hours"])
    if isinstance(hours, HoursFault):
        faults.append(Fault("hours", FaultKind.BAD_HOURS, str(hours).rstrip(".")))
    overflow = texts["overflow"]
    reached = directory.find(overflow) or directory.find(e164(overflow, directory.country) or "")
    if overflow and overflow.lower() != _VOICEMAIL and reached is None and dialled(overflow) is None:
        faults.append(Fault("overflow", FaultKind.NOWHERE, overflow))
    if faults:
        return tuple(faults)
    return Group(
        id=id_,
        name=texts["name"],
        number=number or "",
        extension=texts["extension"],
        members=tuple(dict.fromkeys(written.members)),
        ring=rings[written.ring],
        hours=texts["hours"],
        overflow=overflow,
    )
