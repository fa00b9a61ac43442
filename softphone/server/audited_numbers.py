"""A number as the audit log compares it, before a change and after it."""

import msgspec

from softphone.people.directory import Group, Number, NumberStatus
from softphone.profiles.number_forwarding import NumberForwarding


class AuditedNumber(msgspec.Struct, frozen=True):
    status: NumberStatus
    person: str
    note: str
    forwarding: NumberForwarding | None
    group: str = ""
    """The name of the one that has it: it may be gone when this is read."""

    @classmethod
    def of(cls, number: Number, forwarding: NumberForwarding | None) -> "AuditedNumber":
        """`forwarding` is the one kept beside it; one that is in use has none."""
        reserved = number.status is NumberStatus.RESERVED
        return cls(number.status, number.person, number.note, forwarding if reserved else None)

    @classmethod
    def of_group(cls, number: Number, group: Group) -> "AuditedNumber":
        return cls(NumberStatus.IN_USE, "", number.note, None, group.name)
