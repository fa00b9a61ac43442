"""Calls that the person makes: from a command to an INVITE."""

import logging
from collections import deque
from collections.abc import Callable

import pjsua2 as pj

from softphone.calls.call import Call, CallState, Direction, Party
from softphone.calls.commands import Dial, TestCall, Transport
from softphone.calls.events import CallChanged, Event, Fault
from softphone.sip.pjsip.account import SipAccount
from softphone.sip.pjsip.accounts import Accounts
from softphone.sip.pjsip.conversation import Conversation
from softphone.sip.pjsip.echo import Echo
from softphone.sip.pjsip.facts import Fact, StateSeen
from softphone.sip.pjsip.leg import Leg
from softphone.sip.pjsip.ongoing import Ongoing
from softphone.sip.pjsip.protection import UNPROTECTED, Protection, protection
from softphone.sip.pjsip.refused import Refused
from softphone.sip.pjsip.target import request_uri
from softphone.sip.pjsip.wishes import Invitation, parameters, replacing

_log = logging.getLogger(__name__)

Make = Callable[[Call, Leg, Protection], Conversation]


class Dialling:
    """`make` makes a call one of the person's; `room` tells for how many more there is room. What cannot be
    done is raised as Refused or pj.Error."""

    def __init__(
        self,
        accounts: Accounts,
        calls: Ongoing,
        echo: Echo,
        facts: deque[Fact],
        *,
        emit: Callable[[Event], None],
        clock: Callable[[], float],
        make: Make,
        room: Callable[[], int],
    ) -> None:
        self._accounts = accounts
        self._calls = calls
        self._echo = echo
        self._facts = facts
        self._emit = emit
        self._clock = clock
        self._make = make
        self._room = room

    def dial(self, command: Dial) -> None:
        entry = self._accounts.get(command.account)
        if entry is None or entry.sip is None:
            raise Refused(
                Fault.WRONG_STATE, "no such account" if entry is None else "the account has no way out"
            )
        settings = entry.settings
        transport = "" if settings.transport is Transport.UDP else settings.transport.value
        uri = request_uri(command.target, settings.domain, transport)
        if uri is None:
            raise Refused(Fault.BAD_ADDRESS, command.target)
        wish = parameters()
        if command.replaces is not None:
            dialog = command.replaces
            uri = dialog.remote_uri
            wish.txOption.targetUri = dialog.remote_target
            wish.txOption.headers = replacing(dialog)
        wanted = protection(settings)
        who = command.who or Party(uri.partition(";transport=")[0])
        self._place(command.call, command.account, entry.sip, uri, wish, wanted, who, muted=command.muted)

    def test_call(self, command: TestCall) -> None:
        if self._echo.busy or self._room() < 2:
            raise Refused(Fault.TOO_MANY_CALLS)
        account = self._echo.account()
        target = self._echo.target()
        self._place(command.call, "", account, target, parameters(), UNPROTECTED, Party(target), muted=False)

    def _place(
        self,
        name: str,
        account: str,
        sip: SipAccount,
        uri: str,
        wish: pj.CallOpParam,
        wanted: Protection,
        who: Party,
        *,
        muted: bool,
    ) -> None:
        if name in self._calls:
            raise Refused(Fault.WRONG_STATE, "that id is in use")
        if self._room() < 1:
            raise Refused(Fault.TOO_MANY_CALLS)
        call = Call(
            id=name,
            account=account,
            direction=Direction.OUTGOING,
            state=CallState.CALLING,
            remote=who,
            muted=muted,
        )
        leg = Leg(sip, self._facts.append)
        conversation = self._make(call, leg, wanted)
        try:
            self._invite(leg, uri, wish)
        except pj.Error:
            self._calls.forget(conversation)
            raise
        if wanted.best_effort:
            conversation.invitation = Invitation(uri, wish)
        self._emit(CallChanged(call))

    def _invite(self, leg: Leg, uri: str, wish: pj.CallOpParam) -> None:
        try:
            leg.makeCall(uri, wish)
        except pj.Error:
            self._calls.legs.over(leg, self._clock())
            # What the callbacks said of a call that was never made is no news.
            kept = [fact for fact in self._facts if getattr(fact, "leg", None) is not leg]
            self._facts.clear()
            self._facts.extend(kept)
            raise

    def offered_again(self, conversation: Conversation, fact: StateSeen) -> bool:
        """A far end that takes nothing but encrypted sound refuses an offer that merely allows it: the call
        is made once more, as it wants it. Never the other way: no refusal makes us offer less."""
        entry = self._accounts.get(conversation.call.account)
        invitation = conversation.to_be_repeated(fact)
        if invitation is None or entry is None or entry.sip is None:
            return False
        leg = Leg(entry.sip, self._facts.append)
        try:
            with entry.sip.offering_only_encryption():
                self._invite(leg, invitation.uri, invitation.wish)
        except pj.Error as error:
            _log.warning("call %s was not made again: %s", conversation.call.id, error.reason)
            return False
        _log.info("call %s: %d, made again with encrypted sound", conversation.call.id, fact.status)
        self._calls.move(fact.leg, leg)
        conversation.offered_again(leg)
        return True
