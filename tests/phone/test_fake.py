"""What the fake phone can beyond what every Phone does: forwarding, machines, and its death in a transfer."""

import pytest

from softphone.calls.call import Call, CallState, Ending, Party
from softphone.calls.commands import (
    AccountSettings,
    AddAccount,
    Answer,
    Command,
    Decline,
    Dial,
    HangUp,
    Hold,
    Join,
    Mute,
    Part,
    Ring,
    SendDigits,
    Transfer,
    TransferTo,
)
from softphone.calls.events import (
    CallChanged,
    CallEnded,
    CommandRefused,
    Event,
    Fault,
    IncomingCall,
    TransferProgress,
)
from softphone.phone.fake import FakePhone
from softphone.phone.fake_network import FakeNetwork

DOMAIN = "company.test"


def uri(user: str) -> str:
    return f"sip:{user}@{DOMAIN}"


class Office:
    """Anna, Bo and Eva, each at a phone of her or his own, and a voicemail."""

    def __init__(self) -> None:
        self.network = FakeNetwork()
        self.anna, self.bo, self.eva = (self._phone(user) for user in ("anna", "bo", "eva"))
        self.voicemail = self._phone("voicemail", voicemail=True)

    def _phone(self, user: str, *, voicemail: bool = False) -> FakePhone:
        phone = FakePhone(self.network, voicemail=voicemail)
        settings = AccountSettings(user=user, domain=DOMAIN, secret="s", display_name=user.title())
        phone.send(AddAccount("me", settings))
        return phone

    def dial(self, caller: FakePhone, user: str, call: str) -> None:
        caller.send(Dial(call=call, account="me", target=user))

    def talk(self, caller: FakePhone, called: FakePhone, user: str, call: str) -> str:
        """The id of the called one's."""
        self.dial(caller, user, call)
        theirs = arrived(called)
        called.send(Answer(theirs.id))
        return theirs.id


@pytest.fixture
def office() -> Office:
    return Office()


def heard(phone: FakePhone) -> list[Event]:
    """All that it has reported since."""
    events: list[Event] = []
    while (event := phone.receive(0.0)) is not None:
        events.append(event)
    return events


def arrived(phone: FakePhone) -> Call:
    """The call that nobody has answered there."""
    (call,) = (call for call in phone.calls.values() if call.state is CallState.INCOMING)
    return call


def ends(phone: FakePhone) -> list[tuple[str, Ending]]:
    return [(event.call.id, event.ending) for event in heard(phone) if isinstance(event, CallEnded)]


class TestForwarding:
    def test_the_caller_is_told_and_sees_who_answered(self, office: Office) -> None:
        office.network.forward(uri("bo"), uri("eva"))
        office.dial(office.anna, "bo", "first")
        assert office.anna.calls["first"].forwarded
        assert arrived(office.eva).called == uri("bo")
        assert office.bo.calls == {}
        office.eva.send(Answer(arrived(office.eva).id))
        answered = office.anna.calls["first"]
        assert answered.answered_by == Party(uri("eva"), "Eva") and answered.remote.uri == uri("bo")
        assert not answered.voicemail

    def test_who_is_called_directly_is_no_other(self, office: Office) -> None:
        office.talk(office.anna, office.bo, "bo", "first")
        call = office.anna.calls["first"]
        assert not call.forwarded and call.answered_by is None

    def test_what_rings_already_goes_on_and_was_missed(self, office: Office) -> None:
        office.dial(office.anna, "bo", "first")
        office.bo.send(Ring(arrived(office.bo).id))
        ringing = office.anna.calls["first"]
        office.network.forward(uri("bo"), uri("voicemail"))
        ((_, ending),) = ends(office.bo)
        assert ending is Ending.CALLER_GAVE_UP
        assert office.anna.calls["first"].forwarded and not ringing.forwarded
        office.voicemail.send(Answer(arrived(office.voicemail).id))
        call = office.anna.calls["first"]
        assert call.voicemail and call.answered_by is not None
        assert call.answered_by.uri == uri("voicemail")

    def test_what_was_answered_is_not_forwarded(self, office: Office) -> None:
        office.talk(office.anna, office.bo, "bo", "first")
        office.network.forward(uri("bo"), uri("eva"))
        assert office.anna.calls["first"].state is CallState.CONFIRMED and office.eva.calls == {}

    def test_forwards_that_lead_nowhere(self, office: Office) -> None:
        office.network.forward(uri("bo"), uri("eva"))
        office.network.forward(uri("eva"), uri("bo"))
        office.dial(office.anna, "bo", "first")
        assert ends(office.anna) == [("first", Ending.SERVER_ERROR)]

    def test_a_place_in_a_call_is_not_forwarded(self, office: Office) -> None:
        waits = office.talk(office.anna, office.bo, "bo", "first")
        office.talk(office.bo, office.eva, "eva", "second")
        office.network.forward(uri("eva"), uri("voicemail"))
        office.bo.send(Hold(waits))
        office.bo.send(TransferTo(waits, "second"))
        assert office.anna.calls["first"].remote.uri == uri("eva")
        assert office.voicemail.calls == {}

    def test_whom_we_transfer_is_forwarded_and_sees_who_answered(self, office: Office) -> None:
        waits = office.talk(office.anna, office.bo, "bo", "first")
        office.network.forward(uri("eva"), uri("voicemail"))
        office.bo.send(Transfer(waits, "eva"))
        office.voicemail.send(Answer(arrived(office.voicemail).id))
        call = office.anna.calls["first"]
        assert call.remote.uri == uri("eva") and call.voicemail
        reports = [event.status for event in heard(office.bo) if isinstance(event, TransferProgress)]
        assert reports == [100, 181, 200]


class TestDeath:
    def test_of_who_transfers(self, office: Office) -> None:
        """Whom he transferred goes on; nobody reports to the new phone."""
        waits = office.talk(office.anna, office.bo, "bo", "first")
        office.bo.send(Transfer(waits, "eva"))
        office.bo.die()
        heard(office.bo)
        office.eva.send(Answer(arrived(office.eva).id))
        assert office.anna.calls["first"].remote.uri == uri("eva")
        assert office.bo.calls[waits].taken_up
        assert not any(isinstance(event, TransferProgress) for event in heard(office.bo))

    def test_of_who_is_transferred(self, office: Office) -> None:
        waits = office.talk(office.anna, office.bo, "bo", "first")
        office.bo.send(Transfer(waits, "eva"))
        heard(office.bo)
        office.anna.die()
        call = office.anna.calls["first"]
        assert call.taken_up and call.referred_to is None and call.remote.uri == uri("bo")
        assert office.eva.calls == {}
        assert not any(isinstance(event, TransferProgress) for event in heard(office.bo))
        # The new phone can be transferred like any other.
        office.bo.send(Transfer(waits, "eva"))
        office.eva.send(Answer(arrived(office.eva).id))
        assert office.anna.calls["first"].remote.uri == uri("eva")

    def test_of_who_had_lost_sight_of_both(self, office: Office) -> None:
        """Transferred by one who has left, and nobody has answered: there is nothing to take up."""
        waits = office.talk(office.anna, office.bo, "bo", "first")
        office.bo.send(Transfer(waits, "eva"))
        office.bo.send(HangUp(waits))
        heard(office.anna)
        office.anna.die()
        assert ends(office.anna) == [("first", Ending.LOST)]
        assert office.eva.calls == {}

    def test_joined_calls_are_joined_no_longer(self, office: Office) -> None:
        one = office.talk(office.anna, office.bo, "bo", "first")
        office.talk(office.bo, office.eva, "eva", "second")
        office.bo.send(Join((one, "second"), with_us=False))
        office.bo.die()
        assert all(not (call.joined or call.bridged) for call in office.bo.calls.values())

    def test_of_one_of_whom_others_joined(self, office: Office) -> None:
        one = office.talk(office.anna, office.bo, "bo", "first")
        office.talk(office.bo, office.eva, "eva", "second")
        office.bo.send(Join((one, "second"), with_us=False))
        office.anna.die(refused=("first",))
        assert office.bo.calls.keys() == {"second"}
        assert not office.bo.calls["second"].joined


def test_commands_about_calls_that_there_are_not(office: Office) -> None:
    samples: tuple[Command, ...] = (
        Ring("x"),
        Part("x"),
        Join(("x", "y")),
        TransferTo("x", "y"),
        Transfer("x", "1"),
        SendDigits("x", "1"),
        Mute("x", True),
    )
    for command in samples:
        office.anna.send(command)
    refused = [event for event in heard(office.anna) if isinstance(event, CommandRefused)]
    assert [event.command for event in refused] == [type(command).__name__ for command in samples]
    assert {event.fault for event in refused} == {Fault.NO_SUCH_CALL}


def test_closing_ends_whatever_was_under_way(office: Office) -> None:
    waits = office.talk(office.anna, office.bo, "bo", "first")
    office.bo.send(Transfer(waits, "eva"))
    office.anna.close()
    assert office.bo.calls == office.eva.calls == {}
    assert (waits, Ending.THEY_HUNG_UP) in ends(office.bo)


def test_who_calls_oneself_and_closes(office: Office) -> None:
    own = office.talk(office.anna, office.anna, "anna", "first")
    heard(office.anna)
    office.anna.close()
    assert sorted(name for name, _ in ends(office.anna)) == sorted(["first", own])


def test_one_is_sent_to_where_one_came_from(office: Office) -> None:
    """Bo transfers Anna to himself: his phone rings, and he talks with her in the new call."""
    waits = office.talk(office.anna, office.bo, "bo", "first")
    office.bo.send(Transfer(waits, "bo"))
    again = arrived(office.bo)
    assert again.transferred_by == Party(uri("bo"), "Bo")
    office.bo.send(Answer(again.id))
    assert office.bo.calls.keys() == {waits, again.id}
    office.bo.send(HangUp(waits))
    assert office.anna.calls["first"].remote.uri == uri("bo")
    assert office.bo.calls[again.id].state is CallState.CONFIRMED


def test_a_transfer_of_who_was_transferred(office: Office) -> None:
    """Eva, to whom Anna came, sends her on to the voicemail."""
    waits = office.talk(office.anna, office.bo, "bo", "first")
    office.bo.send(Transfer(waits, "eva"))
    at_evas = arrived(office.eva)
    office.eva.send(Answer(at_evas.id))
    office.eva.send(Transfer(at_evas.id, "voicemail"))
    last = arrived(office.voicemail)
    assert last.transferred_by == Party(uri("eva"), "Eva")
    office.voicemail.send(Decline(last.id, 486))
    assert office.anna.calls["first"].remote.uri == uri("eva")
    looks = [event.call for event in heard(office.anna) if isinstance(event, CallChanged | IncomingCall)]
    assert looks[-1].referred_to is None and looks[-1].transferred_by == Party(uri("bo"), "Bo")
