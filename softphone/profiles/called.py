"""Whom a call is for, from the characters that were dialled."""

from softphone.people.directory import Directory, Person
from softphone.people.number_kind import called_kind, reached
from softphone.people.numbers import e164
from softphone.profiles.steps import Called, ToAnswerGroup, ToPerson, ToReserved


def called(dialled_text: str, directory: Directory) -> Called | None:
    """None: nobody in the company and none of its numbers, so outside or nothing at all. Look for emergency
    numbers first (people.number_kind.dialled_kind)."""
    found = reached(directory, dialled_text)
    number = directory.numbers.get(e164(dialled_text, directory.country) or "")
    if found is None and number is not None:
        found = directory.people.get(number.person)
    if isinstance(found, Person):
        return ToPerson(found.id, called_kind(dialled_text, found, directory))
    if found is not None:
        return ToAnswerGroup(found.id)
    return None if number is None else ToReserved(number.number)
