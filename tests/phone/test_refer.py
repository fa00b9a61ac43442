"""REFER, its reports and Replaces as they are on the wire, against telephones that do as the test says."""

from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from msgspec.structs import replace

from softphone.calls.call import Call, CallState, Ending
from softphone.calls.commands import (
    AccountSettings,
    AddAccount,
    Answer,
    Dial,
    HangUp,
    Ring,
    Transfer,
    TransferTo,
    Transport,
)
from softphone.calls.events import (
    CallChanged,
    CallEnded,
    IncomingCall,
    RegistrationChanged,
    Started,
    TransferProgress,
)
from softphone.calls.phone import PhoneSettings
from softphone.phone.client import ProcessPhone
from softphone.sip.message.message import Header, Request
from tests.contract.phone_pairs import Side
from tests.helpers.ports import free_port
from tests.phone.peer import ALLOW, Peer, Talk, peers

TAKEN = ("SIP/2.0 200 OK\r\n", "terminated;reason=noresource")


@pytest.fixture(scope="module")
def phone() -> Iterator[Side]:
    """Bo's, registered nowhere; one for all tests, as these leave nothing behind."""
    port = free_port()
    side = Side(ProcessPhone(PhoneSettings(bind="127.0.0.1", udp_port=port)), f"sip:bo@127.0.0.1:{port}")
    side.account = AccountSettings(
        user="bo", domain=f"127.0.0.1:{port}", secret="", transport=Transport.UDP, register=False
    )
    try:
        side.wait(Started)
        side.send(AddAccount("me", side.account))
        side.wait(RegistrationChanged)
        yield side
    finally:
        side.phone.close()


@pytest.fixture
def both(phone: Side) -> Iterator[list[Peer]]:
    with peers("anna", "eva") as made:
        yield made
        _all_over(phone)
        for each in made:
            each.finish()


@pytest.fixture
def anna(both: list[Peer]) -> Peer:
    return both[0]


@pytest.fixture
def eva(both: list[Peer]) -> Peer:
    return both[1]


def _all_over(phone: Side) -> None:
    """Nothing of a test is left for the next."""
    live = {event.call.id for event in phone.seen if isinstance(event, IncomingCall | CallChanged)}
    ended = {event.call.id for event in phone.seen if isinstance(event, CallEnded)}
    for name in live - ended:
        phone.send(HangUp(name))
        phone.ended(name)
    phone.seen.clear()


def port_of(phone: Side) -> int:
    return int(phone.address.rpartition(":")[2])


def talking(phone: Side, peer: Peer, *headers: Header) -> tuple[Call, Talk]:
    """The peer called, and the phone answered."""
    talk, invite = peer.invite(port_of(phone), "bo", *headers)
    call = phone.wait(IncomingCall).call
    phone.send(Answer(call.id))
    talk = peer.answered(talk, invite)
    return phone.call_that(lambda c: c.id == call.id and c.state is CallState.CONFIRMED), talk


def called(phone: Side, peer: Peer, name: str, *headers: Header) -> tuple[Call, Talk]:
    """The phone called, and the peer answered."""
    phone.send(Dial(call=name, account="me", target=peer.address))
    talk = peer.takes(*headers)
    return phone.call_that(lambda c: c.id == name and c.state is CallState.CONFIRMED), talk


def referred(phone: Side, peer: Peer, call: Call, target: str = "sip:eva@company.test") -> Request:
    """The REFER that the phone sends."""
    phone.send(Transfer(call.id, target))
    return peer.request("REFER")


class TestWeRefer:
    def test_the_refer_and_its_reports(self, phone: Side, anna: Peer) -> None:
        call, talk = talking(phone, anna)
        assert call.takes_refer and call.takes_replaces
        refer = referred(phone, anna, call)
        assert refer.all("refer-to") == ["<sip:eva@company.test>"]
        assert "sip:bo@127.0.0.1" in (refer.get("referred-by") or "")
        assert (refer.from_.tag, refer.to.tag) == (talk.their_tag, talk.our_tag)
        anna.reply(refer, 202)
        talk = anna.report(talk, "SIP/2.0 100 Trying\r\n", "active;expires=60")
        talk = anna.report(talk, "SIP/2.0 180 Ringing\r\n")
        talk = anna.report(talk, *TAKEN)
        said = [phone.wait(TransferProgress) for _ in range(3)]
        assert said == [
            TransferProgress(call=call.id, status=100, final=False),
            TransferProgress(call=call.id, status=180, final=False),
            TransferProgress(call=call.id, status=200, final=True),
        ]
        phone.send(HangUp(call.id))
        assert phone.ended(call.id).ending is Ending.WE_HUNG_UP
        anna.reply(anna.request("BYE"), 200)
        # A report after our BYE is nobody's: it is answered, and nothing comes of it.
        anna.report(talk, *TAKEN)
        talking(phone, anna)
        assert not [e for e in phone.seen if isinstance(e, TransferProgress) and e not in said]

    @pytest.mark.parametrize("status", [403, 405, 420, 501, 603])
    def test_refused(self, phone: Side, anna: Peer, status: int) -> None:
        call, _ = talking(phone, anna)
        anna.reply(referred(phone, anna, call), status)
        assert phone.wait(TransferProgress) == TransferProgress(
            call=call.id, status=status, final=True, refused=True
        )
        # It can be asked again, of somebody else.
        refer = referred(phone, anna, call, "sip:ola@company.test")
        assert refer.required("refer-to") == "<sip:ola@company.test>"

    def test_a_call_that_the_far_end_no_longer_knows(self, phone: Side, anna: Peer) -> None:
        call, _ = talking(phone, anna)
        anna.reply(referred(phone, anna, call), 481)
        assert phone.ended(call.id).call.status == 481

    @pytest.mark.parametrize("status", [486, 404, 480, 603])
    def test_who_was_called_does_not_come(self, phone: Side, anna: Peer, status: int) -> None:
        call, talk = talking(phone, anna)
        anna.reply(referred(phone, anna, call), 202)
        anna.report(talk, f"SIP/2.0 {status} No", "terminated;reason=noresource")
        assert phone.wait(TransferProgress) == TransferProgress(call=call.id, status=status, final=True)

    def test_reports_without_a_result(self, phone: Side, anna: Peer) -> None:
        call, talk = talking(phone, anna)
        anna.reply(referred(phone, anna, call), 202)
        talk = anna.report(talk, "", "active")
        anna.report(talk, "", "terminated;reason=timeout")
        assert phone.wait(TransferProgress) == TransferProgress(call=call.id, status=100, final=True)

    def test_no_reports_at_all(self, phone: Side, anna: Peer) -> None:
        """RFC 4488: the far end says that it will not report."""
        call, _ = talking(phone, anna)
        anna.reply(referred(phone, anna, call), 202, ("refer-sub", "false"))
        assert phone.wait(TransferProgress) == TransferProgress(call=call.id, status=100, final=True)

    def test_reports_before_the_answer_and_of_two_refers(self, phone: Side, anna: Peer) -> None:
        call, talk = talking(phone, anna)
        first = referred(phone, anna, call)
        talk = anna.report(talk, "SIP/2.0 180 Ringing\r\n", event=f"refer;id={first.cseq.number}")
        assert phone.wait(TransferProgress).status == 180
        anna.reply(first, 202)
        second = referred(phone, anna, call, "sip:ola@company.test")
        anna.reply(second, 491)
        assert phone.wait(TransferProgress).refused
        anna.report(talk, *TAKEN, event=f"refer;id={first.cseq.number}")
        assert phone.wait(TransferProgress) == TransferProgress(call=call.id, status=200, final=True)

    @pytest.mark.parametrize("outgoing", [True, False])
    def test_the_place_of_another_call(self, phone: Side, anna: Peer, eva: Peer, outgoing: bool) -> None:
        call, _ = talking(phone, anna)
        if outgoing:
            other, talk = called(phone, eva, "consultation")
        else:
            other, talk = talking(phone, eva)
        phone.send(TransferTo(call.id, other.id))
        refer = anna.request("REFER")
        address, _, headers = refer.required("refer-to").strip("<>").partition("?")
        assert address == eva.address
        asked = dict(piece.split("=") for piece in headers.split("&"))
        assert asked["Require"] == "replaces"
        wanted = f"{talk.call_id};to-tag={talk.our_tag};from-tag={talk.their_tag}"
        assert unquote(asked["Replaces"]) == wanted
        anna.reply(refer, 603)
        assert phone.wait(TransferProgress).refused


class TestWeAreReferred:
    def test_we_call_and_report(self, phone: Side, anna: Peer, eva: Peer) -> None:
        call, talk = talking(phone, anna)
        by = ("referred-by", f'"Anna" <{anna.address}>')
        talk, answer = anna.ask("REFER", talk, ("refer-to", f"<{eva.address}>"), by)
        assert answer.status == 202
        sent = phone.call_that(lambda c: c.referred_to is not None)
        assert sent.id == call.id and sent.referred_to is not None and sent.referred_to.uri == eva.address
        reports = [self._reported(anna)]

        invite = eva.request("INVITE")
        assert invite.required("referred-by") == by[1]
        assert "bo@" in str(invite.from_.uri)
        eva.reply(invite, 180, tag="e")
        reports.append(self._reported(anna))
        there = eva.reply(invite, 200, ALLOW, body=eva.sdp(), tag="e")
        eva.request("ACK")
        reports.append(self._reported(anna))
        assert [text.split()[1] for text, _ in reports] == ["100", "180", "200"]
        assert [state.startswith("terminated") for _, state in reports] == [False, False, True]

        moved = phone.call_that(lambda c: c.referred_to is None)
        assert (moved.id, moved.remote.uri, moved.state) == (call.id, eva.address, CallState.CONFIRMED)
        assert moved.transferred_by is not None
        assert moved.transferred_by.uri.startswith("sip:anna@")
        assert moved.takes_refer and not moved.takes_replaces
        assert moved.dialog is not None and moved.dialog.call_id == there.call_id
        _, answer = anna.ask("BYE", talk)
        assert answer.status == 200
        _, answer = eva.ask("BYE", there)
        assert answer.status == 200
        assert phone.ended(call.id).ending is Ending.THEY_HUNG_UP

    @staticmethod
    def _reported(peer: Peer) -> tuple[str, str]:
        notify = peer.request("NOTIFY")
        assert (notify.get("event") or "").startswith("refer")
        assert (notify.get("content-type") or "").startswith("message/sipfrag")
        peer.reply(notify, 200)
        return notify.body.decode(), notify.required("subscription-state")

    def test_who_sent_us_on_stays_and_is_left(self, phone: Side, anna: Peer, eva: Peer) -> None:
        _, talk = talking(phone, anna)
        anna.ask("REFER", talk, ("refer-to", eva.address))
        eva.takes()
        phone.call_that(lambda c: c.referred_to is None and c.remote.uri == eva.address)
        anna.reply(anna.request("BYE"), 200)

    def test_it_comes_to_nothing(self, phone: Side, anna: Peer, eva: Peer) -> None:
        call, talk = talking(phone, anna)
        talk, _ = anna.ask("REFER", talk, ("refer-to", eva.address))
        eva.reply(eva.request("INVITE"), 486)
        assert self._reported(anna)[0].startswith("SIP/2.0 100")
        text, state = self._reported(anna)
        assert text.startswith("SIP/2.0 486") and state.startswith("terminated")
        back = phone.call_that(lambda c: c.referred_to is None)
        assert back.id == call.id and "anna@" in back.remote.uri and back.state is CallState.CONFIRMED
        # And again.
        _, answer = anna.ask("REFER", talk, ("refer-to", eva.address))
        assert answer.status == 202
        eva.reply(eva.request("INVITE"), 603)
        phone.call_that(lambda c: c.referred_to is None)

    def test_nobody_wants_reports(self, phone: Side, anna: Peer, eva: Peer) -> None:
        call, talk = talking(phone, anna)
        _, answer = anna.ask("REFER", talk, ("refer-to", eva.address), ("refer-sub", "false"))
        assert (answer.status, answer.get("refer-sub")) == (202, "false")
        eva.takes()
        assert phone.call_that(lambda c: c.referred_to is None).id == call.id
        anna.nothing("NOTIFY")

    def test_who_sent_us_on_is_gone_at_once(self, phone: Side, anna: Peer, eva: Peer) -> None:
        call, talk = talking(phone, anna)
        talk, _ = anna.ask("REFER", talk, ("refer-to", eva.address))
        invite = eva.request("INVITE")
        anna.ask("BYE", talk)
        assert phone.call_that(lambda c: c.remote.uri == eva.address).referred_to is not None
        eva.reply(invite, 200, body=eva.sdp())
        assert phone.call_that(lambda c: c.referred_to is None).id == call.id

    @pytest.mark.parametrize(
        "asked",
        [
            "tel:+46812345",
            "https://company.test/",
            "<sip:eva@company.test;method=BYE>",
            "<sip:eva@company.test?P-Asserted-Identity=%3Csip:boss@company.test%3E>",
            "<sip:eva@company.test?Replaces=a%0D%0AX-Evil:%20yes>",
            "<sip:eva",
        ],
    )
    def test_what_is_not_done(self, phone: Side, anna: Peer, asked: str) -> None:
        call, talk = talking(phone, anna)
        talk, answer = anna.ask("REFER", talk, ("refer-to", asked))
        assert answer.status in (400, 403)
        _, answer = anna.ask("REFER", talk)
        assert answer.status == 400
        phone.send(HangUp(call.id))
        phone.ended(call.id)
        assert not any(isinstance(e, CallChanged) and e.call.referred_to for e in phone.seen)

    def test_one_at_a_time(self, phone: Side, anna: Peer, eva: Peer) -> None:
        _, talk = talking(phone, anna)
        talk, _ = anna.ask("REFER", talk, ("refer-to", eva.address))
        invite = eva.request("INVITE")
        _, answer = anna.ask("REFER", talk, ("refer-to", eva.address))
        assert answer.status == 491
        eva.nothing("INVITE")
        eva.reply(invite, 486)

    def test_a_stranger_and_one_whom_nobody_has_answered(self, phone: Side, anna: Peer, eva: Peer) -> None:
        port = port_of(phone)
        to_eva = ("refer-to", eva.address)
        outside = Talk("stranger@peer", f"<{anna.address}>;tag=1", f"<{phone.address}>", phone.address)
        # PJSIP has no answer to that, and nothing comes of it.
        anna.send("REFER", outside, to_eva, where=port)
        _, answer = anna.ask("REFER", replace_tag(outside), to_eva, where=port)
        assert answer.status == 481
        talk, invite = anna.invite(port, "bo")
        call = phone.wait(IncomingCall).call
        phone.send(Ring(call.id))
        ringing = anna.answer_to(invite, final=False)
        early = Talk(talk.call_id, talk.ours, ringing.required("to"), phone.address)
        _, answer = anna.ask("REFER", early, to_eva)
        assert answer.status >= 400
        eva.nothing("INVITE")


def replace_tag(talk: Talk) -> Talk:
    """The same, as if in a dialog."""
    return Talk(talk.call_id, talk.ours, f"{talk.theirs};tag=guessed", talk.target)


class TestReplaces:
    def test_a_confirmed_call_is_replaced_without_ringing(self, phone: Side, anna: Peer, eva: Peer) -> None:
        call, talk = talking(phone, anna)
        by = ("referred-by", f"<{anna.address}>")
        there = eva.answered(*eva.invite(port_of(phone), "bo", replaces(talk), by))
        ended = anna.request("BYE")
        anna.reply(ended, 200)
        now = phone.call_that(lambda c: "eva@" in c.remote.uri)
        assert (now.id, now.state) == (call.id, CallState.CONFIRMED)
        assert now.transferred_by is not None and now.transferred_by.uri == anna.address
        eva.ask("BYE", there)
        assert phone.ended(call.id).ending is Ending.THEY_HUNG_UP
        assert sum(isinstance(event, IncomingCall) for event in phone.seen) == 1

    def test_what_cannot_be_replaced(self, phone: Side, anna: Peer, eva: Peer) -> None:
        _, talk = talking(phone, anna)
        early_only = ("replaces", f"{replaces(talk)[1]};early-only")
        _, invite = eva.invite(port_of(phone), "bo", early_only)
        assert eva.answer_to(invite).status == 486
        wrong = ("replaces", f"{talk.call_id};to-tag=guessed;from-tag={talk.our_tag}")
        _, invite = eva.invite(port_of(phone), "bo", wrong)
        assert eva.answer_to(invite).status == 481
        anna.nothing("BYE")

    def test_a_call_that_rings_here_is_not_taken_from_us(self, phone: Side, anna: Peer, eva: Peer) -> None:
        """RFC 3891 §3: an early dialog that the receiver did not begin."""
        talk, invite = anna.invite(port_of(phone), "bo")
        call = phone.wait(IncomingCall).call
        phone.send(Ring(call.id))
        ringing = anna.answer_to(invite, final=False)
        early = Talk(talk.call_id, talk.ours, ringing.required("to"), "")
        _, other = eva.invite(port_of(phone), "bo", replaces(early))
        assert eva.answer_to(other).status == 481
        phone.send(Answer(call.id))
        anna.answered(talk, invite)
        phone.call_in(CallState.CONFIRMED)

    def test_a_call_of_ours_that_rings_there_is_picked_up(self, phone: Side, anna: Peer, eva: Peer) -> None:
        phone.send(Dial(call="ringing", account="me", target=anna.address))
        invite = anna.request("INVITE")
        early = anna.reply(invite, 180)
        phone.call_in(CallState.EARLY)
        there = eva.answered(*eva.invite(port_of(phone), "bo", replaces(early)))
        now = phone.call_in(CallState.CONFIRMED)
        assert now.id == "ringing" and "eva@" in now.remote.uri
        anna.reply(anna.request("CANCEL"), 200)
        anna.reply(invite, 487)
        eva.ask("BYE", there)
        assert phone.ended("ringing").ending is Ending.THEY_HUNG_UP


def replaces(talk: Talk) -> Header:
    """The phone's own tag is the to-tag."""
    return "replaces", f"{talk.call_id};to-tag={talk.their_tag};from-tag={talk.our_tag}"


class TestGivenUp:
    @pytest.mark.parametrize("elsewhere", [True, False])
    def test_the_cancel_says_whether_the_call_goes_on(self, phone: Side, anna: Peer, elsewhere: bool) -> None:
        phone.send(Dial(call="given up", account="me", target=anna.address))
        invite = anna.request("INVITE")
        anna.reply(invite, 180)
        phone.call_in(CallState.EARLY)
        phone.send(HangUp("given up", elsewhere=elsewhere))
        cancel = anna.request("CANCEL")
        said = 'SIP;cause=200;text="Call completed elsewhere"' if elsewhere else None
        assert cancel.get("reason") == said
        anna.reply(cancel, 200)
        anna.reply(invite, 487, tag="late")
        assert phone.ended("given up").ending is Ending.WE_HUNG_UP

    def test_an_answer_that_crosses_it_is_hung_up(self, phone: Side, anna: Peer) -> None:
        phone.send(Dial(call="given up", account="me", target=anna.address))
        invite = anna.request("INVITE")
        anna.reply(invite, 180, tag="one")
        phone.call_in(CallState.EARLY)
        phone.send(HangUp("given up", elsewhere=True))
        cancel = anna.request("CANCEL")
        anna.reply(invite, 200, body=anna.sdp(), tag="one")
        anna.reply(cancel, 200)
        anna.request("ACK")
        anna.reply(anna.request("BYE"), 200)
        assert phone.ended("given up").ending is Ending.WE_HUNG_UP
        told = [event.call.state for event in phone.seen if isinstance(event, CallChanged)]
        assert CallState.CONFIRMED not in told  # the caller would be sent to a call that ends


class TestTheFarEnd:
    def test_what_it_cannot(self, phone: Side, anna: Peer) -> None:
        call, _ = called(phone, anna, "older", ("allow", "INVITE, ACK, BYE"))
        assert not call.takes_refer and not call.takes_replaces

    def test_forwarded_to_voicemail(self, phone: Side, anna: Peer) -> None:
        phone.send(Dial(call="forwarded", account="me", target=anna.address))
        invite = anna.request("INVITE")
        anna.reply(invite, 181, tag="one")
        assert phone.call_that(lambda c: c.forwarded).state is not CallState.CONFIRMED
        anna.contact = ("contact", f'<{anna.address}>;automata;actor="msg-taker"')
        identity = ("p-asserted-identity", '"Voicemail" <sip:voice@company.test>')
        anna.reply(invite, 200, identity, body=anna.sdp(), tag="one")
        call = phone.call_in(CallState.CONFIRMED)
        assert call.forwarded and call.voicemail
        assert call.answered_by is not None and call.answered_by.name == "Voicemail"

    def test_who_transferred_the_caller_to_us(self, phone: Side, anna: Peer) -> None:
        call, _ = talking(phone, anna, ("referred-by", "Ola <sip:ola@company.test>"))
        assert call.transferred_by is not None
        assert replace(call.transferred_by, name="") == replace(
            call.transferred_by, name="", uri="sip:ola@company.test"
        )
