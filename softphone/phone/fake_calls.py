"""The calls of a fake phone: what commands do to them, and what reaches them from the network."""

from collections.abc import Callable, Iterator, Mapping

from softphone.calls.call import Call, CallState, Dialog, Direction, Party
from softphone.calls.commands import (
    AccountSettings,
    Answer,
    Command,
    Decline,
    Dial,
    HangUp,
    Hold,
    Join,
    Mute,
    Part,
    Resume,
    Ring,
    SendDigits,
    TestCall,
    Transfer,
    TransferTo,
)
from softphone.calls.events import CallChanged, Event, Fault, IncomingCall
from softphone.phone.fake_call import FakeCall
from softphone.phone.fake_joins import join, leave, part
from softphone.phone.fake_leg import GONE, Invite, Leg, Refer, Traits
from softphone.phone.fake_network import FakeNetwork
from softphone.phone.fake_refused import Refused
from softphone.sip.pjsip.target import request_uri

DIGITS = frozenset("0123456789*#ABCD")


class FakeCalls:
    """`accounts` are the phone's, by name; `most`: legs that it can have at once."""

    def __init__(
        self,
        accounts: Mapping[str, AccountSettings],
        network: FakeNetwork,
        traits: Traits,
        most: int,
        emit: Callable[[Event], None],
    ) -> None:
        self._accounts = accounts
        self._network = network
        self._traits = traits
        self._most = most
        self._emit = emit
        self._calls: dict[str, FakeCall] = {}
        self.commands: dict[type[Command], Callable[..., None]] = {
            Dial: self._dial,
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
            TestCall: self._test_call,
        }
        """What carries each out. They raise Refused."""

    def __iter__(self) -> Iterator[FakeCall]:
        """Those there are now: they may end meanwhile."""
        for call in list(self._calls.values()):
            if call.snapshot.id in self._calls:
                yield call

    # From the network.

    def invited(self, invite: Invite, account: str) -> int:
        """An INVITE for that account. The status of the refusal, 0 when there is none."""
        if invite.replaces is not None:
            return self._replaced(invite, invite.replaces)
        if self._full():
            return 486
        made = self._new(
            Call(
                id=f"in-{self._network.next_number()}",
                account=account,
                direction=Direction.INCOMING,
                state=CallState.INCOMING,
                remote=invite.leg.local,
                called=invite.uri,
                takes_refer=invite.leg.traits.refer,
                takes_replaces=invite.leg.traits.replaces,
                transferred_by=invite.by,
            )
        )
        made.invite = invite
        made.leg.connect(invite.leg)
        self._emit(IncomingCall(made.snapshot))
        return 0

    def _replaced(self, invite: Invite, replaces: Dialog) -> int:
        if not self._traits.replaces:
            return 420
        for call in self:
            if call.connected and call.leg.is_meant_by(replaces):
                call.replaced_by(invite)
                return 0
        return GONE

    def let_go(self, account: str) -> list[Invite]:
        """What rings at that account, and nobody has answered, goes elsewhere."""
        return [call.let_go() for call in self if call.waits and call.snapshot.account == account]

    # Beginnings and ends.

    def _dial(self, command: Dial) -> None:
        if command.account not in self._accounts:
            raise Refused(Fault.WRONG_STATE, "no such account")
        if self._full():
            raise Refused(Fault.TOO_MANY_CALLS)
        uri = self._uri(command.account, command.target)
        made = self._place(command.call, command.account, command.who or Party(uri), muted=command.muted)
        self._network.invite(Invite(made.leg, uri, command.replaces))

    def _uri(self, account: str, target: str) -> str:
        uri = request_uri(target, self._accounts[account].domain) if account in self._accounts else None
        if uri is None:
            raise Refused(Fault.BAD_ADDRESS, target)
        return uri

    def _place(self, name: str, account: str, remote: Party, *, muted: bool = False) -> FakeCall:
        if name in self._calls:
            raise Refused(Fault.WRONG_STATE, "that id is in use")
        made = self._new(
            Call(
                id=name,
                account=account,
                direction=Direction.OUTGOING,
                state=CallState.CALLING,
                remote=remote,
                muted=muted,
            )
        )
        self._emit(CallChanged(made.snapshot))
        return made

    def _test_call(self, command: TestCall) -> None:
        made = self._place(command.call, "", Party("sip:echo@127.0.0.1"))
        made.change(state=CallState.CONFIRMED, status=200, codec="PCMA")

    def _new(self, call: Call) -> FakeCall:
        settings = self._accounts.get(call.account)
        local = Party("") if settings is None else Party(address(settings), settings.display_name)
        leg = Leg(local, self._traits)
        made = FakeCall(call, leg, self._network, emit=self._emit, over=self._over, full=self._full)
        self._calls[call.id] = made
        return made

    def _full(self) -> bool:
        return sum(call.legs for call in self) >= self._most

    def _over(self, call: FakeCall) -> None:
        del self._calls[call.snapshot.id]
        leave(self._calls, {call.snapshot.id})

    # Commands to one call.

    def _call(self, name: str) -> FakeCall:
        if name not in self._calls:
            raise Refused(Fault.NO_SUCH_CALL, call=name)
        return self._calls[name]

    def _waiting(self, name: str) -> FakeCall:
        call = self._call(name)
        if not call.waits:
            raise Refused(Fault.WRONG_STATE)
        return call

    def _confirmed(self, name: str) -> FakeCall:
        call = self._call(name)
        if not call.confirmed:
            raise Refused(Fault.WRONG_STATE, call=name)
        return call

    def _ring(self, command: Ring) -> None:
        self._waiting(command.call).ring()

    def _answer(self, command: Answer) -> None:
        self._waiting(command.call).answer()

    def _decline(self, command: Decline) -> None:
        self._waiting(command.call).decline(command.status)

    def _hang_up(self, command: HangUp) -> None:
        self._call(command.call).hang_up(elsewhere=command.elsewhere)

    def _hold(self, command: Hold) -> None:
        self._set_held(command.call, held=True)

    def _resume(self, command: Resume) -> None:
        self._set_held(command.call, held=False)

    def _set_held(self, name: str, *, held: bool) -> None:
        call = self._confirmed(name)
        if call.snapshot.held is held:
            raise Refused(Fault.WRONG_STATE)
        call.hold(on=held)

    def _mute(self, command: Mute) -> None:
        self._call(command.call).change(muted=command.on)

    def _send_digits(self, command: SendDigits) -> None:
        call = self._confirmed(command.call)
        if not command.digits or not DIGITS.issuperset(command.digits):
            raise Refused(Fault.NOT_SUPPORTED, "not a DTMF digit")
        for digit in command.digits:
            call.leg.dial(digit)

    # Transfers, and calls that hear one another.

    def _transfer(self, command: Transfer) -> None:
        call = self._confirmed(command.call)
        call.transfer(Refer(self._uri(call.snapshot.account, command.target), by=call.leg.local))

    def _transfer_to(self, command: TransferTo) -> None:
        call, other = self._confirmed(command.call), self._confirmed(command.consultation)
        dialog = other.leg.dialog
        if call is other or dialog is None:
            raise Refused(Fault.WRONG_STATE)
        call.transfer(Refer(other.snapshot.remote.uri, by=call.leg.local, replaces=dialog))

    def _join(self, command: Join) -> None:
        for name in command.calls:
            self._confirmed(name)
        if len(set(command.calls)) < max(2, len(command.calls)):
            raise Refused(Fault.WRONG_STATE, "two different calls at least", call="".join(command.calls[:1]))
        join(self._calls, command.calls, with_us=command.with_us)

    def _part(self, command: Part) -> None:
        if not self._call(command.call).snapshot.joined:
            raise Refused(Fault.WRONG_STATE)
        part(self._calls, command.call)


def address(settings: AccountSettings) -> str:
    """Where the account can be called."""
    return f"sip:{settings.user}@{settings.domain}"
