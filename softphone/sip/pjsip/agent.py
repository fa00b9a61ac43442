"""The user agent: carries out the commands that concern SIP, and turns PJSIP's facts into events.

Everything here runs on one thread, the one that made it: execute() and turn() by turns, close() at the end.
"""

import logging
from collections import deque
from collections.abc import Callable

import pjsua2 as pj

from softphone.calls.call import Call, CallState, Direction, Party
from softphone.calls.commands import (
    AddAccount,
    Answer,
    Command,
    Decline,
    Dial,
    HangUp,
    Hold,
    Mute,
    NetworkChanged,
    Register,
    RemoveAccount,
    Resume,
    Ring,
    SendDigits,
    SoundSecurity,
    TestCall,
    Transport,
)
from softphone.calls.events import (
    CallChanged,
    DigitReceived,
    Event,
    Fault,
    IncomingCall,
    RegistrationChanged,
    RegistrationState,
)
from softphone.calls.phone import PhoneSettings
from softphone.sip.message.message import Request
from softphone.sip.pjsip import dialogs
from softphone.sip.pjsip.account import LIMIT, SipAccount, sound_security
from softphone.sip.pjsip.accounts import Accounts
from softphone.sip.pjsip.conversation import Conversation, Junction, parameters
from softphone.sip.pjsip.echo import Echo
from softphone.sip.pjsip.endpoint import Endpoint
from softphone.sip.pjsip.facts import (
    DigitSeen,
    Fact,
    Invited,
    MediaSeen,
    RegistrationSeen,
    Replaced,
    StateSeen,
    StreamEnded,
    TransactionSeen,
    TransportSeen,
)
from softphone.sip.pjsip.holdmusic import HoldMusic
from softphone.sip.pjsip.leg import Leg
from softphone.sip.pjsip.ongoing import Ongoing
from softphone.sip.pjsip.refused import Refused
from softphone.sip.pjsip.replacing import replacing
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
        self._ids = ids
        self._facts: deque[Fact] = deque()
        self.endpoint = Endpoint(settings, self._facts.append)
        self._accounts = Accounts(self.endpoint, settings.bind, self._facts.append, emit, chance)
        self._echo = Echo(self.endpoint, self._facts.append, ids)
        self._music = HoldMusic(settings.hold_music)
        self._junction = Junction(lambda: self.endpoint.bridge, self._music.media)
        self._calls = Ongoing()
        self._do: dict[type[Command], Callable[..., None]] = {
            AddAccount: self._add_account,
            RemoveAccount: self._remove_account,
            Register: self._register,
            NetworkChanged: self._network_changed,
            Dial: self._dial,
            Ring: self._ring,
            Answer: self._answer,
            Decline: self._decline,
            HangUp: self._hang_up,
            Hold: self._hold,
            Resume: self._resume,
            Mute: self._mute,
            SendDigits: self._send_digits,
            TestCall: self._test_call,
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
        self._tick()

    def _until_due(self) -> float:
        registration = self._accounts.due()
        due = self._calls.due()
        wait = (due if registration is None else min(due, registration)) - self._clock()
        return min(wait, 0.05) if self._accounts.looking_up else wait

    def _tick(self) -> None:
        now = self._clock()
        self._calls.tick(now)
        self._accounts.tick(now)

    # Accounts.

    def _add_account(self, command: AddAccount) -> None:
        known = self._accounts.get(command.account)
        if known is not None and known.settings == command.settings:
            self._accounts.register(command.account, self._clock())
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
                conversation.hang_up(self._clock())
        self._accounts.remove(name)

    def _register(self, command: Register) -> None:
        if command.account not in self._accounts:
            raise Refused(Fault.WRONG_STATE, "no such account")
        self._accounts.register(command.account, self._clock())

    def _network_changed(self, command: NetworkChanged) -> None:
        self.endpoint.network_changed()
        self._accounts.network_changed(self._clock())

    # Calls.

    def _dial(self, command: Dial) -> None:
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
        secured = sound_security(settings) is SoundSecurity.REQUIRED
        self._place(command.call, command.account, entry.sip, uri, wish, muted=command.muted, secured=secured)

    def _test_call(self, command: TestCall) -> None:
        if self._echo.busy or self.endpoint.capabilities.calls - len(self._calls) < 2:
            raise Refused(Fault.TOO_MANY_CALLS)
        account = self._echo.account()
        self._place(command.call, "", account, self._echo.target(), parameters(), muted=False, secured=False)

    def _place(
        self,
        name: str,
        account: str,
        sip: SipAccount,
        uri: str,
        wish: pj.CallOpParam,
        *,
        muted: bool,
        secured: bool,
    ) -> None:
        if name in self._calls:
            raise Refused(Fault.WRONG_STATE, "that id is in use")
        if self._legs_in_use() >= self.endpoint.capabilities.calls:
            raise Refused(Fault.TOO_MANY_CALLS)
        call = Call(
            id=name,
            account=account,
            direction=Direction.OUTGOING,
            state=CallState.CALLING,
            remote=Party(uri.partition(";transport=")[0]),
            muted=muted,
        )
        leg = Leg(sip, self._facts.append)
        conversation = self._new(call, leg, secured)
        try:
            leg.makeCall(uri, wish)
        except pj.Error:
            self._calls.forget(conversation)
            self._calls.legs.over(leg, self._clock())
            # What the callbacks said of a call that was never made is no news.
            self._facts = deque(fact for fact in self._facts if getattr(fact, "leg", None) is not leg)
            raise
        self._emit(CallChanged(call))

    def _legs_in_use(self) -> int:
        return len(self._calls) + self._echo.busy

    def _new(self, call: Call, leg: Leg, secured: bool) -> Conversation:
        conversation = Conversation(call, leg, self._junction, self._emit, self._chance, secured=secured)
        self._calls.add(conversation)
        return conversation

    def _ring(self, command: Ring) -> None:
        found = self._calls.unanswered(command.call)
        if found.call.state is CallState.INCOMING:
            found.ring()

    def _answer(self, command: Answer) -> None:
        self._calls.unanswered(command.call).answer()

    def _decline(self, command: Decline) -> None:
        self._calls.unanswered(command.call).decline(command.status, self._clock())

    def _hang_up(self, command: HangUp) -> None:
        self._calls.call(command.call).hang_up(self._clock())

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

    # Facts.

    def _digest(self, fact: Fact) -> None:
        now = self._clock()
        match fact:
            case Invited():
                self._invited(fact)
            case Replaced():
                self._replaced(fact)
            case StateSeen():
                self._state_seen(fact, now)
            case MediaSeen():
                if not self._echo.media_seen(fact) and (found := self._calls.of(fact.leg)):
                    found.media_seen(fact)
            case TransactionSeen():
                if (found := self._calls.of(fact.leg)) and found.transaction_seen(fact, now):
                    self._calls.forget(found)
            case StreamEnded():
                if found := self._calls.of(fact.leg):
                    found.stream_ended(fact)
            case DigitSeen():
                if found := self._calls.of(fact.leg):
                    self._emit(DigitReceived(found.call.id, fact.digit.upper()))
            case RegistrationSeen():
                self._accounts.registration_seen(fact, now)
            case TransportSeen():
                self._accounts.transport_seen(fact, now)

    def _state_seen(self, fact: StateSeen, now: float) -> None:
        found = self._calls.of(fact.leg)
        if found is None:
            self._echo.state_seen(fact)
        elif found.state_seen(fact, now):
            self._calls.forget(found)
        if fact.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self._calls.legs.over(fact.leg, now)

    def _invited(self, fact: Invited) -> None:
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
            or not dialogs.is_for(invite, called, entry.settings.user)
        ):
            leg.hangup(parameters(404))
            return
        if self._legs_in_use() >= self.endpoint.capabilities.calls:
            leg.hangup(parameters(486))
            return
        call = Call(
            id=self._ids(),
            account=fact.account,
            direction=Direction.INCOMING,
            state=CallState.INCOMING,
            remote=dialogs.caller(invite),
            called=dialogs.called(invite),
        )
        secured = sound_security(entry.settings) is SoundSecurity.REQUIRED
        conversation = self._new(call, leg, secured)
        conversation.invited(invite)
        self._emit(IncomingCall(call))

    def _replaced(self, fact: Replaced) -> None:
        """The person's call goes on with its id; only its far end, and PJSIP's object, are others now."""
        found = self._calls.move(fact.old, fact.new)
        invite = dialogs.message(fact.text)
        if found is not None and isinstance(invite, Request):
            found.replaced_by(fact.new, dialogs.caller(invite), dialogs.remote_target(invite))

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
            conversation.hang_up(self._clock())
        self._turn_until(lambda: not len(self._calls) and not self._echo.busy, _HANGING_UP)
        self.endpoint.hang_up_all()

    def _end_accounts(self) -> None:
        registered = self._accounts.registered
        for name in self._accounts:
            self._accounts.remove(name)
        self._echo.drop()
        if registered:
            self._turn_until(lambda: False, _UNREGISTERING)

    def _drop_all(self) -> None:
        self._music.drop()
        self._calls.clear()
        self._facts.clear()

    def _turn_until(self, done: Callable[[], bool], longest: float) -> None:
        until = self._clock() + longest
        while not done() and self._clock() < until:
            self.turn(0.05)
