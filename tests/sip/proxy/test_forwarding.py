import pytest

from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request
from softphone.sip.proxy.forwarding import (
    Refusal,
    Target,
    branch,
    cancel_of,
    forwarded,
    in_parallel,
    is_loop,
    returned,
    unacceptable,
)
from softphone.sip.proxy.record_route import LIFE, Side, Tokens, flow_id
from tests.sip.messages import answer, invite, request

US = "engine:5060"
TARGET = Target(uri="sip:bob@10.0.0.2:5064", flow=Flow("udp", "10.0.0.2", 5064), route=("<sip:edge;lr>",))


def via(unique: str = "1") -> str:
    return f"SIP/2.0/UDP {US};branch={branch(unique, invite())}"


def test_the_copy_that_goes_out() -> None:
    copy = forwarded(invite().with_added(("route", "<sip:next;lr>")), TARGET, via(), ("<sip:us;lr>",))
    assert copy.target == TARGET.uri
    assert copy.all("via") == [via(), *invite().all("via")]
    assert copy.number("max-forwards") == 69
    assert copy.all("record-route") == ["<sip:us;lr>"]
    assert copy.all("route") == ["<sip:edge;lr>", "<sip:next;lr>"]
    assert copy.body == invite().body
    assert forwarded(invite().without("max-forwards"), TARGET, via()).number("max-forwards") == 70


def test_the_response_on_its_way_back() -> None:
    copy = forwarded(invite(), TARGET, via())
    back = returned(answer(copy, 180), invite())
    assert back.all("via") == invite().all("via")


def test_a_response_that_lost_the_vias_of_its_request_gets_them_again() -> None:
    copy = forwarded(invite(), TARGET, via())
    stripped = answer(copy, 200).without("via").with_first(("via", via()))
    assert returned(stripped, invite()).all("via") == invite().all("via")


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (request("INVITE", "http://bob"), 416),
        (request("INVITE").with_header("max-forwards", "0"), 483),
        (request("INVITE").with_added(("proxy-require", "foo, bar")), 420),
    ],
)
def test_what_a_proxy_must_not_pass_on(refused: Request, status: int) -> None:
    refusal = unacceptable(refused, US)
    assert refusal is not None
    assert refusal.status == status
    if status == 420:
        assert refusal.headers == (("unsupported", "foo"), ("unsupported", "bar"))


@pytest.mark.parametrize("target", ["nonsense", "sip:", "sip:a b"])
def test_a_request_without_a_uri_is_malformed(target: str) -> None:
    with pytest.raises(ParseError):
        unacceptable(request("INVITE", target), US)


def test_a_good_request_passes() -> None:
    assert unacceptable(invite(), US) is None
    assert unacceptable(request("INVITE", "tel:112"), US) is None


def test_a_loop_is_seen_and_a_spiral_is_not() -> None:
    out = forwarded(invite(), Target(uri=invite().target, flow=TARGET.flow), via())
    assert is_loop(out.with_first(("via", "SIP/2.0/UDP other;branch=z9hG4bKo")), US)
    spiral = out.with_target("sip:carol@company.test").with_first(("via", "SIP/2.0/UDP o;branch=z9hG4bKo"))
    assert not is_loop(spiral, US)
    assert not is_loop(out.with_first(("via", "SIP/2.0/UDP other;branch=z9hG4bKo")), "other-engine:5060")
    refusal = unacceptable(out.with_first(("via", "SIP/2.0/UDP other;branch=z9hG4bKo")), US)
    assert refusal is not None
    assert refusal.status == 482


def test_a_cancel_goes_the_way_of_its_request() -> None:
    copy = forwarded(invite(), TARGET, via())
    cancel = cancel_of(copy, "SIP;cause=200")
    assert (cancel.method, cancel.target) == ("CANCEL", copy.target)
    assert cancel.all("via") == [via()]
    assert (cancel.cseq.number, cancel.cseq.method) == (1, "CANCEL")
    assert cancel.all("route") == copy.all("route")
    assert cancel.get("reason") == "SIP;cause=200"
    assert cancel.get("record-route") is None


ALICE, BOB = flow_id("alice-phone"), flow_id("bob-phone")


def test_a_token_says_who_sends_and_who_gets() -> None:
    tokens = Tokens("key")
    token = tokens.issue(invite(), ALICE, BOB, 1000.0)
    assert len(token) == 35
    from_caller = request("BYE").with_header("to", "<sip:bob@h>;tag=b1")
    passage = tokens.check(token, from_caller, 1000.0)
    assert passage is not None
    assert (passage.sender, passage.receiver) == (Side.CALLER, BOB)
    from_callee = (
        request("BYE").with_header("from", "<sip:bob@h>;tag=b1").with_header("to", "<sip:a@h>;tag=a1")
    )
    passage = tokens.check(token, from_callee, 1000.0)
    assert passage is not None
    assert (passage.sender, passage.receiver) == (Side.CALLEE, ALICE)


def test_a_token_is_good_for_its_dialog_only_and_for_a_day() -> None:
    tokens = Tokens("key")
    token = tokens.issue(invite(), ALICE, BOB, 1000.0)
    bye = request("BYE").with_header("to", "<sip:bob@h>;tag=b1")
    assert tokens.check(token, bye, 1000.0 + LIFE - 60) is not None
    assert tokens.check(token, bye, 1000.0 + LIFE + 60) is None
    assert tokens.check(token, bye.with_header("call-id", "other"), 1000.0) is None
    assert tokens.check(token, bye.with_header("from", "<sip:a@h>;tag=x"), 1000.0) is None
    assert Tokens("another key").check(token, bye, 1000.0) is None
    assert Tokens("key").check(token, bye, 1000.0) is not None


@pytest.mark.parametrize("token", ["", "bob", "A" * 35, "å" * 35, "A" * 36, "=" * 35])
def test_what_is_no_token(token: str) -> None:
    assert Tokens("key").check(token, request("BYE"), 0.0) is None


def test_a_token_with_one_bit_changed_is_worth_nothing() -> None:
    tokens = Tokens("key")
    token = tokens.issue(invite(), ALICE, BOB, 0.0)
    bye = request("BYE").with_header("to", "<sip:bob@h>;tag=b1")
    for at in range(len(token) - 1):
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        assert tokens.check(changed, bye, 0.0) is None


@pytest.mark.parametrize(
    ("given", "count", "shares"),
    [(None, 1, ["60"]), (None, 7, ["9"] * 4 + ["8"] * 3), ("2", 2, ["1", "1"]), ("1", 1, ["1"])],
)
def test_breadth_is_shared_and_never_grows(given: str | None, count: int, shares: list[str]) -> None:
    sent = invite() if given is None else invite().with_added(("max-breadth", given))
    targets = in_parallel(sent, [TARGET] * count)
    assert not isinstance(targets, Refusal)
    copies = [forwarded(sent, target, via()) for target in targets]
    assert [copy.all("max-breadth") for copy in copies] == [[share] for share in shares]


def test_more_branches_than_breadth_are_440() -> None:
    assert in_parallel(invite().with_added(("max-breadth", "0")), [TARGET]) == Refusal(440)
