"""The telephone network behind the demo's operator: every number that can exist is answered there, help
included, and says so; any other is refused as one that does not exist (404)."""

import phonenumbers

from softphone.calls.call import Call
from softphone.calls.commands import Answer, Command, Decline
from softphone.calltest.colleague import Colleague, Manner
from softphone.people.number_kind import DialledKind, planned_kind
from softphone.people.numbers import e164

NOT_FOUND = 404
EMERGENCY = "Emergency (demo)"
"""Who answers a call for help: nobody is to believe that help comes."""

_SHORT = frozenset({DialledKind.EMERGENCY, DialledKind.SHORT})


class Network(Colleague):
    """The far side of a trunk of that country (ISO 3166): everybody who is called there."""

    def __init__(self, account: str, manner: Manner, country: str) -> None:
        super().__init__(account, manner)
        self._country = country

    def _called(self, call: Call, now: float) -> list[Command]:
        if exists(number_of(call), self._country):
            return super()._called(call, now)
        return [Decline(call.id, NOT_FOUND)]

    def _answer(self, call: Call) -> Answer:
        urgent = planned_kind(number_of(call), self._country) is DialledKind.EMERGENCY
        return Answer(call.id, name=EMERGENCY if urgent else "")


def exists(number: str, country: str) -> bool:
    """Whether the numbering plans know a subscriber of that number: a short number of the country (112, 1177)
    or a whole one of any country."""
    if planned_kind(number, country) in _SHORT:
        return True
    full = e164(number, country)
    return full is not None and phonenumbers.is_valid_number(phonenumbers.parse(full))


def number_of(call: Call) -> str:
    """What was asked for, without the address around it."""
    return call.called.removeprefix("sip:").partition("@")[0].partition(";")[0]
