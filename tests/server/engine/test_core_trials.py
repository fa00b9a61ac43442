"""A trial call through a trunk, on the bench: answers that cross our CANCEL, repetitions, who hangs up."""

import pytest

from softphone.people.presentation import Presented
from softphone.server.trunk.trial_call import MOST_STEPS, FarSound, TrialCall, far_sound, place
from softphone.sip.message.message import Request, respond
from softphone.sip.proxy.forwarding import Refusal
from tests.server.engine.bench import Bench, BenchTelephone
from tests.server.engine.test_core_trunks import bench_with_trunk

ANSWER = b"v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"


def rung() -> tuple[Bench, BenchTelephone, TrialCall, Request]:
    bench, operator = bench_with_trunk()
    show = Presented("+46812345001", withheld=False)
    trial = place(bench.core, "t1", "+46701234567", show, 40_000, bench.now, lambda: None)
    assert isinstance(trial, TrialCall)
    bench.core.trial = trial
    return bench, operator, trial, operator.asked("INVITE")


def said(trial: TrialCall) -> list[str]:
    return [step.sentence for step in trial.steps[1:]]


def test_it_goes_out_as_any_call_does_with_an_offer_and_the_number_that_is_ones_own() -> None:
    bench, operator, trial, invite = rung()
    assert invite.target == "sip:+46701234567@10.0.0.9:7000"
    assert invite.from_.uri.user == "+46812345001"
    assert invite.get("p-asserted-identity") is not None
    assert b"m=audio 40000 RTP/AVP 8 0" in invite.body and b"c=IN IP4 10.0.0.1" in invite.body
    ok = respond(invite, 200, ("contact", operator.contact), to_tag="tag-operator")
    operator.send(ok.with_body("application/sdp", ANSWER))
    ack = operator.asked("ACK")
    assert (ack.cseq.number, ack.to.tag) == (1, "tag-operator")
    assert trial.sound == FarSound("10.0.0.9", 4000, 0) and trial.is_answered
    # A repetition wants its ACK, and is told once.
    operator.send(ok.with_body("application/sdp", ANSWER))
    operator.asked("ACK")
    assert said(trial) == ["200 OK: answered."]
    trial.end(bench.now)
    operator.answer(operator.asked("BYE"), 200)
    assert said(trial)[1:] == ["BYE sent.", "BYE answered: 200 OK."] and trial.is_over


def test_who_was_rung_may_hang_up_first() -> None:
    bench, operator, trial, invite = rung()
    operator.answer(invite, 200)
    operator.got.clear()
    operator.send(operator.within(invite, "BYE"))
    assert operator.response().status == 200
    trial.end(bench.now)
    assert said(trial)[1:] == ["The other side hung up."] and trial.is_over
    assert operator.got == []


def test_nobody_answers_and_it_is_taken_back() -> None:
    bench, operator, trial, invite = rung()
    operator.answer(invite, 180)
    operator.answer(invite, 180)
    trial.end(bench.now)
    operator.answer(operator.asked("CANCEL"), 200)
    operator.answer(invite, 487)
    operator.asked("ACK")
    assert said(trial) == [
        "180 Ringing.",
        "Nobody answers; CANCEL sent.",
        "487 Request Terminated.",
        "Nobody answered, and the call was taken back.",
    ]
    assert trial.is_over


def test_an_operator_that_says_ever_more_is_cut_short_and_its_end_is_told() -> None:
    _, operator, trial, invite = rung()
    for n in range(1_000):
        operator.answer(invite, 180 + n % 4)
    operator.answer(invite, 486)
    operator.asked("ACK")
    assert trial.is_over and len(trial.steps) == MOST_STEPS + 3
    assert said(trial)[-4:] == [
        "180 Ringing.",
        "There were more answers; they are left out.",
        "486 Busy Here.",
        "The number is busy.",
    ]


def test_an_answer_that_crosses_the_cancel_is_hung_up() -> None:
    bench, operator, trial, invite = rung()
    operator.answer(invite, 180)
    trial.end(bench.now)
    operator.answer(invite, 200)
    operator.asked("ACK")
    operator.answer(operator.asked("BYE"), 200)
    assert trial.is_over


def test_an_operator_that_is_silent_is_waited_for_and_no_longer() -> None:
    bench, _, trial, _ = rung()
    trial.end(bench.now)  # without a provisional answer there is nothing to take back
    assert said(trial) == []
    bench.wait(40.0)
    assert said(trial) == ["There was no answer in time."] and trial.is_over


def test_without_a_way_out_nothing_is_sent() -> None:
    bench, operator = bench_with_trunk()
    show = Presented("", withheld=False)
    refused = place(bench.core, "another", "+46701234567", show, 40_000, bench.now, lambda: None)
    assert isinstance(refused, Refusal) and operator.got == []


@pytest.mark.parametrize(
    ("host", "media", "payload"),
    [
        ("dead.beef", "4000", "0"),  # a name, of which the system would ask a name server
        ("999.0.0.9", "4000", "0"),
        ("1:2", "4000", "0"),
        ("0.0.0.0", "4000", "0"),
        ("10.0.0.9", "70000", "0"),
        ("10.0.0.9", "9" * 5_000, "0"),
        ("10.0.0.9", "4000", "0" * 5_000),
        ("10.0.0.9", "4000", "96"),
    ],
)
def test_sound_is_sent_to_addresses_alone(host: str, media: str, payload: str) -> None:
    assert far_sound(f"c=IN IP4 {host}\r\nm=audio {media} RTP/AVP {payload}\r\n".encode()) is None
    assert far_sound(ANSWER) == FarSound("10.0.0.9", 4000, 0)
