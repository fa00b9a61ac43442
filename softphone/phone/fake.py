"""A phone without sound or network: fakes on one FakeNetwork call one another. For tests of what is above.

It passes the same contract suite as the real ones. Beyond that it is scripted: `commands` is what was sent
to it, `emit` says something as if it had happened, `die` ends it as kill -9 ends a phone process.
"""

import queue
from collections.abc import Callable

from softphone.calls.call import Call
from softphone.calls.commands import (
    AccountSettings,
    AddAccount,
    Command,
    ListDevices,
    MeasureLevels,
    NetworkChanged,
    PlayTone,
    Register,
    RemoveAccount,
    SoundSettings,
    Tone,
    UseSound,
)
from softphone.calls.events import (
    Capabilities,
    Device,
    Event,
    Fault,
    PhoneLost,
    RegistrationChanged,
    RegistrationState,
    Started,
)
from softphone.phone.fake_calls import FakeCalls, address
from softphone.phone.fake_leg import Invite, Traits
from softphone.phone.fake_network import FakeNetwork
from softphone.phone.fake_refused import Refused
from softphone.phone.fake_sound import FakeSound

CAPABILITIES = Capabilities(version="fake", tls=("1.2",), srtp=("sdes",), codecs=("G722", "PCMA"), calls=4)


class FakePhone:
    """A Phone. `commands` grows with everything sent to it."""

    def __init__(
        self,
        network: FakeNetwork | None = None,
        *,
        capabilities: Capabilities = CAPABILITIES,
        microphones: tuple[Device, ...] = (Device("Built-in microphone", default=True), Device("Headset")),
        speakers: tuple[Device, ...] = (Device("Built-in speaker", default=True), Device("Headset")),
        takes_refer: bool = True,
        takes_replaces: bool = True,
        voicemail: bool = False,
    ) -> None:
        self.commands: list[Command] = []
        self._network = network or FakeNetwork()
        self._capabilities = capabilities
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._accounts: dict[str, AccountSettings] = {}
        traits = Traits(refer=takes_refer, replaces=takes_replaces, voicemail=voicemail)
        self._calls = FakeCalls(self._accounts, self._network, traits, capabilities.calls, self.emit)
        self._sound = FakeSound(microphones, speakers, self.emit)
        self._generation = 1
        self._closed = False
        self._do: dict[type[Command], Callable[..., None]] = {
            **self._calls.commands,
            AddAccount: self._add_account,
            RemoveAccount: self._remove_account,
            Register: self._register,
            NetworkChanged: lambda command: None,
            UseSound: self._sound.use,
            ListDevices: self._sound.list_devices,
            MeasureLevels: self._sound.measure,
            PlayTone: self._sound.play,
        }
        self.emit(Started(capabilities, self._generation))

    # What the Phone protocol asks for.

    def send(self, command: Command) -> None:
        with self._network.lock:
            if self._closed:
                return
            self.commands.append(command)
            try:
                self._do[type(command)](command)
            except Refused as refused:
                self.emit(refused.event(command))

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
            for call in self._calls:
                call.hang_up()
            for settings in self._accounts.values():
                self._network.detach(address(settings))
            self._closed = True
        self._events.put(None)

    # Scripting.

    def emit(self, event: Event) -> None:
        """Report this as if it had happened."""
        self._events.put(event)

    @property
    def calls(self) -> dict[str, Call]:
        """The calls there are, by id."""
        return {call.snapshot.id: call.snapshot for call in self._calls}

    @property
    def playing(self) -> Tone | None:
        """The tone that PlayTone started last."""
        return self._sound.playing

    @property
    def sound(self) -> SoundSettings:
        """What UseSound said last."""
        return self._sound.settings

    def die(self, reason: str = "killed", refused: tuple[str, ...] = ()) -> None:
        """End as kill -9 does, start again, and take the confirmed calls up; those in `refused` are lost."""
        with self._network.lock:
            kept = tuple(call.snapshot.id for call in self._calls if call.connected)
            self.emit(PhoneLost(reason, kept))
            self._generation += 1
            self.emit(Started(self._capabilities, self._generation))
            for account in self._accounts:
                self._announce_registration(account)
            for call in self._calls:
                if call.connected and call.snapshot.id not in refused:
                    call.take_up()
                else:
                    call.lose()

    # What the network brings.

    def invited(self, invite: Invite, account: str) -> int:
        """An INVITE for that account. The status of the refusal, 0 when there is none."""
        return self._calls.invited(invite, account)

    def let_go(self, account: str) -> list[Invite]:
        """What rings at that account, and nobody has answered, goes elsewhere."""
        return self._calls.let_go(account)

    # Accounts.

    def _add_account(self, command: AddAccount) -> None:
        before = self._accounts.get(command.account)
        if before is not None:
            self._network.detach(address(before))
        self._accounts[command.account] = command.settings
        self._network.attach(address(command.settings), self, command.account)
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
        settings = self._known(command.account)
        for call in self._calls:
            if call.snapshot.account == command.account:
                call.hang_up()
        self._network.detach(address(settings))
        del self._accounts[command.account]
        self.emit(RegistrationChanged(account=command.account, state=RegistrationState.UNREGISTERED))

    def _register(self, command: Register) -> None:
        self._known(command.account)
        self._announce_registration(command.account)

    def _known(self, account: str) -> AccountSettings:
        if account not in self._accounts:
            raise Refused(Fault.WRONG_STATE, "no such account")
        return self._accounts[account]
