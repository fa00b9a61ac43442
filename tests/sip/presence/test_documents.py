import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.people.shown import Activity, Shown
from softphone.sip.presence.documents import dialog_info, message_summary, pidf
from softphone.sip.presence.state import DialogShown, DialogState, Messages, Seen

NS = {
    "p": "urn:ietf:params:xml:ns:pidf",
    "dm": "urn:ietf:params:xml:ns:pidf:data-model",
    "rpid": "urn:ietf:params:xml:ns:pidf:rpid",
    "d": "urn:ietf:params:xml:ns:dialog-info",
}
BOB = "sip:bob@company.test"
RPID = "{urn:ietf:params:xml:ns:pidf:rpid}"


def read(body: bytes) -> ET.Element:
    assert body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    return ET.fromstring(body)


def activities(seen: Seen) -> list[str]:
    found = read(pidf(BOB, seen).body(0)).findall("dm:person/rpid:activities/*", NS)
    return [each.tag.removeprefix(RPID) for each in found]


@pytest.mark.parametrize(("reachable", "basic"), [(True, "open"), (False, "closed")])
def test_presence_says_whether_there_is_a_telephone(reachable: bool, basic: str) -> None:
    document = pidf(BOB, Seen(reachable=reachable))
    root = read(document.body(0))
    assert document.content_type == "application/pidf+xml"
    assert root.get("entity") == BOB
    assert root.findtext("p:tuple/p:status/p:basic", None, NS) == basic
    assert activities(Seen(reachable=reachable)) == []


def test_presence_carries_the_profile() -> None:
    until = dt.datetime(2026, 3, 1, 13, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    lunch = Shown(name="Lunch", available=False, message="Åter 13", until=until, activity=Activity.MEAL)
    root = read(pidf(BOB, Seen(profile=lunch)).body(0))
    found = root.find("dm:person/rpid:activities", NS)
    assert found is not None
    assert found.get("until") == "2026-03-01T12:00:00Z"
    assert found.findtext("rpid:note", None, NS) == "Lunch"
    assert root.findtext("dm:person/dm:note", None, NS) == "Åter 13"
    assert activities(Seen(profile=lunch)) == ["note", "meal"]


@pytest.mark.parametrize(
    ("seen", "kinds"),
    [
        (Seen(on_the_phone=True), ["on-the-phone"]),
        (Seen(unknown=True), ["unknown"]),
        (Seen(profile=Shown(available=False)), ["away"]),
        (Seen(profile=Shown(name="Busy here")), ["note", "unknown"]),
        (Seen(profile=Shown(activity=Activity.TRAVEL), on_the_phone=True), ["travel", "on-the-phone"]),
    ],
)
def test_activities(seen: Seen, kinds: list[str]) -> None:
    assert activities(seen) == kinds


def test_dialogs_with_their_names_where_these_are_given() -> None:
    seen = Seen(
        dialogs=(
            DialogShown(id="1", initiator=False, state=DialogState.EARLY),
            DialogShown(
                id="2",
                initiator=True,
                state=DialogState.CONFIRMED,
                call_id='a"<b>@c',
                local_tag="l",
                remote_tag="r",
            ),
        )
    )
    document = dialog_info(BOB, seen)
    root = read(document.body(7))
    assert (root.get("version"), root.get("state"), root.get("entity")) == ("7", "full", BOB)
    first, second = root.findall("d:dialog", NS)
    assert first.attrib == {"id": "1", "direction": "recipient"}
    assert second.attrib == {
        "id": "2",
        "direction": "initiator",
        "call-id": 'a"<b>@c',
        "local-tag": "l",
        "remote-tag": "r",
    }
    assert [each.findtext("d:state", None, NS) for each in (first, second)] == ["early", "confirmed"]
    assert read(document.body(8)).get("version") == "8"


def test_a_summary_of_messages() -> None:
    document = message_summary(BOB, Messages(new=2, old=8, new_urgent=1))
    assert document.content_type == "application/simple-message-summary"
    assert document.body(3) == (
        b"Messages-Waiting: yes\r\nMessage-Account: sip:bob@company.test\r\nVoice-Message: 2/8 (1/0)\r\n"
    )
    assert message_summary(BOB, Messages()).body(0).startswith(b"Messages-Waiting: no\r\n")


@given(st.text(st.characters(), min_size=1))
def test_whatever_a_person_types_stays_text(text: str) -> None:
    root = read(pidf(text, Seen(profile=Shown(name=text, message=text))).body(0))
    readable = [c for c in text if c in "\t\n\r" or ord(c) >= 32]
    for found in (
        root.findtext("dm:person/dm:note", "", NS),
        root.findtext("dm:person/rpid:activities/rpid:note", "", NS),
    ):
        assert found.count("<") == text.count("<")
        assert len(found) <= len(text)
        assert len(found) >= len(readable) - text.count("\r")
    assert len(root.findall("dm:person/*", NS)) == 2


def test_a_line_break_in_an_account_makes_no_line() -> None:
    body = message_summary("sip:bob\r\nVoice-Message: 99/0 (0/0)@x", Messages()).body(0)
    assert body.count(b"\r\n") == 3


def test_what_xml_cannot_write_is_replaced() -> None:
    root = read(pidf(BOB, Seen(profile=Shown(message="a\x00b\ud800c\x1b"))).body(0))
    assert root.findtext("dm:person/dm:note", "", NS) == "a\ufffdb\ufffdc\ufffd"
