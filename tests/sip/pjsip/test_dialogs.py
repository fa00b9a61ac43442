from softphone.calls.call import Party
from softphone.sip.message.message import Request, Response
from softphone.sip.pjsip import dialogs

RESPONSE = (
    "SIP/2.0 200 OK\r\n"
    "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
    "Record-Route: <sip:near.test;lr>\r\n"
    "Record-Route: <sip:far.test;lr;token=1>\r\n"
    'From: "Alice" <sip:alice@company.test>;tag=from-alice\r\n'
    "To: <sip:bob@company.test>;tag=from-bob\r\n"
    "Call-ID: 1@company.test\r\n"
    "CSeq: 1 INVITE\r\n"
    "Contact: <sip:bob@192.0.2.9:5060;transport=tcp>\r\n"
    "Content-Length: 0\r\n\r\n"
)


def response() -> Response:
    seen = dialogs.message(RESPONSE)
    assert isinstance(seen, Response)
    return seen


def test_the_callers_dialog() -> None:
    seen = response()
    target = dialogs.remote_target(seen)
    dialog = dialogs.from_response(seen, outgoing=True, target=target)
    assert dialog is not None
    assert (dialog.local_tag, dialog.remote_tag) == ("from-alice", "from-bob")
    assert (dialog.local_uri, dialog.remote_uri) == ("sip:alice@company.test", "sip:bob@company.test")
    assert dialog.remote_target == "sip:bob@192.0.2.9:5060;transport=tcp"
    assert dialog.route_set == ("<sip:far.test;lr;token=1>", "<sip:near.test;lr>")


def test_the_dialog_of_the_called_is_the_same_from_the_other_side() -> None:
    dialog = dialogs.from_response(response(), outgoing=False, target="sip:alice@192.0.2.1")
    assert dialog is not None
    assert (dialog.local_tag, dialog.remote_tag) == ("from-bob", "from-alice")
    assert dialog.remote_uri == "sip:alice@company.test"
    assert dialog.route_set == ("<sip:near.test;lr>", "<sip:far.test;lr;token=1>")


def test_there_is_no_dialog_without_both_tags() -> None:
    seen = dialogs.message(RESPONSE.replace(";tag=from-bob", ""))
    assert isinstance(seen, Response)
    assert dialogs.from_response(seen, outgoing=True, target="") is None


def test_a_target_refresh_changes_the_target_alone() -> None:
    dialog = dialogs.from_response(response(), outgoing=True, target="sip:old@192.0.2.9")
    assert dialog is not None
    assert dialogs.with_target(dialog, "sip:new@192.0.2.10").remote_target == "sip:new@192.0.2.10"
    assert dialogs.with_target(dialog, "") == dialog


def invite(*headers: str) -> Request:
    lines = [
        "INVITE sip:bob@192.0.2.9 SIP/2.0",
        'From: "Alice A." <sip:alice@company.test>;tag=1',
        "To: <sip:102@company.test>",
        "Call-ID: 1",
        "CSeq: 1 INVITE",
        *headers,
    ]
    seen = dialogs.message("\r\n".join(lines) + "\r\n\r\n")
    assert isinstance(seen, Request)
    return seen


def test_who_calls_and_which_number() -> None:
    assert dialogs.caller(invite()) == Party("sip:alice@company.test", "Alice A.")
    assert dialogs.called(invite()) == "sip:102@company.test"
    assert (
        dialogs.called(invite("P-Called-Party-ID: <sip:+468123@company.test>")) == "sip:+468123@company.test"
    )


def test_a_cancel_that_says_that_another_answered() -> None:
    assert dialogs.answered_elsewhere(invite('Reason: SIP ;cause=200 ;text="Call completed elsewhere"'))
    assert not dialogs.answered_elsewhere(invite("Reason: SIP;cause=487"))
    assert not dialogs.answered_elsewhere(invite())


def test_the_user_of_a_uri() -> None:
    assert dialogs.user_of("sip:anna%20b@company.test;ob") == "anna b"
    assert dialogs.user_of("sip:company.test") == ""


def test_what_is_no_message_is_none() -> None:
    assert dialogs.message("") is None
    assert dialogs.message("rubbish\r\n\r\n") is None
