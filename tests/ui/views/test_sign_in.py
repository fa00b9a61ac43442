"""Signing in: what is sent, what is asked for beside its field, faults, and the question of trust."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from softphone.calls.commands import Transport
from softphone.ui.views.sign_in import SignInView

FINGERPRINT = ":".join(f"{n:02X}" for n in range(32))


@pytest.fixture
def view(qtbot: QtBot) -> SignInView:
    made = SignInView()
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow, timeout=60_000)
    return made


def field(view: SignInView, name: str) -> QLineEdit:
    return next(e for e in view.findChildren(QLineEdit) if e.accessibleName() == name and e.isVisible())


def button(view: SignInView, name: str) -> QPushButton:
    return next(b for b in view.findChildren(QPushButton) if b.text() == name and b.isVisible())


def words(view: SignInView) -> list[str]:
    return [label.text() for label in view.findChildren(QLabel) if label.isVisible()]


def fill(qtbot: QtBot, view: SignInView, **typed: str) -> None:
    for name, text in typed.items():
        edit = field(view, name.replace("_", " "))
        edit.clear()
        QTest.keyClicks(edit, text)


def test_the_company_is_sent_as_typed_but_the_password_exactly(qtbot: QtBot, view: SignInView) -> None:
    fill(qtbot, view, Company_server=" softphone.test ", User_name="asa", Password=" secret ")
    with qtbot.waitSignal(view.company_submitted) as sent:
        QTest.keyClick(field(view, "Password"), Qt.Key.Key_Return)
    assert sent.args == ["softphone.test", "asa", " secret "]


@pytest.mark.parametrize(
    ("choice", "transport"),
    [("TLS, encrypted", Transport.TLS), ("TCP", Transport.TCP), ("UDP", Transport.UDP)],
)
def test_an_account_is_sent_with_its_transport(
    qtbot: QtBot, view: SignInView, choice: str, transport: Transport
) -> None:
    button(view, "SIP account").click()
    fill(
        qtbot,
        view,
        **{"SIP server or domain": "sip.test", "User name or number": "100", "Password": "pw"},
    )
    button(view, choice).click()
    with qtbot.waitSignal(view.account_submitted) as sent:
        button(view, "Sign in").click()
    assert sent.args == ["sip.test", "100", "pw", transport]


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_sent(qtbot: QtBot, view: SignInView) -> None:
    fill(qtbot, view, Company_server="softphone.test")
    with qtbot.assertNotEmitted(view.company_submitted, wait=50):
        button(view, "Sign in").click()
    assert words(view).count("This is needed.") == 2
    assert QApplication.focusWidget() is field(view, "User name")
    assert field(view, "User name").accessibleDescription() == "This is needed."
    QTest.keyClicks(field(view, "User name"), "a")
    assert words(view).count("This is needed.") == 1


def test_while_busy_nothing_is_sent_twice(qtbot: QtBot, view: SignInView) -> None:
    fill(qtbot, view, Company_server="softphone.test", User_name="asa", Password="pw")
    view.show_fault("The server does not answer.")
    assert "The server does not answer." in words(view)
    view.set_busy(True)
    assert "The server does not answer." not in words(view)
    assert not button(view, "Signing in…").isEnabled()
    with qtbot.assertNotEmitted(view.company_submitted, wait=50):
        QTest.mouseClick(button(view, "Signing in…"), Qt.MouseButton.LeftButton)
    view.set_busy(False)
    with qtbot.waitSignal(view.company_submitted):
        button(view, "Sign in").click()


def test_an_unknown_server_is_trusted_only_when_told(qtbot: QtBot, view: SignInView) -> None:
    view.ask_trust(FINGERPRINT, "Compare the fingerprint.")
    assert "Compare the fingerprint." in words(view)
    shown = next(text for text in words(view) if text.startswith("00 01"))
    assert shown.split() == FINGERPRINT.split(":")
    assert QApplication.focusWidget() is button(view, "Cancel")
    with qtbot.assertNotEmitted(view.trust_confirmed, wait=50):
        button(view, "Cancel").click()
    assert "Compare the fingerprint." not in words(view)
    view.ask_trust(FINGERPRINT, "Compare the fingerprint.")
    with qtbot.waitSignal(view.trust_confirmed):
        button(view, "Trust this server").click()
    assert button(view, "Sign in").isVisible()


def test_a_known_server_leaves_only_the_password_to_type(qtbot: QtBot, view: SignInView) -> None:
    view.prefill("softphone.test", "asa")
    assert QApplication.focusWidget() is field(view, "Password")
    assert field(view, "Password").echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClicks(field(view, "Password"), "pw")
    with qtbot.waitSignal(view.company_submitted) as sent:
        QTest.keyClick(field(view, "Password"), Qt.Key.Key_Return)
    assert sent.args == ["softphone.test", "asa", "pw"]
