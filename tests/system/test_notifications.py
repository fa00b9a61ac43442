"""Notifications on Linux: what is said to the service and what is made of its answers; then a real bus."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from jeepney import HeaderFields, Message, Parser, new_error, new_method_return, new_signal
from jeepney.wrappers import DBusAddress
from PySide6.QtGui import QColor

from softphone.calls.notifier import (
    Notification,
    NotificationButton,
    NotificationGone,
    NotificationPressed,
    NotifierLost,
    NotifierReady,
    NotShown,
)
from softphone.system.bus import BusCall, Said
from softphone.system.notifications import NAME, FreedesktopNotifier, FreedesktopTalk, Picture
from softphone.ui.views import brand
from softphone.ui.views.tokens import LIGHT
from tests.system.private_bus import PATIENCE, Service, private_bus

PATH = "/org/freedesktop/Notifications"
CALL = Notification(
    key="call 1",
    title="Anna Ek",
    text="202 & <b>",
    buttons=(NotificationButton("answer", "Answer"), NotificationButton("decline", "Decline")),
    opens="Show",
    rings=True,
)


def members(said: Said) -> list[str]:
    return [call.message.header.fields[HeaderFields.member] for call in said.calls]


def reply(call: BusCall, signature: str, *body: object) -> Message:
    call.message.header.serial = 1
    return new_method_return(call.message, signature, body)


def signal(member: str, signature: str, *body: object) -> Message:
    return new_signal(DBusAddress(PATH, interface=NAME), member, signature, body)


def ready(*capabilities: str) -> FreedesktopTalk:
    talk = FreedesktopTalk("Softphone", "softphone")
    asked = talk.begin().calls[-1]
    said = talk.answered(asked.tag, reply(asked, "as", list(capabilities)))
    assert said.events == (NotifierReady("actions" in capabilities),)
    return talk


def shown(talk: FreedesktopTalk, note: Notification, number: int) -> BusCall:
    (call,) = talk.show(note).calls
    assert talk.answered(call.tag, reply(call, "u", number)) == Said()
    return call


def test_a_call_is_shown_with_its_buttons_and_does_not_go_by_itself() -> None:
    call = shown(ready("actions", "body-markup"), CALL, 7)
    program, replaces, icon, title, text, actions, hints, expires = call.message.body
    assert (program, replaces, icon, title) == ("Softphone", 0, "softphone", "Anna Ek")
    assert text == "202 &amp; &lt;b&gt;"
    assert actions == ["answer", "Answer", "decline", "Decline", "default", "Show"]
    assert hints["urgency"] == ("y", 2)
    assert hints["category"] == ("s", "call.incoming")
    assert expires == 0


def test_the_programs_sign_goes_with_it() -> None:
    """For a service that finds no icon of our name: all of its bytes, as the bus marshals them."""
    talk = FreedesktopTalk("Softphone", "softphone", Picture(*brand.rgba(16)))
    talk.begin()
    (call,) = talk.show(CALL).calls
    sent = Parser()
    sent.add_data(call.message.serialise(1))
    message = sent.get_next_message()
    assert message is not None
    signature, (width, height, stride, alpha, bits, channels, data) = message.body[6]["image-data"]
    assert (signature, width, height, stride, alpha, bits, channels) == ("(iiibiiay)", 16, 16, 64, True, 8, 4)
    accent = QColor(LIGHT.accent).getRgb()
    assert tuple(data[64 * 8 + 4 : 64 * 8 + 8]) == accent and len(data) == 16 * 64


def test_a_service_without_buttons_and_markup_gets_neither() -> None:
    call = shown(ready(), CALL, 7)
    assert call.message.body[4:6] == ("202 & <b>", [])


def test_the_same_key_takes_its_place() -> None:
    talk = ready("actions")
    shown(talk, CALL, 7)
    (again,) = talk.show(CALL).calls
    assert again.message.body[1] == 7


def test_what_is_withdrawn_or_replaced_before_the_service_has_answered_is_so_then() -> None:
    talk = ready("actions")
    (first,) = talk.show(CALL).calls
    assert talk.show(CALL) == Said()
    said = talk.answered(first.tag, reply(first, "u", 7))
    assert [call.message.body[1] for call in said.calls] == [7]
    (other,) = talk.show(Notification(key="call 2", title="Bo")).calls
    assert talk.withdraw("call 2") == Said()
    said = talk.answered(other.tag, reply(other, "u", 8))
    assert members(said) == ["CloseNotification"]
    assert said.calls[0].message.body == (8,)
    assert talk.withdraw("call 2") == Said()


def test_a_button_and_a_click_are_told_once_and_only_of_ones_own() -> None:
    talk = ready("actions")
    shown(talk, CALL, 7)
    assert talk.signalled(signal("ActionInvoked", "us", 8, "answer")) == Said()
    assert talk.signalled(signal("ActivationToken", "us", 7, "token")) == Said()
    pressed = talk.signalled(signal("ActionInvoked", "us", 7, "default"))
    assert pressed.events == (NotificationPressed("call 1", "", "token"),)
    pressed = talk.signalled(signal("ActionInvoked", "us", 7, "answer"))
    assert pressed.events == (NotificationPressed("call 1", "answer"),)
    assert talk.signalled(signal("NotificationClosed", "uu", 7, 2)).events == (NotificationGone("call 1"),)
    assert talk.signalled(signal("ActionInvoked", "us", 7, "answer")) == Said()
    assert talk.withdraw("call 1") == Said()


def test_a_refusal_is_told() -> None:
    talk = ready("actions")
    (call,) = talk.show(CALL).calls
    call.message.header.serial = 1
    said = talk.answered(call.tag, new_error(call.message, "org.freedesktop.DBus.Error.LimitsExceeded"))
    assert said.events == (NotShown("call 1"),)


def test_a_service_that_is_not_there_or_goes_is_told_and_its_successor_is_asked() -> None:
    talk = ready("actions")
    shown(talk, CALL, 7)
    owner = DBusAddress("/org/freedesktop/DBus", interface="org.freedesktop.DBus")
    gone = new_signal(owner, "NameOwnerChanged", "sss", (NAME, ":1.5", ""))
    assert talk.signalled(gone) == Said((NotifierLost(),))
    assert talk.signalled(signal("ActionInvoked", "us", 7, "answer")) == Said()
    said = talk.signalled(new_signal(owner, "NameOwnerChanged", "sss", (NAME, "", ":1.9")))
    assert members(said) == ["GetCapabilities"]
    said.calls[0].message.header.serial = 1
    error = new_error(said.calls[0].message, "org.freedesktop.DBus.Error.ServiceUnknown")
    assert talk.answered(said.calls[0].tag, error).events == (NotifierLost(),)
    assert talk.lost().events == (NotifierLost(),)


# On a real bus.


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    with private_bus(tmp_path) as address:
        yield address


def _desktop(member: str, body: tuple[object, ...]) -> tuple[str, tuple[object, ...]]:
    match member:
        case "GetCapabilities":
            return "as", (["actions", "body"],)
        case "Notify":
            return "u", (7,)
        case _:
            return "", ()


def test_over_a_real_bus(bus: str) -> None:
    service = Service(bus, NAME, _desktop)
    notifier = FreedesktopNotifier(bus, program="Softphone", entry="softphone")
    try:
        assert notifier.receive(PATIENCE) == NotifierReady(buttons=True)
        notifier.show(CALL)
        assert service.heard("Notify")[3] == "Anna Ek"
        service.signal(PATH, NAME, "ActionInvoked", "us", (7, "answer"))
        assert notifier.receive(PATIENCE) == NotificationPressed("call 1", "answer")
        assert notifier.receive(0) is None
        notifier.withdraw("call 1")
        assert service.heard("CloseNotification") == (7,)
        service.close()
        assert notifier.receive(PATIENCE) == NotifierLost()
        service = Service(bus, NAME, _desktop)
        assert notifier.receive(PATIENCE) == NotifierReady(buttons=True)
    finally:
        notifier.close()
        service.close()
    assert notifier.receive() is None


def test_without_a_service_and_without_a_bus(bus: str, tmp_path: Path) -> None:
    for address in (bus, "", "nonsense", "tcp:host=127.0.0.1,port=1", f"unix:path={tmp_path}/nothing"):
        notifier = FreedesktopNotifier(address, program="Softphone", entry="softphone")
        assert notifier.receive(PATIENCE) == NotifierLost(), address
        notifier.show(CALL)
        notifier.close()
        assert notifier.receive() is None
        notifier.show(CALL)


def test_a_bus_that_ends_is_told(tmp_path: Path) -> None:
    with private_bus(tmp_path) as address:
        service = Service(address, NAME, _desktop)
        notifier = FreedesktopNotifier(address, program="Softphone", entry="softphone")
        assert notifier.receive(PATIENCE) == NotifierReady(buttons=True)
    assert notifier.receive(PATIENCE) == NotifierLost()
    assert notifier.receive() is None
    service.close()
