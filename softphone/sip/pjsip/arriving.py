"""Calls that come to the person: from an INVITE to a call of theirs."""

from collections.abc import Callable

from softphone.calls.call import Call, CallState, Direction
from softphone.calls.events import Event, IncomingCall
from softphone.sip.message.message import Request
from softphone.sip.pjsip import dialogs, far_end, refer
from softphone.sip.pjsip.accounts import Accounts
from softphone.sip.pjsip.dialling import Make
from softphone.sip.pjsip.echo import Echo
from softphone.sip.pjsip.facts import Invited, Replaced
from softphone.sip.pjsip.ongoing import Ongoing
from softphone.sip.pjsip.protection import protection
from softphone.sip.pjsip.referred import Referred
from softphone.sip.pjsip.wishes import parameters


class Arriving:
    """`make` makes a call one of the person's; `room` tells for how many more there is room."""

    def __init__(
        self,
        accounts: Accounts,
        calls: Ongoing,
        echo: Echo,
        referred: Referred,
        *,
        emit: Callable[[Event], None],
        ids: Callable[[], str],
        make: Make,
        room: Callable[[], int],
    ) -> None:
        self._accounts = accounts
        self._calls = calls
        self._echo = echo
        self._referred = referred
        self._emit = emit
        self._ids = ids
        self._make = make
        self._room = room

    def invited(self, fact: Invited) -> None:
        leg = fact.leg
        self._calls.legs.keep(leg)
        if not leg.alive:
            # The caller gave up at once; that fact comes next.
            return
        invite = dialogs.message(fact.text)
        called = dialogs.user_of(invite.target) if isinstance(invite, Request) else ""
        if self._echo.takes(fact, called):
            return
        entry = self._accounts.get(fact.account)
        if (
            not isinstance(invite, Request)
            or entry is None
            or not (entry.settings.any_user or dialogs.is_for(invite, called, entry.settings.user))
        ):
            leg.hangup(parameters(404))
            return
        if self._room() < 1:
            leg.hangup(parameters(486))
            return
        call = Call(
            id=self._ids(),
            account=fact.account,
            direction=Direction.INCOMING,
            state=CallState.INCOMING,
            remote=dialogs.caller(invite),
            called=invite.target if entry.settings.any_user else dialogs.called(invite),
            answers_itself=far_end.answers_itself(invite),
            transferred_by=refer.referrer(invite),
            **far_end.abilities(invite),
        )
        conversation = self._make(call, leg, protection(entry.settings))
        conversation.invited(invite)
        self._emit(IncomingCall(call))

    def replaced(self, fact: Replaced) -> None:
        """The person's call goes on with its id; only its far end, and PJSIP's object, are others now."""
        found = self._calls.move(fact.old, fact.new)
        invite = dialogs.message(fact.text)
        if found is not None and isinstance(invite, Request):
            self._referred.drop(found)
            found.replaced_by(fact.new, invite)
