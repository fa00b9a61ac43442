"""What REFER and the reports on it say."""

import pytest

from softphone.calls.call import Dialog, Party
from softphone.sip.message.address import parse_address
from softphone.sip.message.message import Request, Response
from softphone.sip.message.replaces import Replaces, replaces_in
from softphone.sip.pjsip import dialogs, refer
from softphone.sip.pjsip.refer import Report

DIALOG = Dialog(
    call_id="a?b/%41@192.0.2.1",
    local_tag="ours%1",
    remote_tag="theirs~2",
    local_uri="sip:bo@company.test",
    remote_uri="sip:eva@company.test",
    remote_target="sip:eva@192.0.2.7:5062;ob",
)


def test_the_place_of_a_call_is_named_as_its_far_end_knows_it() -> None:
    asked = refer.refer_to(DIALOG, served=True)
    uri = parse_address(asked).uri
    assert (uri.user, uri.host, uri.port) == ("eva", "company.test", None)
    assert replaces_in(uri) == Replaces(call_id="a?b/%41@192.0.2.1", to_tag="theirs~2", from_tag="ours%1")
    assert asked.count("@") == 1, "an @ in a header of the URI throws off many parsers"
    assert asked.startswith("<") and asked.endswith(">")
    assert "Require=replaces&" in asked


def test_without_a_server_the_device_itself_is_asked() -> None:
    uri = parse_address(refer.refer_to(DIALOG, served=False)).uri
    assert (uri.user, uri.host, uri.port) == ("eva", "192.0.2.7", 5062)
    assert replaces_in(uri) is not None


@pytest.mark.parametrize(
    ("asked", "whom"),
    [
        ("sip:eva@company.test", Party("sip:eva@company.test")),
        ('"Eva E." <sip:eva@company.test>', Party("sip:eva@company.test", "Eva E.")),
        ("<sips:eva@company.test;transport=tcp>", Party("sips:eva@company.test")),
        ("<sip:+468123@company.test;user=phone;method=INVITE>", Party("sip:+468123@company.test")),
        (refer.refer_to(DIALOG, served=True), Party("sip:eva@company.test")),
        ("<sip:eva@company.test?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>", Party("sip:eva@company.test")),
    ],
)
def test_whom_a_refer_has_us_call(asked: str, whom: Party) -> None:
    assert refer.target(asked) == whom


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "eva",
        "tel:+46812345",
        "https://company.test/",
        "<sip:eva@company.test",
        "<sip:eva@company.test>, <sip:bo@company.test>",
        "<sip:eva@company.test;method=BYE>",
        "<sip:eva@company.test?P-Asserted-Identity=%3Csip:boss@company.test%3E>",
        "<sip:eva@company.test?Route=%3Csip:192.0.2.66%3Blr%3E>",
        "<sip:eva@company.test?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc&From=x>",
        "<sip:eva@company.test?Replaces=a&Replaces=b>",
        "<sip:eva@company.test?Replaces=a%0D%0AX-Evil:%20yes>",
        f"<sip:{'e' * 200}@company.test>",
    ],
)
def test_what_is_not_done(asked: str) -> None:
    assert refer.target(asked) is None


def notify(body: str, *headers: str) -> Request:
    lines = [
        "NOTIFY sip:bo@192.0.2.9 SIP/2.0",
        "From: <sip:eva@company.test>;tag=1",
        "To: <sip:bo@company.test>;tag=2",
        "Call-ID: 1",
        "CSeq: 7 NOTIFY",
        *headers,
        f"Content-Length: {len(body)}",
    ]
    seen = dialogs.message("\r\n".join(lines) + "\r\n\r\n" + body)
    assert isinstance(seen, Request)
    return seen


@pytest.mark.parametrize(
    ("body", "state", "said"),
    [
        ("SIP/2.0 100 Trying\r\n", "active;expires=60", Report(100, final=False)),
        ("SIP/2.0 180 Ringing", "active", Report(180, final=False)),
        ("SIP/2.0 200 OK\r\nTo: <sip:eva@company.test>\r\n", "active", Report(200, final=True)),
        ("SIP/2.0 486 Busy Here\r\n", "terminated;reason=noresource", Report(486, final=True)),
        ("SIP/2.0 100 Trying\r\n", "Terminated;reason=timeout", Report(100, final=True)),
        ("", "terminated;reason=timeout", Report(100, final=True)),
        ("", "active", None),
        ("what is this", "active", None),
        ("SIP/2.0 999 No", "active", None),
    ],
)
def test_a_report(body: str, state: str, said: Report | None) -> None:
    assert refer.report(notify(body, f"Subscription-State: {state}")) == said


@pytest.mark.parametrize(
    ("event", "about"),
    [("refer", True), ("Refer;id=93", True), ("refer ; id=92", False), ("presence", False), ("", False)],
)
def test_which_refer_a_report_is_about(event: str, about: bool) -> None:
    headers = (f"Event: {event}",) if event else ()
    assert refer.is_about(notify("", *headers), 93) is about


def test_who_referred() -> None:
    assert refer.referrer(notify("", 'Referred-By: "Bo" <sip:bo@company.test>;cid=1')) == Party(
        "sip:bo@company.test", "Bo"
    )
    assert refer.referrer(notify("", "b: sip:bo@company.test")) == Party("sip:bo@company.test")
    assert refer.referrer(notify("", "Referred-By: <<")) is None
    assert refer.referrer(notify("")) is None


def test_a_far_end_that_will_not_report() -> None:
    assert refer.unreported(Response((("refer-sub", "false"),), b"", 202, "Accepted"))
    assert not refer.unreported(Response((("refer-sub", "true"),), b"", 202, "Accepted"))
    assert not refer.unreported(Response((), b"", 202, "Accepted"))
