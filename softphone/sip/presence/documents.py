"""The bodies of NOTIFY: PIDF with RPID (RFC 3863, RFC 4480), dialog-info (RFC 4235) and the simple message
summary (RFC 3842).

A document is rendered once and sent to many; the one thing that differs between watchers, the version of a
dialog-info, is put between its two halves.
"""

import datetime as dt
import re
from xml.etree import ElementTree as ET

import msgspec

from softphone.people.shown import Activity
from softphone.sip.presence.state import DialogShown, Messages, Package, Seen

CONTENT_TYPES = {
    Package.PRESENCE: "application/pidf+xml",
    Package.DIALOG: "application/dialog-info+xml",
    Package.MESSAGE_SUMMARY: "application/simple-message-summary",
}
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_VERSION = b'version="'
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write, not even escaped; lone surrogates among it."""


class Document(msgspec.Struct, frozen=True):
    content_type: str
    head: bytes
    tail: bytes | None = None
    """What follows the version, None in a document without one."""

    def body(self, version: int) -> bytes:
        return self.head if self.tail is None else b"%b%d%b" % (self.head, version, self.tail)


def pidf(entity: str, seen: Seen) -> Document:
    """Presence: reachable or not, the profile's name, message and end, and whether they are in a call."""
    profile = seen.profile
    root = ET.Element(
        "presence",
        {
            "xmlns": "urn:ietf:params:xml:ns:pidf",
            "xmlns:dm": "urn:ietf:params:xml:ns:pidf:data-model",
            "xmlns:rpid": "urn:ietf:params:xml:ns:pidf:rpid",
            "entity": _text(entity),
        },
    )
    line = ET.SubElement(root, "tuple", {"id": "line"})
    ET.SubElement(ET.SubElement(line, "status"), "basic").text = "open" if seen.reachable else "closed"
    person = ET.SubElement(root, "dm:person", {"id": "person"})
    until = {} if profile.until is None else {"until": _moment(profile.until)}
    activities = ET.Element("rpid:activities", until)
    if profile.name:
        ET.SubElement(activities, "rpid:note").text = _text(profile.name)
    kinds = [] if profile.activity is Activity.NONE else [profile.activity.value]
    if not profile.available and not kinds:
        kinds.append("away")
    if seen.on_the_phone:
        kinds.append("on-the-phone")
    # "unknown" stands alone, where there is nothing else to tell.
    if not kinds and (seen.unknown or profile.name):
        kinds.append("unknown")
    for kind in kinds:
        ET.SubElement(activities, f"rpid:{kind}")
    if kinds:
        person.append(activities)
    if profile.message:
        ET.SubElement(person, "dm:note").text = _text(profile.message)
    return Document(CONTENT_TYPES[Package.PRESENCE], _DECLARATION + ET.tostring(root, "utf-8"))


def dialog_info(entity: str, seen: Seen) -> Document:
    """Every dialog there is (state="full": one that is not in it is no more), and those that just ended."""
    root = ET.Element(
        "dialog-info",
        {
            "xmlns": "urn:ietf:params:xml:ns:dialog-info",
            "version": "",
            "state": "full",
            "entity": _text(entity),
        },
    )
    for dialog in seen.dialogs:
        ET.SubElement(ET.SubElement(root, "dialog", _dialog(dialog)), "state").text = dialog.state.value
    head, version, tail = ET.tostring(root, "utf-8").partition(_VERSION)
    return Document(CONTENT_TYPES[Package.DIALOG], _DECLARATION + head + version, tail)


def message_summary(entity: str, messages: Messages) -> Document:
    new, old = f"{messages.new}/{messages.old}", f"{messages.new_urgent}/{messages.old_urgent}"
    lines = (
        f"Messages-Waiting: {'yes' if messages.new else 'no'}",
        f"Message-Account: {_one_line(entity)}",
        f"Voice-Message: {new} ({old})",
        "",
    )
    return Document(CONTENT_TYPES[Package.MESSAGE_SUMMARY], "\r\n".join(lines).encode())


def _dialog(dialog: DialogShown) -> dict[str, str]:
    attributes = {"id": dialog.id}
    for name, value in (
        ("call-id", dialog.call_id),
        ("local-tag", dialog.local_tag),
        ("remote-tag", dialog.remote_tag),
    ):
        if value:
            attributes[name] = _text(value)
    attributes["direction"] = "initiator" if dialog.initiator else "recipient"
    return attributes


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _one_line(text: str) -> str:
    return "".join(character for character in _text(text) if character.isprintable())
