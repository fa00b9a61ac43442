"""How calls end in the table though no BYE passed, and what is told of them then."""

from softphone.people.line_state import LineState
from softphone.server.engine_presence import TAKE_UP
from softphone.sip.calls_seen import LONGEST, DialogHeld
from softphone.sip.message.message import Response
from softphone.sip.registrar.lifetimes import AWAY
from tests.server.engine.bench import Bench, BenchTelephone
from tests.server.engine.company import company

BUSY, FREE, OFFLINE, UNKNOWN = LineState.BUSY, LineState.FREE, LineState.OFFLINE, LineState.UNKNOWN
TIMER = ("supported", "timer")
HOUSEKEEPING = 5.0


class Call:
    """Alice talks to Bob. Both register again now and then when time passes, unless they are `silent`."""

    def __init__(
        self, *headers: tuple[str, str], answer: tuple[tuple[str, str], ...] = (), tls: bool = False
    ):
        self.bench = Bench(company())
        transport = "tls" if tls else "udp"
        self.alice = self.bench.registered("alice-pc", transport=transport)
        self.bob = self.bench.registered("bob-pc", transport=transport)
        self.boot = {device: f"boot-{device.device}" for device in (self.alice, self.bob)}
        self.silent: set[BenchTelephone] = set()
        self.register(self.alice)
        self.register(self.bob)
        self.sent = self.alice.call("bob", *headers)
        self.came = self.bob.asked("INVITE")
        self.bob.answer(self.came, 200, *answer)
        self.ok = self.alice.response(200)
        self.alice.send(self.alice.within(self.ok, "ACK"))

    def register(self, telephone: BenchTelephone) -> None:
        request = telephone.register_request(300).with_header("call-id", self.boot[telephone])
        telephone.got.clear()
        telephone.signed(request)
        assert telephone.response().status == 200
        self.bench.wait(0)

    def pass_time(self, seconds: float) -> None:
        end = self.bench.now + seconds
        while self.bench.now < end:
            self.bench.wait(min(200.0, end - self.bench.now))
            for telephone in (self.alice, self.bob):
                if telephone not in self.silent:
                    self.register(telephone)
        self.bench.wait(0)

    def refresh(self, *headers: tuple[str, str]) -> Response:
        """Alice's UPDATE and its 200."""
        self.alice.send(self.alice.within(self.ok, "UPDATE", *headers))
        self.bob.answer(self.bob.asked("UPDATE"), 200)
        return self.alice.response()

    def lines(self) -> tuple[LineState, LineState]:
        return self.bench.line("alice"), self.bench.line("bob")


def test_both_sides_are_asked_to_refresh_and_the_callee_grants() -> None:
    call = Call(answer=(("session-expires", "300;refresher=uas"),))
    assert call.came.get("session-expires") == "600"
    assert call.ok.get("session-expires") == "300;refresher=uas"
    call.pass_time(299)
    assert call.lines() == (BUSY, BUSY)
    call.pass_time(1 + HOUSEKEEPING)
    assert call.lines() == (FREE, FREE)


def test_a_caller_that_refreshes_keeps_the_call() -> None:
    call = Call(TIMER, ("session-expires", "1800"))
    assert call.came.get("session-expires") == "600"
    assert (call.ok.get("session-expires"), call.ok.get("require")) == ("600;refresher=uac", "timer")
    for _ in range(5):
        call.pass_time(500)
        refreshed = call.refresh(TIMER, ("session-expires", "600"))
        assert refreshed.get("session-expires") == "600;refresher=uac"
    assert call.lines() == (BUSY, BUSY)
    call.pass_time(600 + HOUSEKEEPING)
    assert call.lines() == (FREE, FREE)


def test_the_answer_of_a_re_invite_counts_as_well() -> None:
    call = Call(TIMER)
    call.pass_time(500)
    call.alice.send(call.alice.within(call.ok, "INVITE", TIMER))
    again = call.bob.asked("INVITE")
    assert again.get("session-expires") == "600"
    call.bob.answer(again, 200)
    call.pass_time(500)
    assert call.lines() == (BUSY, BUSY)


def test_without_timers_a_call_is_unknown_after_four_hours_and_then_known_again() -> None:
    call = Call()
    assert call.ok.get("session-expires") is None
    call.pass_time(LONGEST - 10)
    assert call.lines() == (BUSY, BUSY)
    call.pass_time(10 + 2 * HOUSEKEEPING)
    assert call.lines() == (UNKNOWN, UNKNOWN)
    call.bob.send(call.bob.within(call.came, "INFO"))
    assert call.lines() == (BUSY, BUSY)


def test_a_device_that_is_switched_off_is_in_no_call() -> None:
    call = Call()
    call.silent.add(call.bob)
    call.pass_time(300)
    assert call.lines() == (BUSY, BUSY)
    call.pass_time(AWAY + 2 * HOUSEKEEPING)
    assert call.lines() == (FREE, OFFLINE)


def test_a_connection_that_comes_back_is_still_in_its_call() -> None:
    call = Call(tls=True)
    call.bench.core.flow_closed(call.bob.flow)
    call.pass_time(AWAY - HOUSEKEEPING - 1)
    assert call.lines() == (BUSY, BUSY)
    call.silent.clear()
    call.pass_time(1000)
    assert call.lines() == (BUSY, BUSY)


def test_a_connection_that_does_not_come_back_ends_the_call() -> None:
    call = Call(tls=True)
    call.silent.add(call.bob)
    call.bench.core.flow_closed(call.bob.flow)
    call.pass_time(AWAY + 2 * HOUSEKEEPING)
    assert call.lines() == (FREE, OFFLINE)


def test_a_telephone_that_started_anew_is_in_no_call_from_before() -> None:
    call = Call()
    call.pass_time(10)
    call.boot[call.bob] = "another start"
    call.register(call.bob)
    call.pass_time(TAKE_UP - HOUSEKEEPING - 1)
    assert call.lines() == (BUSY, BUSY)
    call.pass_time(3 * HOUSEKEEPING)
    assert call.lines() == (FREE, FREE)


def test_a_telephone_that_started_anew_and_took_its_call_up_is_in_it() -> None:
    call = Call()
    call.pass_time(10)
    call.boot[call.bob] = "another start"
    call.register(call.bob)
    replaces = f"{call.sent.call_id};to-tag={call.sent.from_.tag};from-tag=tag-bob-pc"
    call.bob.call("alice", ("replaces", replaces), ("require", "replaces"))
    call.alice.answer(call.alice.asked("INVITE"), 200)
    call.pass_time(TAKE_UP + 2 * HOUSEKEEPING)
    assert call.lines() == (BUSY, BUSY)


def test_another_call_id_with_a_sign_of_life_is_no_new_start() -> None:
    call = Call()
    call.pass_time(10)
    call.boot[call.bob] = "another network"
    call.register(call.bob)
    call.bob.send(call.bob.within(call.came, "UPDATE"))
    call.alice.answer(call.alice.asked("UPDATE"), 200)
    call.pass_time(TAKE_UP + 2 * HOUSEKEEPING)
    assert call.lines() == (BUSY, BUSY)


def test_a_phones_report_ends_and_makes_known() -> None:
    call = Call()
    call.pass_time(60)
    here = DialogHeld(
        call_id=call.sent.call_id, local_tag="tag-bob-pc", remote_tag=call.sent.from_.tag, initiator=False
    )
    call.bench.core.presence.reported("bob-pc", [here], call.bench.now)
    assert call.lines() == (BUSY, BUSY)
    call.bench.core.presence.reported("bob-pc", [], call.bench.now + 60)
    assert call.lines() == (FREE, FREE)
    call.bench.core.presence.reported("bob-pc", [here], call.bench.now + 70)
    assert call.lines() == (FREE, BUSY)
    call.bench.core.presence.reported("revoked", [here], call.bench.now)
    assert call.lines() == (FREE, BUSY)


def test_a_revoked_device_is_in_no_call_at_once() -> None:
    call = Call()
    call.bench.core.use_directory(company(without=("bob-pc",)), {})
    call.bench.wait(0)
    assert call.lines() == (FREE, OFFLINE)


def test_an_answer_that_knows_no_such_dialog_ends_the_call() -> None:
    call = Call()
    call.alice.send(call.alice.within(call.ok, "INFO"))
    call.bob.answer(call.bob.asked("INFO"), 481)
    assert call.lines() == (FREE, FREE)
