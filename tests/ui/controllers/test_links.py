"""A link is asked for once, then called; a hostile one changes nothing."""

import pytest
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from softphone.calls.commands import Dial
from softphone.people.invitation import invited
from softphone.programs.desktop_instance import OtherStart, claim, hand_over
from softphone.programs.desktop_window import DesktopWindow
from tests.ui.controllers.conftest import Rig, texts


def question_text(desktop: DesktopWindow) -> str:
    assert desktop.links.question is not None
    return texts(desktop.links.question)


def dialled(rig: Rig) -> list[str]:
    return [command.target for command in rig.sent(Dial) if isinstance(command, Dial)]


def test_called_after_one_confirmation(rig: Rig) -> None:
    desktop = rig.signed_in()
    desktop.links.open("tel:+46-70-111-22-33")
    assert "070-111 22 33" in question_text(desktop)
    assert dialled(rig) == []
    assert desktop.links.question is not None
    desktop.links.question.yes.click()
    assert dialled(rig) == ["+46701112233"]
    assert desktop.links.question is None


def test_the_name_of_whom_it_calls(rig: Rig) -> None:
    desktop = rig.signed_in()
    desktop.links.open("sip:202")
    assert "Anna Ek" in question_text(desktop)


def test_no_means_no(rig: Rig) -> None:
    desktop = rig.signed_in()
    for end in ("cancel", "close"):
        desktop.links.open("tel:112")
        question = desktop.links.question
        assert question is not None
        question.reject() if end == "cancel" else question.close()
        assert desktop.links.question is None
    assert dialled(rig) == []


def test_what_is_asked_does_not_change_under_the_hand(rig: Rig) -> None:
    desktop = rig.signed_in()
    desktop.links.open("tel:201")
    desktop.links.open("tel:0900123456")
    assert "201" in question_text(desktop) and "0900" not in question_text(desktop)
    assert desktop.links.question is not None
    desktop.links.question.yes.click()
    assert dialled(rig) == ["201"]


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("tel:" + "1" * 5000, "too long"),
        ("sip:bob@example.com?Replaces=1", "more than a call"),
        ("sip:bob@example.com;method=BYE", "more than a call"),
        ("tel:1%0d%0a2", "characters that cannot be shown"),
        ("tel:*21*0900123%23", "service code"),
        ("tel:", "no number"),
    ],
)
def test_a_hostile_link_is_refused_in_a_sentence(rig: Rig, link: str, said: str) -> None:
    desktop = rig.signed_in()
    before = list(rig.phone.commands)
    desktop.links.open(link)
    assert desktop.links.question is None
    assert said in texts(desktop.window.notice)
    assert rig.phone.commands == before


INVITATION = f"softphone:invitation?server=https%3A%2F%2Fcompany.test&login=asa&token={'ab' * 32}"


def test_an_invitation_signs_in_after_one_confirmation(rig: Rig) -> None:
    desktop = rig.start()
    desktop.links.open(INVITATION)
    assert "https://company.test" in question_text(desktop) and "asa" in question_text(desktop)
    assert rig.company.sign_ins == []
    assert desktop.links.question is not None
    desktop.links.question.yes.click()
    (asked,) = rig.company.sign_ins
    assert (asked["server"], asked["login"]) == ("https://company.test", "asa")
    assert rig.company.passwords == [invited("ab" * 32)]


def test_an_invitation_changes_nothing_for_who_is_signed_in(rig: Rig) -> None:
    desktop = rig.signed_in()
    desktop.links.open(INVITATION)
    assert desktop.links.question is None
    assert "Sign out first" in texts(desktop.window.notice)


def test_the_link_of_another_start(rig: Rig) -> None:
    first = claim(rig.folder)
    assert first is not None
    desktop = rig.signed_in(other_starts=first)
    desktop.window.showMinimized()
    assert hand_over(rig.folder, OtherStart("tel:08-123 45 67"), patience=60)
    rig.until(lambda: desktop.links.question is not None)
    assert not desktop.window.isMinimized()
    assert hand_over(rig.folder, OtherStart(), patience=60)
    first.close()
    rig.until(lambda: bridge_has_ended(desktop))


def test_another_start_as_the_first_ends_changes_nothing(rig: Rig) -> None:
    first = claim(rig.folder)
    assert first is not None
    desktop = rig.signed_in(other_starts=first)
    desktop.end()
    assert hand_over(rig.folder, OtherStart("tel:08-123 45 67"), patience=60)
    first.close()
    rig.until(lambda: bridge_has_ended(desktop))
    QCoreApplication.processEvents()
    assert desktop.links.question is None


def bridge_has_ended(desktop: DesktopWindow) -> bool:
    """Which reads what other starts say."""
    bridge = desktop._start_bridge
    return bridge is not None and not bridge._thread.is_alive()


def test_macos_hands_it_over_as_an_event(rig: Rig) -> None:
    desktop = rig.signed_in()
    QApplication.sendEvent(rig.app, QFileOpenEvent(QUrl("tel:+46701112233")))
    assert "070-111 22 33" in question_text(desktop)
