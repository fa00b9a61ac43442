"""Where a forwarded call may not go, and who may know that it was forwarded."""

from collections.abc import Callable

import pytest

from softphone.people.line_state import LineState
from softphone.people.presentation import NumberPresentation, Show
from softphone.profiles.incoming import (
    Forward,
    LineRules,
    Refer,
    Target,
    ToColleague,
    ToNumber,
)
from softphone.server.forwards import MOST
from softphone.sip.message.message import Request
from tests.server.engine.bench import BenchTelephone
from tests.server.engine.company import DOMAIN
from tests.server.engine.office import (
    OUTSIDE,
    RESERVED,
    Office,
    diverted,
    landline,
    mobile,
    office,
    profile,
    with_class_of_service,
)

DAVE = Forward(ToColleague("id-dave"))


def three(rules: LineRules) -> tuple[Office, BenchTelephone, BenchTelephone, BenchTelephone]:
    bench = Office()
    alice, bob, dave = (bench.registered(f"{name}-pc") for name in ("alice", "bob", "dave"))
    bench.use({"bob": rules})
    return bench, alice, bob, dave


# Where it may not go.


def test_a_forward_to_where_class_of_service_ends_is_not_taken() -> None:
    for number, allowed in (("+46900123456", "national"), ("+4512345678", "national"), (OUTSIDE, "internal")):
        bench = Office(with_class_of_service(office(), "bob", allowed))
        alice = bench.registered("alice-pc")
        bench.use({"bob": LineRules(first=Forward(ToNumber(number)))})
        alice.call("bob")
        assert alice.statuses() == [480]
        assert bench.operator.got == []


@pytest.mark.parametrize(
    ("contact", "goes"),
    [
        (f"<sip:dave@{DOMAIN}>", "dave-pc"),
        (f"<sip:{OUTSIDE}@{DOMAIN};user=phone>", "operator"),
        (f"<tel:{OUTSIDE}>", "operator"),
        (f"<sip:{mobile('bob')}@{DOMAIN}>", "operator"),
        (f"<sip:204@{DOMAIN}>", "dave-pc"),
        (f"<sip:+46900123456@{DOMAIN}>", ""),
        ("<sip:+46701234567@elsewhere.test>", ""),
        (f"<sip:112@{DOMAIN}>", ""),
        ("<mailto:dave@company.test>", ""),
        (f"<sip:bob@{DOMAIN}>", ""),
    ],
)
def test_a_telephone_that_sends_the_call_on_passes_class_of_service(contact: str, goes: str) -> None:
    bench, alice, bob, dave = three(LineRules())
    alice.call("bob")
    came = bob.asked("INVITE")
    bob.answer(came.without("contact"), 302, ("contact", contact))
    answer = bench.rang()
    assert answer == ([goes] if goes else [])
    if goes:
        target = dave if goes == "dave-pc" else bench.operator
        assert target.asked("INVITE").all("diversion") == [diverted(landline("bob"), "unconditional")]
    else:
        assert not any(300 <= status < 400 for status in alice.statuses())


def test_forwards_outside_are_capped_for_each_who_forwards() -> None:
    """As when the operator sends each of them back to where it came from, as a new call."""
    bench = Office()
    bench.use({"bob": LineRules(first=Forward(ToNumber(OUTSIDE)))}, reserved={RESERVED: ToNumber(OUTSIDE)})
    operator = bench.operator
    came: list[Request] = []
    for _ in range(MOST):
        operator.send(operator.request("INVITE", f"sip:{RESERVED}@10.0.0.1"))
        came.append(operator.asked("INVITE"))
        operator.got.clear()
    operator.send(operator.request("INVITE", f"sip:{RESERVED}@10.0.0.1"))
    assert operator.statuses() == [480]
    alice = bench.registered("alice-pc")
    alice.call("bob")
    operator.asked("INVITE")
    operator.answer(came[0], 486)
    operator.got.clear()
    operator.send(operator.request("INVITE", f"sip:{RESERVED}@10.0.0.1"))
    operator.asked("INVITE")


def test_forwards_by_others_count_as_well() -> None:
    bench, _, bob, dave = three(LineRules(first=DAVE))
    operator = bench.operator
    for before, rings in ((4, ["dave-pc"]), (5, [])):
        header = ("diversion", f"<sip:+4680000@far.test>;reason=no-answer;counter={before}")
        operator.send(operator.request("INVITE", f"sip:{landline('bob')}@10.0.0.1", header))
        assert bench.rang() == rings
        dave.got.clear()
    assert operator.statuses()[-1] == 483
    assert bob.got == []


# Who may know.


@pytest.mark.parametrize("words", ["history", "header", "session", "user;id", "History"])
def test_the_callers_privacy_hides_that_a_call_was_forwarded(words: str) -> None:
    _, alice, _, dave = three(LineRules(first=DAVE))
    alice.call("bob", ("privacy", words))
    came = dave.asked("INVITE")
    assert came.get("diversion") is came.get("history-info") is None


def test_the_privacy_of_a_call_from_outside_hides_what_it_brought_along() -> None:
    bench, _, _, dave = three(LineRules(first=DAVE))
    operator = bench.operator
    before = (
        ("diversion", "<sip:+4680000@far.test>;reason=no-answer"),
        ("history-info", "<sip:x@y>;index=1"),
    )
    operator.send(
        operator.request("INVITE", f"sip:{landline('bob')}@10.0.0.1", *before, ("privacy", "history"))
    )
    came = dave.asked("INVITE")
    assert came.get("diversion") is came.get("history-info") is None


def test_who_withholds_their_number_forwards_without_a_name() -> None:
    bench, alice, _, dave = three(LineRules())
    withheld = NumberPresentation(Show.WITHHELD)
    bench.use({"bob": profile(LineRules(first=DAVE), call_presentation=withheld)})
    alice.call("bob")
    came = dave.asked("INVITE")
    for header in ("diversion", "history-info"):
        assert landline("bob") not in came.required(header)
        assert "bob" not in came.required(header)
    assert "privacy=full" in came.required("diversion")


def test_the_history_of_a_call_goes_on_where_others_left_it() -> None:
    bench, _, _, dave = three(LineRules(first=DAVE))
    operator = bench.operator
    before = (
        ("diversion", "<sip:+4680000@far.test>;reason=no-answer"),
        ("history-info", "<sip:+4680000@far.test>;index=1, <sip:+46812345002@us>;index=1.1;mp=1"),
    )
    operator.send(operator.request("INVITE", f"sip:{landline('bob')}@10.0.0.1", *before))
    came = dave.asked("INVITE")
    assert came.all("diversion") == [diverted(landline("bob"), "unconditional"), before[0][1]]
    history = came.required("history-info")
    assert history.startswith(before[1][1])
    assert ";index=1.1.1;mp=1.1" in history


@pytest.mark.parametrize("answer", [lambda t, r: t.answer(r, 180), lambda t, r: None])
def test_one_who_requires_every_provisional_acknowledged_gets_none_of_ours(
    answer: Callable[[BenchTelephone, Request], None],
) -> None:
    _, alice, _, dave = three(LineRules(first=DAVE))
    alice.call("bob", ("require", "100rel"))
    came = dave.asked("INVITE")
    assert came.get("require") == "100rel"
    answer(dave, came)
    assert 181 not in alice.statuses()


def test_a_referral_in_a_chain_goes_on_with_the_rule_of_who_refers() -> None:
    bench, alice, bob, dave = three(LineRules())
    to: Target = ToColleague("id-carol")
    bench.use({"bob": LineRules(busy=Forward(to)), "carol": LineRules(first=Refer(ToNumber("204")))})
    alice.call("bob")
    bob.answer(bob.asked("INVITE"), 486)
    assert dave.asked("INVITE").all("diversion") == [
        diverted(landline("carol"), "unconditional"),
        diverted(landline("bob"), "user-busy"),
    ]


@pytest.mark.parametrize(
    ("to", "rings"), [(ToColleague("id-dave"), "dave-pc"), (ToNumber(OUTSIDE), "operator")]
)
def test_a_reserved_number_is_forwarded(to: Target, rings: str) -> None:
    bench = Office()
    bench.registered("dave-pc")
    bench.use({}, reserved={RESERVED: to})
    bench.operator.send(bench.operator.request("INVITE", f"sip:{RESERVED}@10.0.0.1"))
    assert 181 in [m.status for m in bench.operator.got if not isinstance(m, Request)]
    assert bench.rang() == [rings]
    telephone = next(t for t in bench.telephones.values() if t.device == rings)
    assert telephone.asked("INVITE").all("diversion") == [diverted(RESERVED, "unconditional")]


@pytest.mark.parametrize("keeps_diversion", [True, False])
def test_an_operator_who_sends_a_forwarded_call_back_ends_it_soon(keeps_diversion: bool) -> None:
    """As a proxy does: the same call comes back for the number that had forwarded it."""
    bench, alice, *_ = three(LineRules(first=Forward(ToNumber(OUTSIDE))))
    operator = bench.operator
    alice.call("bob")
    rounds: list[Request] = []
    while bench.rang() == ["operator"]:
        came = operator.asked("INVITE")
        rounds.append(came)
        assert len(rounds) < 6
        back = came.with_target(f"sip:{landline('bob')}@10.0.0.1")
        if not keeps_diversion:
            back = back.without("diversion", "history-info")
        operator.send(
            back.with_first(("via", f"SIP/2.0/UDP 10.0.0.9:7000;rport;branch=z9hG4bKr{len(rounds)}"))
        )
    assert operator.statuses()[-1] == 482
    for came in reversed(rounds):
        operator.answer(came, 482)
    assert alice.statuses()[-1] == 482
    assert bench.line("alice") is LineState.FREE
