"""What the far end's messages say of it."""

import pytest

from softphone.calls.call import Party
from softphone.sip.message.message import Response
from softphone.sip.pjsip import dialogs, far_end


def answer(*headers: str, status: int = 200) -> Response:
    lines = [
        f"SIP/2.0 {status} Whatever",
        "From: <sip:bo@company.test>;tag=1",
        "To: <sip:eva@company.test>;tag=2",
        "Call-ID: 1",
        "CSeq: 1 INVITE",
        *headers,
    ]
    seen = dialogs.message("\r\n".join(lines) + "\r\n\r\n")
    assert isinstance(seen, Response)
    return seen


@pytest.mark.parametrize(
    ("headers", "refer", "replaces"),
    [
        (("Allow: INVITE, ACK, BYE, REFER", "Supported: timer, replaces"), True, True),
        (("Allow: INVITE", "Allow: refer", "k: Replaces"), True, True),
        (("Allow: INVITE, ACK, BYE", "Supported: timer"), False, False),
        (("Supported: ",), True, False),
        ((), True, False),
    ],
)
def test_what_can_be_asked_of_it(headers: tuple[str, ...], refer: bool, replaces: bool) -> None:
    assert far_end.abilities(answer(*headers)) == {"takes_refer": refer, "takes_replaces": replaces}


@pytest.mark.parametrize(
    ("headers", "status", "forwarded"),
    [
        ((), 181, True),
        ((), 180, False),
        (("Diversion: <sip:eva@company.test>;reason=no-answer",), 200, True),
        (
            ("History-Info: <sip:eva@company.test>;index=1, <sip:bo@company.test;cause=486>;index=1.1;mp=1",),
            200,
            True,
        ),
        (("History-Info: <sip:eva@company.test>;index=1, <sip:eva@192.0.2.1>;index=1.1;rc=1",), 200, False),
        (('History-Info: "unfinished, <',), 200, False),
    ],
)
def test_whether_it_was_forwarded(headers: tuple[str, ...], status: int, forwarded: bool) -> None:
    assert far_end.forwarded(answer(*headers, status=status)) is forwarded


def test_who_answered() -> None:
    asked = "sip:eva@company.test"
    other = answer('P-Asserted-Identity: "Bo" <sip:bo@company.test>', "P-Asserted-Identity: <tel:+4681>")
    assert far_end.answered_by(other, asked) == Party("sip:bo@company.test", "Bo")
    assert far_end.answered_by(answer("P-Asserted-Identity: <sip:eva@192.0.2.1>"), asked) is None
    assert far_end.answered_by(answer("P-Asserted-Identity: <<"), asked) is None
    assert far_end.answered_by(answer(), asked) is None


def test_a_machine_that_takes_messages() -> None:
    assert far_end.is_voicemail(answer('Contact: <sip:voice@192.0.2.1>;automata;actor="msg-taker"'))
    assert far_end.is_voicemail(answer("Contact: <sip:voice@192.0.2.1>;actor=msg-taker"))
    assert not far_end.is_voicemail(answer('Contact: <sip:eva@192.0.2.1>;actor="principal"'))
    assert not far_end.is_voicemail(answer("Contact: <sip:eva@192.0.2.1>"))
    assert not far_end.is_voicemail(answer("Contact: <<"))


@pytest.mark.parametrize(
    ("header", "itself"),
    [
        ("Answer-Mode: Auto", True),
        ("Answer-Mode: auto;require", True),
        ("Answer-Mode: Manual", False),
        ("", False),
    ],
)
def test_whether_the_phone_is_to_answer_by_itself(header: str, itself: bool) -> None:
    assert far_end.answers_itself(answer(*filter(None, [header]))) is itself


def test_the_networks_name_for_whom_we_asked() -> None:
    asked = "sip:112@company.test"
    assert far_end.own_name(answer('P-Asserted-Identity: "Help" <sip:112@192.0.2.1>'), asked) == "Help"
    assert far_end.own_name(answer('P-Asserted-Identity: "Bo" <sip:bo@192.0.2.1>'), asked) == ""
    assert far_end.own_name(answer("P-Asserted-Identity: <sip:112@192.0.2.1>"), asked) == ""
    assert far_end.own_name(answer(), asked) == ""
