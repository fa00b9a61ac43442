"""The user agent: carries out the commands that concern SIP, and turns PJSIP's facts into events.

Everything here runs on one thread, the one that made it: execute() and turn() by turns, close() at the end.
"""

import logging
from collections import deque
from collections.abc import Callable

import pjsua2 as pj

from softphone.calls.call import Call, CallState
from softphone.calls.commands import (
    AddAccount,
    Answer,
    Command,
    Decline,
    Dial,
    HangUp,
    Hold,
    Join,
    Mute,
    NetworkChanged,
    Part,
    Register,
    RemoveAccount,
    Resume,
    Ring,
    SendDigits,
    TestCall,
    Transfer,
    TransferTo,
)
from softphone.calls.events import (
    DigitReceived,
    Event,
    Fault,
    RegistrationChanged,
    RegistrationState,
)
from softphone.calls.phone import PhoneSettings
from softphone.sip.pjsip import bridging, refer
from softphone.sip.pjsip.account import LIMIT, server
from softphone.sip.pjsip.accounts import Accounts
from softphone.sip.pjsip.arriving import Arriving
from softphone.sip.pjsip.connections import Junction
from softphone.sip.pjsip.conversation import Conversation
from softphone.sip.pjsip.dialling import Dialling
from softphone.sip.pjsip.echo import Echo
from softphone.sip.pjsip.endpoint import Endpoint
from softphone.sip.pjsip.facts import (
    DigitSeen,
    Fact,
    Invited,
    MediaSeen,
    RegistrationSeen,
    Replaced,
    SentOn,
    StateSeen,
    StreamEnded,
    TransactionSeen,
    TransportSeen,
)
from softphone.sip.pjsip.holdmusic import HoldMusic
from softphone.sip.pjsip.leg import Leg
from softphone.sip.pjsip.ongoing import Ongoing
from softphone.sip.pjsip.protection import Protection
from softphone.sip.pjsip.referred import Referred
from softphone.sip.pjsip.refused import Refused
from softphone.sip.pjsip.target import request_uri

_log = logging.getLogger(__name__)

DIGITS = frozenset("0123456789*#ABCD")
_HANGING_UP = 1.0
_UNREGISTERING = 0.3
"""Seconds that close() waits for the answers of others."""


class Agent:
    """`clock`: monotonic seconds. `chance`: a number from 0 to 1. `ids`: a name never given before."""

    def __init__(
        self,
        settings: PhoneSettings,
        *,
        emit: Callable[[Event], None],
        clock: Callable[[], float],
        chance: Callable[[], float],
        ids: Callable[[], str],
    ) -> None:
        self._emit = emit
        self._clock = clock
        self._chance = chance
        self._facts: deque[Fact] = deque()
        self.endpoint = Endpoint(settings, self._facts.append)
        self._accounts = Accounts(self.endpoint, settings.bind, self._facts.append, emit, chance)
        self._echo = Echo(self.endpoint, self._facts.append, ids)
        self._music = HoldMusic(settings.hold_music)
        self._junction = Junction(lambda: self.endpoint.bridge, self._music.media)
        self._calls = Ongoing()
        self._referred = Referred(self._calls)
        self._dialling = dialling = Dialling(
            self._accounts,
            self._calls,
            self._echo,
            self._facts,
            emit=emit,
            clock=clock,
            make=self._new,
            room=self._room,
        )
        self._arriving = Arriving(
            self._accounts,
            self._calls,
            self._echo,
            self._referred,
            emit=emit,
            ids=ids,
            make=self._new,
            room=self._room,
        )
        self._do: dict[type[Command], Callable[..., None]] = {
            AddAccount: self._add_account,
            RemoveAccount: self._remove_account,
            Register: self._register,
            NetworkChanged: self._network_changed,
            Dial: dialling.dial,
            Ring: self._ring,
            Answer: self._answer,
            Decline: self._decline,
            HangUp: self._hang_up,
            Hold: self._hold,
            Resume: self._resume,
            Mute: self._mute,
            SendDigits: self._send_digits,
            Transfer: self._transfer,
            TransferTo: self._transfer_to,
            Join: self._join,
            Part: self._part,
            TestCall: dialling.test_call,
        }

    @property
    def in_call(self) -> bool:
        """Whether any call has sound, or will soon."""
        return self._calls.has_sound

    def execute(self, command: Command) -> None:
        """Carry out; what cannot be is reported as CommandRefused."""
        try:
            self._do[type(command)](command)
        except Refused as refused:
            self._emit(refused.event(command))
        except pj.Error as error:
            _log.warning("%s: %s (%d)", type(command).__name__, error.reason, error.status)
            self._emit(Refused.by(error).event(command))

    def turn(self, longest: float) -> None:
        """Wait up to `longest` seconds for something to happen, and act on it."""
        self.endpoint.poll(max(0.0, min(longest, self._until_due())))
        while self._facts:
            fact = self._facts.popleft()
            try:
                self._digest(fact)
            except pj.Error as error:
                _log.warning("after %s: %s (%d)", type(fact).__name__, error.reason, error.status)
            except Exception:
                # What one far end said must not end the calls with all others.
                _log.exception("after %s", type(fact).__name__)
        self._tick()

    def _until_due(self) -> float:
        registration = self._accounts.due()
        due = min(self._calls.due(), self._referred.due())
        wait = (due if registration is None else min(due, registration)) - self._clock()
        return min(wait, 0.05) if self._accounts.looking_up else wait

    def _tick(self) -> None:
        now = self._clock()
        for conversation in self._calls.tick(now):
            self._forget(conversation)
        self._referred.tick(now)
        self._accounts.tick(now)

    # Accounts.

    def _add_account(self, command: AddAccount) -> None:
        known = self._accounts.get(command.account)
        if known is not None and known.settings == command.settings:
            self._accounts.register(command.account, self._clock())
            return
        if known is not None and self._accounts.protect(command.account, command.settings):
            return
        if known is not None:
            self._drop_account(command.account)
        elif self._accounts.full:
            raise Refused(Fault.NOT_SUPPORTED, f"{LIMIT} accounts at most")
        self._accounts.add(command.account, command.settings, self._clock())

    def _remove_account(self, command: RemoveAccount) -> None:
        if command.account not in self._accounts:
            raise Refused(Fault.WRONG_STATE, "no such account")
        self._drop_account(command.account)
        self._emit(RegistrationChanged(account=command.account, state=RegistrationState.UNREGISTERED))

    def _drop_account(self, name: str) -> None:
        for conversation in self._calls:
            if conversation.call.account == name:
                self._end(conversation)
        self._accounts.remove(name)

    def _register(self, command: Register) -> None:
        if command.account not in self._accounts:
            raise Refused(Fault.WRONG_STATE, "no such account")
        self._accounts.register(command.account, self._clock())

    def _network_changed(self, command: NetworkChanged) -> None:
        self.endpoint.network_changed()
        for account in self._accounts.network_changed(self._clock()):
            self._move_calls(account)

    def _move_calls(self, account: str) -> None:
        for conversation in self._calls:
            if conversation.call.account == account:
                conversation.moved(self._clock())

    # Calls.

    def _room(self) -> int:
        """How many more calls there can be."""
        return (
            self.endpoint.capabilities.calls - len(self._calls) - len(self._referred) - int(self._echo.busy)
        )

    def _new(self, call: Call, leg: Leg, wanted: Protection) -> Conversation:
        leg.refusal = self._refusal
        conversation = Conversation(call, leg, self._junction, self._emit, self._chance, wanted)
        self._calls.add(conversation)
        return conversation

    def _refusal(self, leg: Leg) -> int:
        """With which status a REFER on that leg is refused now; 0 when it is not. Of two who send each other
        away only the first does: either would end up with whom the other was sent to."""
        found = self._calls.of(leg)
        if found is None or found.hung_up:
            return 481
        if found.refers:
            return 491
        return 0 if self._room() > 0 else 486

    def _forget(self, conversation: Conversation) -> None:
        """It is over."""
        self._calls.forget(conversation)
        bridging.leave(conversation)
        self._referred.drop(conversation)

    def _end(self, conversation: Conversation, *, goes_on_elsewhere: bool = False) -> None:
        self._referred.drop(conversation)
        conversation.hang_up(self._clock(), goes_on_elsewhere=goes_on_elsewhere)

    def _ring(self, command: Ring) -> None:
        found = self._calls.unanswered(command.call)
        if found.call.state is CallState.INCOMING:
            found.ring()

    def _answer(self, command: Answer) -> None:
        self._calls.unanswered(command.call).answer(command.name)

    def _decline(self, command: Decline) -> None:
        self._calls.unanswered(command.call).decline(command.status, self._clock())

    def _hang_up(self, command: HangUp) -> None:
        self._end(self._calls.call(command.call), goes_on_elsewhere=command.elsewhere)

    def _hold(self, command: Hold) -> None:
        self._set_held(command.call, held=True)

    def _resume(self, command: Resume) -> None:
        self._set_held(command.call, held=False)

    def _set_held(self, name: str, *, held: bool) -> None:
        found = self._calls.confirmed(name)
        if found.wants_held is held:
            raise Refused(Fault.WRONG_STATE)
        found.hold(held, self._clock())

    def _mute(self, command: Mute) -> None:
        found = self._calls.call(command.call)
        if found.call.muted is not command.on:
            found.mute(command.on)

    def _send_digits(self, command: SendDigits) -> None:
        found = self._calls.confirmed(command.call)
        if not command.digits or not DIGITS.issuperset(command.digits):
            raise Refused(Fault.NOT_SUPPORTED, "not a DTMF digit")
        found.send_digits(command.digits)

    def _transfer(self, command: Transfer) -> None:
        found = self._calls.confirmed(command.call)
        entry = self._accounts.get(found.call.account)
        uri = request_uri(command.target, entry.settings.domain if entry is not None else "")
        if uri is None:
            raise Refused(Fault.BAD_ADDRESS, command.target)
        found.refer(f"<{uri}>")

    def _transfer_to(self, command: TransferTo) -> None:
        found = self._calls.confirmed(command.call)
        dialog = self._calls.confirmed(command.consultation).call.dialog
        if dialog is None or command.call == command.consultation:
            raise Refused(Fault.WRONG_STATE)
        entry = self._accounts.get(found.call.account)
        found.refer(refer.refer_to(dialog, served=entry is None or bool(server(entry.settings))))

    def _join(self, command: Join) -> None:
        calls = [self._calls.confirmed(name) for name in dict.fromkeys(command.calls)]
        if len(calls) < 2:
            raise Refused(Fault.WRONG_STATE, "two calls at least", call=next(iter(command.calls), ""))
        bridging.join(calls, with_us=command.with_us)

    def _part(self, command: Part) -> None:
        found = self._calls.call(command.call)
        if not found.partners:
            raise Refused(Fault.WRONG_STATE)
        bridging.part(found)

    # Facts.

    def _digest(self, fact: Fact) -> None:
        now = self._clock()
        match fact:
            case Invited():
                self._arriving.invited(fact)
            case Replaced():
                self._arriving.replaced(fact)
            case StateSeen():
                self._state_seen(fact, now)
            case SentOn():
                self._referred.sent_on(fact, now)
            case MediaSeen():
                self._media_seen(fact, now)
            case TransactionSeen():
                if (found := self._calls.of(fact.leg)) and found.transaction_seen(fact, now):
                    self._forget(found)
            case StreamEnded():
                if found := self._calls.of(fact.leg):
                    found.stream_ended(fact)
            case DigitSeen():
                if found := self._calls.of(fact.leg):
                    self._emit(DigitReceived(found.call.id, fact.digit.upper()))
            case RegistrationSeen():
                if self._accounts.registration_seen(fact, now):
                    self._move_calls(fact.account)
            case TransportSeen():
                self._accounts.transport_seen(fact, now)

    def _media_seen(self, fact: MediaSeen, now: float) -> None:
        if self._echo.media_seen(fact) or self._referred.media_seen(fact):
            return
        if found := self._calls.of(fact.leg):
            found.media_seen(fact, now)
            self._referred.negotiated(found)

    def _state_seen(self, fact: StateSeen, now: float) -> None:
        negotiated = self._referred.state_seen(fact, now)
        found = self._calls.of(fact.leg)
        if found is None:
            self._echo.state_seen(fact)
        elif not self._dialling.offered_again(found, fact) and found.state_seen(fact, now):
            self._forget(found)
        if negotiated is not None:
            self._media_seen(negotiated, now)
        if fact.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self._calls.legs.over(fact.leg, now)

    # The end.

    def close(self, before_ports_go: Callable[[], None]) -> None:
        """Hang up, unregister, end PJSIP; waits for others at most 2 s. The order matters to PJSIP.

        `before_ports_go` is called when no more frames are asked for.
        """
        self._end_calls()
        self.endpoint.stop_sound()
        before_ports_go()
        self._end_accounts()
        self._drop_all()
        self.endpoint.destroy()

    # In methods of their own: a loop variable that still names a call when PJSIP ends aborts the process.

    def _end_calls(self) -> None:
        for conversation in self._calls:
            self._end(conversation)
        self._turn_until(lambda: not len(self._calls) and not self._echo.busy, _HANGING_UP)
        self.endpoint.hang_up_all()

    def _end_accounts(self) -> None:
        asked = [name for name in self._accounts if self._accounts.unregister(name)]
        for name in self._accounts:
            if name not in asked:
                self._accounts.remove(name)
        self._turn_until(lambda: not self._accounts.registered, _UNREGISTERING)
        for name in asked:
            self._accounts.remove(name)
        self._echo.drop()

    def _drop_all(self) -> None:
        self._music.drop()
        self._referred.clear()
        self._calls.clear()
        self._facts.clear()

    def _turn_until(self, done: Callable[[], bool], longest: float) -> None:
        until = self._clock() + longest
        while not done() and self._clock() < until:
            self.turn(0.05)
