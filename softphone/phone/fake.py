"""A phone without sound or network: fakes on one FakeNetwork call one another. For tests of what is above.

It passes the same contract suite as the real ones. Beyond that it is scripted: `commands` is what was sent
to it, `emit` says something as if it had happened, `die` ends it as kill -9 ends a phone process.
"""

import queue
from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from softphone.calls.call import Call, CallState, Dialog, Direction, Ending, Party, Quality, Security
from softphone.calls.commands import (
    AccountSettings,
    AddAccount,
    Answer,
    Command,
    Decline,
    Dial,
    HangUp,
    Hold,
    ListDevices,
    MeasureLevels,
    Mute,
    NetworkChanged,
    PlayTone,
    Register,
    RemoveAccount,
    Resume,
    Ring,
    SendDigits,
    SoundMode,
    SoundSettings,
    TestCall,
    Tone,
    UseSound,
)
from softphone.calls.events import (
    CallChanged,
    CallEnded,
    Capabilities,
    CommandRefused,
    Device,
    DevicesChanged,
    DigitReceived,
    Event,
    Fault,
    IncomingCall,
    LevelsMeasured,
    PhoneLost,
    RegistrationChanged,
    RegistrationState,
    SoundDeviceChanged,
    SoundRole,
    Started,
)
from softphone.phone.fake_network import FakeNetwork
from softphone.sip.pjsip.target import request_uri

QUALITY = Quality(
    codec="PCMA", packets_received=50, loss_percent=0.0, jitter_ms=1.0, round_trip_ms=2.0, mos=4.4
)
CAPABILITIES = Capabilities(version="fake", tls=("1.2",), srtp=("sdes",), codecs=("G722", "PCMA"), calls=4)
DIGITS = frozenset("0123456789*#ABCD")


@dataclass
class _Leg:
    """One phone's side of a call; `far` is the other's, None before it exists and after it is gone."""

    phone: "FakePhone"
    call: Call
    far: "_Leg | None" = None


class FakePhone:
    """A Phone. `commands` grows with everything sent to it."""

    def __init__(
        self,
        network: FakeNetwork | None = None,
        *,
        capabilities: Capabilities = CAPABILITIES,
        microphones: tuple[Device, ...] = (Device("Built-in microphone", default=True), Device("Headset")),
        speakers: tuple[Device, ...] = (Device("Built-in speaker", default=True), Device("Headset")),
    ) -> None:
        self.commands: list[Command] = []
        self._network = network or FakeNetwork()
        self._capabilities = capabilities
        self._microphones = microphones
        self._speakers = speakers
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._accounts: dict[str, AccountSettings] = {}
        self._legs: dict[str, _Leg] = {}
        self._generation = 1
        self._closed = False
        self._do: dict[type[Command], Callable[..., None]] = {
            AddAccount: self._add_account,
            RemoveAccount: self._remove_account,
            Register: self._register,
            NetworkChanged: lambda command: None,
            Dial: self._dial,
            Ring: self._ring,
            Answer: self._answer,
            Decline: self._decline,
            HangUp: self._hang_up,
            Hold: self._hold,
            Resume: self._resume,
            Mute: self._mute,
            SendDigits: self._send_digits,
            UseSound: self._use_sound,
            ListDevices: self._list_devices,
            MeasureLevels: self._measure_levels,
            PlayTone: self._play_tone,
            TestCall: self._test_call,
        }
        self.playing: Tone | None = None
        """The tone that PlayTone started last."""
        self.sound = SoundSettings()
        """What UseSound said last."""
        self.emit(Started(capabilities, self._generation))

    # What the Phone protocol asks for.

    def send(self, command: Command) -> None:
        with self._network.lock:
            if self._closed:
                return
            self.commands.append(command)
            self._do[type(command)](command)

    def receive(self, timeout: float | None = None) -> Event | None:
        if self._closed and self._events.empty():
            return None
        try:
            return self._events.get(timeout=timeout)
        except queue.Empty:
            return None

    def close(self) -> None:
        with self._network.lock:
            if self._closed:
                return
            for leg in list(self._legs.values()):
                self._end_both(leg, Ending.WE_HUNG_UP, Ending.THEY_HUNG_UP, 200)
            for account in list(self._accounts):
                self._network.detach(self._address(account))
            self._closed = True
        self._events.put(None)

    # Scripting.

    def emit(self, event: Event) -> None:
        """Report this as if it had happened."""
        self._events.put(event)

    @property
    def calls(self) -> dict[str, Call]:
        """The calls there are, by id."""
        return {name: leg.call for name, leg in self._legs.items()}

    def die(self, reason: str = "killed", refused: tuple[str, ...] = ()) -> None:
        """End as kill -9 does, start again, and take the confirmed calls up; those in `refused` are lost."""
        with self._network.lock:
            confirmed = [name for name, leg in self._legs.items() if leg.call.state is CallState.CONFIRMED]
            self.emit(PhoneLost(reason, tuple(confirmed)))
            self._generation += 1
            self.emit(Started(self._capabilities, self._generation))
            for account in self._accounts:
                self._announce_registration(account)
            for name, leg in list(self._legs.items()):
                if name in confirmed and name not in refused:
                    self._change(leg, taken_up=True, muted=True)
                else:
                    self._end_both(leg, Ending.LOST, Ending.LOST, 481)

    # Accounts.

    def _address(self, account: str) -> str:
        settings = self._accounts[account]
        return f"sip:{settings.user}@{settings.domain}"

    def _add_account(self, command: AddAccount) -> None:
        if command.account in self._accounts:
            self._network.detach(self._address(command.account))
        self._accounts[command.account] = command.settings
        self._network.attach(self._address(command.account), self, command.account)
        self._announce_registration(command.account)

    def _announce_registration(self, account: str) -> None:
        settings = self._accounts[account]
        if not settings.register:
            self.emit(RegistrationChanged(account=account, state=RegistrationState.UNREGISTERED))
            return
        self.emit(RegistrationChanged(account=account, state=RegistrationState.REGISTERING))
        fault = self._network.registrations.get(f"{settings.user}@{settings.domain}", Fault.NONE)
        if fault is Fault.NONE:
            self.emit(RegistrationChanged(account=account, state=RegistrationState.REGISTERED, status=200))
        elif fault in (Fault.WRONG_PASSWORD, Fault.NOT_ALLOWED, Fault.UNKNOWN_USER):
            self.emit(RegistrationChanged(account=account, state=RegistrationState.FAILED, fault=fault))
        else:
            state = RegistrationState.RETRYING
            self.emit(RegistrationChanged(account=account, state=state, fault=fault, retry_in=5.0))

    def _remove_account(self, command: RemoveAccount) -> None:
        if not self._known_account(command, command.account):
            return
        for leg in list(self._legs.values()):
            if leg.call.account == command.account:
                self._end_both(leg, Ending.WE_HUNG_UP, Ending.THEY_HUNG_UP, 200)
        self._network.detach(self._address(command.account))
        del self._accounts[command.account]
        self.emit(RegistrationChanged(account=command.account, state=RegistrationState.UNREGISTERED))

    def _register(self, command: Register) -> None:
        if self._known_account(command, command.account):
            self._announce_registration(command.account)

    def _known_account(self, command: Command, account: str) -> bool:
        if account in self._accounts:
            return True
        self._refuse(command, Fault.WRONG_STATE, account=account, reason="no such account")
        return False

    # Calls.

    def _dial(self, command: Dial) -> None:
        if not self._known_account(command, command.account):
            return
        settings = self._accounts[command.account]
        uri = request_uri(command.target, settings.domain)
        if command.call in self._legs:
            self._refuse(command, Fault.WRONG_STATE, call=command.call, reason="that id is in use")
        elif len(self._legs) >= self._capabilities.calls:
            self._refuse(command, Fault.TOO_MANY_CALLS, call=command.call)
        elif uri is None:
            self._refuse(command, Fault.BAD_ADDRESS, call=command.call, reason=command.target)
        else:
            call = Call(
                id=command.call,
                account=command.account,
                direction=Direction.OUTGOING,
                state=CallState.CALLING,
                remote=Party(uri),
                muted=command.muted,
            )
            leg = self._legs[command.call] = _Leg(self, call)
            self.emit(CallChanged(call))
            self._deliver(leg, uri, settings)

    def _deliver(self, leg: _Leg, uri: str, settings: AccountSettings) -> None:
        found = self._network.find(uri)
        if found is None:
            self._end(leg, Ending.NOT_FOUND, 404)
            return
        phone, account = found
        if len(phone._legs) >= phone._capabilities.calls:
            self._end(leg, Ending.BUSY, 486)
            return
        call = Call(
            id=f"in-{self._network.next_number()}",
            account=account,
            direction=Direction.INCOMING,
            state=CallState.INCOMING,
            remote=Party(f"sip:{settings.user}@{settings.domain}", settings.display_name),
            called=uri,
        )
        leg.far = phone._legs[call.id] = _Leg(phone, call, far=leg)
        phone.emit(IncomingCall(call))

    def _incoming(self, command: Command, name: str) -> _Leg | None:
        leg = self._leg(command, name)
        if leg is None:
            return None
        unanswered = leg.call.state in (CallState.INCOMING, CallState.EARLY)
        if unanswered and leg.call.direction is Direction.INCOMING:
            return leg
        self._refuse(command, Fault.WRONG_STATE, call=name)
        return None

    def _leg(self, command: Command, name: str) -> _Leg | None:
        leg = self._legs.get(name)
        if leg is None:
            self._refuse(command, Fault.NO_SUCH_CALL, call=name)
        return leg

    def _confirmed(self, command: Command, name: str, held: bool | None = None) -> _Leg | None:
        leg = self._leg(command, name)
        if leg is None:
            return None
        if leg.call.state is not CallState.CONFIRMED or (held is not None and leg.call.held is not held):
            self._refuse(command, Fault.WRONG_STATE, call=name)
            return None
        return leg

    def _ring(self, command: Ring) -> None:
        leg = self._incoming(command, command.call)
        if leg is not None and leg.call.state is CallState.INCOMING:
            self._change(leg, state=CallState.EARLY, status=180)
            if leg.far:
                leg.far.phone._change(leg.far, state=CallState.EARLY, status=180)

    def _answer(self, command: Answer) -> None:
        leg = self._incoming(command, command.call)
        if leg is None:
            return
        self._confirm(leg)
        if leg.far:
            leg.far.phone._confirm(leg.far)

    def _confirm(self, leg: _Leg) -> None:
        number = self._network.next_number()
        local = self._address(leg.call.account)
        dialog = Dialog(
            call_id=f"fake-{number}",
            local_tag=f"local-{number}",
            remote_tag=f"remote-{number}",
            local_uri=local,
            remote_uri=leg.call.remote.uri,
            remote_target=leg.call.remote.uri,
        )
        state = CallState.CONFIRMED
        self._change(leg, state=state, status=200, codec="PCMA", security=Security.NONE, dialog=dialog)

    def _decline(self, command: Decline) -> None:
        leg = self._incoming(command, command.call)
        if leg is not None:
            theirs = Ending.BUSY if command.status == 486 else Ending.DECLINED
            self._end_both(leg, Ending.DECLINED, theirs, command.status)

    def _hang_up(self, command: HangUp) -> None:
        leg = self._leg(command, command.call)
        if leg is None:
            return
        if leg.call.state is CallState.CONFIRMED:
            self._end_both(leg, Ending.WE_HUNG_UP, Ending.THEY_HUNG_UP, 200)
        elif leg.call.direction is Direction.OUTGOING:
            self._end_both(leg, Ending.WE_HUNG_UP, Ending.CALLER_GAVE_UP, 487)
        else:
            self._end_both(leg, Ending.DECLINED, Ending.DECLINED, 603)

    def _hold(self, command: Hold) -> None:
        self._set_held(self._confirmed(command, command.call, held=False), held=True)

    def _resume(self, command: Resume) -> None:
        self._set_held(self._confirmed(command, command.call, held=True), held=False)

    def _set_held(self, leg: _Leg | None, *, held: bool) -> None:
        if leg is None:
            return
        self._change(leg, held=held)
        if leg.far:
            leg.far.phone._change(leg.far, held_by_far_end=held)

    def _mute(self, command: Mute) -> None:
        leg = self._leg(command, command.call)
        if leg is not None and leg.call.muted is not command.on:
            self._change(leg, muted=command.on)

    def _send_digits(self, command: SendDigits) -> None:
        leg = self._confirmed(command, command.call)
        if leg is None:
            return
        if not command.digits or not DIGITS.issuperset(command.digits):
            self._refuse(command, Fault.NOT_SUPPORTED, call=command.call, reason="not a DTMF digit")
        elif leg.far:
            for digit in command.digits:
                leg.far.phone.emit(DigitReceived(leg.far.call.id, digit))

    def _test_call(self, command: TestCall) -> None:
        if command.call in self._legs:
            self._refuse(command, Fault.WRONG_STATE, call=command.call, reason="that id is in use")
            return
        call = Call(
            id=command.call,
            account="",
            direction=Direction.OUTGOING,
            state=CallState.CALLING,
            remote=Party("sip:echo@127.0.0.1"),
        )
        leg = self._legs[command.call] = _Leg(self, call)
        self.emit(CallChanged(call))
        self._change(leg, state=CallState.CONFIRMED, status=200, codec="PCMA")

    def _change(self, leg: _Leg, **changes: object) -> None:
        leg.call = replace(leg.call, **changes)
        self.emit(CallChanged(leg.call))

    def _end_both(self, leg: _Leg, ours: Ending, theirs: Ending, status: int) -> None:
        far = leg.far
        self._end(leg, ours, status)
        if far:
            far.phone._end(far, theirs, status)

    def _end(self, leg: _Leg, ending: Ending, status: int) -> None:
        quality = QUALITY if leg.call.state is CallState.CONFIRMED else None
        call = replace(leg.call, state=CallState.ENDED, status=status)
        leg.far = None
        self._legs.pop(call.id, None)
        self.emit(CallEnded(call=call, ending=ending, quality=quality))

    # Sound.

    def _use_sound(self, command: UseSound) -> None:
        self.sound = command.settings
        if command.settings.mode is not SoundMode.DEVICES:
            return
        for role, wanted, devices in (
            (SoundRole.MICROPHONE, command.settings.microphone, self._microphones),
            (SoundRole.SPEAKER, command.settings.speaker, self._speakers),
            (SoundRole.RINGING, command.settings.ringing, self._speakers),
        ):
            names = [device.name for device in devices]
            default = next((device.name for device in devices if device.default), names[0] if names else "")
            used = wanted if wanted in names else default
            fault = Fault.NONE
            if not used:
                fault = Fault.NO_SOUND_DEVICE
            elif wanted and used != wanted:
                fault = Fault.SOUND_DEVICE_LOST
            self.emit(SoundDeviceChanged(role=role, wanted=wanted, used=used, fault=fault))

    def _list_devices(self, command: ListDevices) -> None:
        self.emit(DevicesChanged(self._microphones, self._speakers))

    def _measure_levels(self, command: MeasureLevels) -> None:
        if command.on:
            self.emit(LevelsMeasured(-30.0, -96.0))

    def _play_tone(self, command: PlayTone) -> None:
        self.playing = command.tone

    def _refuse(
        self, command: Command, fault: Fault, *, call: str = "", account: str = "", reason: str = ""
    ) -> None:
        name = type(command).__name__
        self.emit(CommandRefused(command=name, call=call, account=account, fault=fault, reason=reason))
