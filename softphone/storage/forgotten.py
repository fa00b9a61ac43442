"""Records and entries without what names a person, or where something came from."""

from collections.abc import Mapping
from typing import Any

import msgspec

from softphone.people.directory import Group, Number, NumberStatus
from softphone.storage.audit import Action, Entry
from softphone.storage.call_record import CallRecord


def without_addresses(record: CallRecord) -> CallRecord:
    steps = tuple(
        msgspec.structs.replace(
            step, tries=tuple(msgspec.structs.replace(each, address="") for each in step.tries)
        )
        for step in record.steps
    )
    return msgspec.structs.replace(record, caller_address="", steps=steps)


def without_source(entry: Entry) -> Entry:
    return msgspec.structs.replace(entry, actor=msgspec.structs.replace(entry.actor, source=""))


def without_person(record: CallRecord, person: str) -> CallRecord:
    """Their id stays: nothing says any more whose it was."""
    fields: dict[str, str] = {}
    if record.caller == person:
        fields |= dict.fromkeys(("caller_shown", "caller_uri", "caller_address", "caller_device"), "")
    if record.callee == person:
        fields["called"] = ""
    if record.answered_by == person:
        fields["answered_device"] = ""
    return msgspec.structs.replace(record, **fields) if fields else record


def freed_from(number: Number, person: str) -> Number:
    if number.person != person:
        return number
    return msgspec.structs.replace(number, status=NumberStatus.RESERVED, person="")


def left_by(group: Group, person: str) -> Group:
    return msgspec.structs.replace(group, members=tuple(each for each in group.members if each != person))


def without_login(after: Mapping[str, Any], login: str) -> Mapping[str, Any]:
    """What an import's entry says of it, but for one of whom it brought."""
    logins = after.get("logins", ())
    return {**after, "logins": [each for each in logins if each != login]} if login in logins else after


def entry_without_person(entry: Entry, person: str, login: str) -> Entry:
    if entry.action is Action.PEOPLE_IMPORTED:
        entry = msgspec.structs.replace(entry, after=without_login(entry.after, login))
    if entry.subject == person:
        entry = msgspec.structs.replace(entry, name="", before={}, after={})
    if entry.actor.person == person:
        entry = msgspec.structs.replace(
            entry, actor=msgspec.structs.replace(entry.actor, login="", source="")
        )
    return entry
