import pytest

from softphone.sip.message.message import Header
from softphone.sip.proxy.session_timer import asking, granted
from tests.sip.messages import answer, request

TIMER = ("supported", "timer, replaces")


@pytest.mark.parametrize(
    ("headers", "asked"),
    [
        ([], "600"),
        ([TIMER], "600"),
        ([TIMER, ("session-expires", "1800;refresher=uas")], "600;refresher=uas"),
        ([TIMER, ("session-expires", "1800"), ("min-se", "900")], "900"),
        ([TIMER, ("session-expires", "1000"), ("min-se", "1000")], "1000"),
        ([TIMER, ("min-se", "900")], "900"),
        ([TIMER, ("session-expires", "90")], "90"),
        ([TIMER, ("session-expires", "nonsense")], "nonsense"),
    ],
)
@pytest.mark.parametrize("method", ["INVITE", "UPDATE"])
def test_what_is_asked_for(headers: list[Header], asked: str, method: str) -> None:
    assert asking(request(method, "sip:bob@company.test", *headers)).all("session-expires") == [asked]


def test_other_requests_are_left_alone() -> None:
    info = request("INFO", "sip:bob@company.test", TIMER)
    assert asking(info) is info
    assert granted(info, answer(info, 200)) == (answer(info, 200), None)


def test_a_callee_that_supports_timers_says_how_long() -> None:
    invite = asking(request("INVITE"))
    ok = answer(invite, 200, ("session-expires", "300;refresher=uas"))
    assert granted(invite, ok) == (ok, 300)


def test_where_only_the_caller_supports_timers_it_refreshes() -> None:
    invite = asking(request("INVITE", "sip:bob@company.test", TIMER, ("session-expires", "1800")))
    back, interval = granted(invite, answer(invite, 200))
    assert (back.get("session-expires"), back.get("require"), interval) == ("600;refresher=uac", "timer", 600)


def test_where_neither_supports_timers_nothing_is_added() -> None:
    invite = asking(request("INVITE"))
    ok = answer(invite, 200)
    assert granted(invite, ok) == (ok, None)


@pytest.mark.parametrize("status", [180, 302, 422, 486])
def test_only_a_success_grants(status: int) -> None:
    invite = asking(request("INVITE", "sip:bob@company.test", TIMER))
    refused = answer(invite, status)
    assert granted(invite, refused) == (refused, None)


def test_an_answer_that_is_no_number_is_passed_on_and_counts_for_nothing() -> None:
    invite = asking(request("INVITE", "sip:bob@company.test", TIMER))
    ok = answer(invite, 200, ("session-expires", "soon"))
    assert granted(invite, ok) == (ok, None)
