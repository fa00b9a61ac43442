"""Call cards: exactly the buttons of the actions there are, the time, the keypad, and how a call ended."""

import msgspec
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from softphone.calls.call import CallState, Direction, Ending, Party, Quality, Security
from softphone.calls.desk_view import Action, DeskCall, DeskSnapshot
from softphone.ui.views import words
from softphone.ui.views.call_card import CallCard
from softphone.ui.views.call_stack import CallStack
from softphone.ui.views.dial_pad import DialPad
from softphone.ui.views.glyph_label import GlyphLabel
from softphone.ui.views.icons import Glyph
from tests.ui import gallery

TALK = gallery.TALK
SETS = [
    {Action.ANSWER, Action.DECLINE},
    {Action.HANG_UP},
    {Action.HOLD, Action.MUTE, Action.KEYPAD, Action.HANG_UP},
    {Action.RESUME, Action.UNMUTE, Action.HANG_UP},
    set(),
]


def with_actions(actions: set[Action]) -> DeskCall:
    return msgspec.structs.replace(TALK, actions=frozenset(actions))


def card_for(qtbot: QtBot, shown: DeskCall, now: float = 1000.0) -> CallCard:
    card = CallCard(shown, now)
    qtbot.addWidget(card)
    card.resize(560, card.sizeHint().height())
    card.show()
    return card


def texts(card: CallCard) -> list[str]:
    return [label.text() for label in card.findChildren(QLabel) if label.isVisible() and label.text()]


@pytest.mark.parametrize("actions", SETS, ids=lambda s: "+".join(sorted(a.name for a in s)) or "none")
def test_a_button_is_there_exactly_while_its_action_is(qtbot: QtBot, actions: set[Action]) -> None:
    card = card_for(qtbot, with_actions({Action.HOLD}))
    card.show_call(with_actions(actions), 1000.0)
    for action in Action:
        button = card.button(action)
        assert (button is not None) is (action in actions), action
        if button is not None and action is not Action.KEYPAD:
            assert button.isVisible()
            with qtbot.waitSignal(card.action_requested) as asked:
                QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            assert asked.args == [TALK.call.id, action]


def test_the_keypad_is_the_cards_own_and_sends_digits(qtbot: QtBot) -> None:
    card = card_for(qtbot, TALK)
    keypad = card.button(Action.KEYPAD)
    assert keypad is not None
    with qtbot.assertNotEmitted(card.action_requested):
        QTest.mouseClick(keypad, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(card.digit_pressed) as pressed:
        QTest.mouseClick(card.keypad.key("5"), Qt.MouseButton.LeftButton)
    assert pressed.args == [TALK.call.id, "5"]
    for key in "9*#":
        with qtbot.waitSignal(card.digit_pressed) as pressed:
            QTest.keyClicks(card.keypad, key)
        assert pressed.args == [TALK.call.id, key]
    assert "59*#" in texts(card)
    QTest.keyClick(card.keypad, Qt.Key.Key_Escape)
    assert not card.keypad.isVisible()


def test_the_keypad_closes_with_its_action(qtbot: QtBot) -> None:
    card = card_for(qtbot, TALK)
    card.toggle_keypad()
    assert card.keypad.isVisible()
    card.show_call(with_actions({Action.HANG_UP}), 1000.0)
    assert not card.keypad.isVisible()


def test_buttons_keep_their_places_when_hold_becomes_resume(qtbot: QtBot) -> None:
    card = card_for(qtbot, with_actions({Action.HOLD, Action.MUTE, Action.HANG_UP}))
    mute, hang_up = card.button(Action.MUTE), card.button(Action.HANG_UP)
    assert mute is not None
    assert hang_up is not None
    before = mute.geometry(), hang_up.geometry()
    card.show_call(with_actions({Action.RESUME, Action.UNMUTE, Action.HANG_UP}), 1000.0)
    QApplication.processEvents()
    assert (mute.geometry(), hang_up.geometry()) == before


def test_the_time_runs_until_the_end(qtbot: QtBot) -> None:
    started = msgspec.structs.replace(TALK, confirmed_at=1000.0)
    card = card_for(qtbot, started)
    assert "00:00" in texts(card)
    card.tick(1000.0 + 3725.9)
    assert "1:02:05" in texts(card)
    ended = msgspec.structs.replace(started, ending=Ending.THEY_HUNG_UP, actions=frozenset())
    card.show_call(ended, 1000.0 + 3726.0)
    card.tick(9999.0)
    assert "1:02:05" in texts(card)


def test_an_unanswered_call_shows_no_time(qtbot: QtBot) -> None:
    card = card_for(qtbot, gallery.DIALLING)
    card.tick(2000.0)
    assert not [text for text in texts(card) if ":" in text]
    assert "Ringing…" in texts(card)


def test_an_ended_call_says_why_and_can_be_dismissed(qtbot: QtBot) -> None:
    card = card_for(qtbot, gallery.ENDED)
    assert "Bo Nilsson is busy." in texts(card)
    assert "Bo Nilsson is busy." in card.accessibleName()
    with qtbot.waitSignal(card.dismissed) as dismissed:
        QTest.mouseClick(card.dismiss_button, Qt.MouseButton.LeftButton)
    assert dismissed.args == [gallery.ENDED.call.id]


def test_the_quality_is_a_word_with_its_figures_behind_it(qtbot: QtBot) -> None:
    card = card_for(qtbot, TALK)
    assert "G.722 · good" in texts(card)
    poor = Quality(
        codec="PCMA", packets_received=9, loss_percent=7.5, jitter_ms=41.6, round_trip_ms=None, mos=2.2
    )
    card.show_call(msgspec.structs.replace(TALK, quality=poor), 1000.0)
    label = next(label for label in card.findChildren(QLabel) if label.text() == "G.711 · poor")
    assert "7.5 %" in label.toolTip()
    assert "42 ms" in label.toolTip()


@pytest.mark.parametrize(
    ("how", "glyph", "said"),
    [
        (Security.NONE, Glyph.LOCK_OPEN, "The sound is not encrypted"),
        (Security.SDES, Glyph.LOCK, "The sound is encrypted"),
        (Security.DTLS, Glyph.LOCK, "The sound is encrypted"),
    ],
)
def test_a_lock_is_closed_exactly_while_the_sound_is_encrypted(
    qtbot: QtBot, how: Security, glyph: Glyph, said: str
) -> None:
    other = Security.SDES if how is Security.NONE else Security.NONE
    card = card_for(qtbot, with_security(other))
    card.show_call(with_security(how), 1000.0)
    (lock,) = [each for each in card.findChildren(GlyphLabel) if each.isVisible()]
    assert (lock.glyph, lock.toolTip()) == (glyph, said)
    quality = next(label for label in card.findChildren(QLabel) if label.text() == "G.722 · good")
    assert quality.accessibleDescription().endswith(said)


def with_security(how: Security) -> DeskCall:
    return msgspec.structs.replace(TALK, call=msgspec.structs.replace(TALK.call, security=how))


@pytest.mark.parametrize("direction", Direction)
def test_every_ending_has_a_sentence_of_its_own(qtbot: QtBot, direction: Direction) -> None:
    sentences = [words.ending(why, "Anna", direction) for why in Ending]
    assert len(set(sentences)) == len(Ending)
    assert all(sentence.endswith(".") and "{" not in sentence for sentence in sentences)


def test_a_name_with_braces_is_only_a_name(qtbot: QtBot) -> None:
    assert words.ending(Ending.BUSY, "{0} {name}") == "{0} {name} is busy."


def test_the_stack_keeps_the_cards_that_stay(qtbot: QtBot) -> None:
    stack = CallStack()
    qtbot.addWidget(stack)
    stack.resize(580, 500)
    stack.show()
    stack.show_desk(DeskSnapshot((gallery.WAITING, TALK)), 1000.0)
    first, second = stack.card(gallery.WAITING.call.id), stack.card(TALK.call.id)
    assert first is not None
    assert second is not None
    qtbot.waitUntil(lambda: 0 < first.y() < second.y(), timeout=60_000)
    stack.show_desk(DeskSnapshot((TALK, gallery.DIALLING)), 1001.0)
    assert stack.card(gallery.WAITING.call.id) is None
    assert stack.card(TALK.call.id) is second
    newest = stack.card(gallery.DIALLING.call.id)
    assert newest is not None
    qtbot.waitUntil(lambda: second.y() < newest.y(), timeout=60_000)


def test_the_stack_passes_on_what_a_card_asks(qtbot: QtBot) -> None:
    stack = CallStack()
    qtbot.addWidget(stack)
    stack.show_desk(DeskSnapshot((gallery.WAITING, TALK)), 1000.0)
    stack.show()
    card = stack.card(TALK.call.id)
    assert card is not None
    button = card.button(Action.HANG_UP)
    assert button is not None
    with qtbot.waitSignal(stack.action_requested) as asked:
        button.click()
    assert asked.args == [TALK.call.id, Action.HANG_UP]


def test_a_card_leads_while_it_has_the_filled_button(qtbot: QtBot) -> None:
    stack = CallStack()
    qtbot.addWidget(stack)
    said: list[bool] = []
    stack.leads_changed.connect(said.append)
    stack.show_desk(DeskSnapshot((TALK,)), 1000.0)
    stack.show_desk(DeskSnapshot((TALK, gallery.RINGING)), 1000.0)
    stack.show_desk(DeskSnapshot((gallery.ENDED,)), 1000.0)
    assert said == [True, False]


def test_states_that_need_words_have_them(qtbot: QtBot) -> None:
    held = msgspec.structs.replace(TALK, call=msgspec.structs.replace(TALK.call, held=True))
    assert words.state(held)[1] == "On hold"
    assert words.state(msgspec.structs.replace(TALK, recovering=True))[1] == "Reconnecting…"
    assert words.state(TALK)[1] == ""
    calling = msgspec.structs.replace(TALK, call=msgspec.structs.replace(TALK.call, state=CallState.CALLING))
    assert words.state(calling)[1] == "Calling…"


def pointed(stack: CallStack, *, on: bool) -> None:
    place = QPointF(5, 5)
    event = QEnterEvent(place, place, place) if on else QEvent(QEvent.Type.Leave)
    QApplication.sendEvent(stack, event)


@pytest.fixture
def three(qtbot: QtBot) -> CallStack:
    stack = CallStack()
    qtbot.addWidget(stack)
    stack.resize(600, 700)
    stack.show()
    stack.show_desk(DeskSnapshot((gallery.WAITING, gallery.DIALLING, TALK)), 1000.0)
    return stack


def test_what_stands_below_a_call_that_goes_stays_while_the_mouse_is_there(
    qtbot: QtBot, three: CallStack
) -> None:
    last = three.card(TALK.call.id)
    assert last is not None
    qtbot.waitUntil(lambda: last.y() > 0, timeout=60_000)
    QApplication.processEvents()
    place = last.y()
    pointed(three, on=True)
    three.show_desk(DeskSnapshot((gallery.DIALLING, TALK)), 1001.0)
    three.show_desk(DeskSnapshot((TALK,)), 1002.0)
    QApplication.processEvents()
    assert last.y() == place
    pointed(three, on=False)
    qtbot.waitUntil(lambda: last.y() < place, timeout=60_000)


def test_the_gap_closes_when_the_mouse_rests_and_none_is_left_for_nobody(
    qtbot: QtBot, three: CallStack
) -> None:
    last = three.card(TALK.call.id)
    assert last is not None
    qtbot.waitUntil(lambda: last.y() > 0, timeout=60_000)
    QApplication.processEvents()
    place = last.y()
    pointed(three, on=True)
    three.tick(1000.0)
    three.show_desk(DeskSnapshot((gallery.DIALLING, TALK)), 1001.0)
    three.tick(1002.0)
    QApplication.processEvents()
    assert last.y() == place
    three.tick(1003.0)
    qtbot.waitUntil(lambda: last.y() < place, timeout=60_000)
    three.show_desk(DeskSnapshot(()), 1004.0)
    dial_pad = three.findChild(DialPad)
    assert dial_pad is not None and dial_pad.isVisible()


def test_a_call_that_ends_keeps_its_height(qtbot: QtBot, three: CallStack) -> None:
    first, last = three.card(gallery.WAITING.call.id), three.card(TALK.call.id)
    assert first is not None and last is not None
    qtbot.waitUntil(lambda: last.y() > 0, timeout=60_000)
    QApplication.processEvents()
    place = last.y()
    over = msgspec.structs.replace(gallery.WAITING, ending=Ending.THEY_HUNG_UP, actions=frozenset())
    three.show_desk(DeskSnapshot((over, gallery.DIALLING, TALK)), 1001.0)
    QApplication.processEvents()
    assert last.y() == place


def test_a_call_for_help_that_fails_says_what_to_do(qtbot: QtBot) -> None:
    call = msgspec.structs.replace(TALK.call, remote=Party("sip:112@company.test"))
    failed = msgspec.structs.replace(TALK, call=call, name="Emergency", urgent=True, ending=Ending.NOT_FOUND)
    said = "The call for help did not get through. Call 112 now from a mobile phone or another telephone."
    for why in set(Ending) - {Ending.WE_HUNG_UP, Ending.THEY_HUNG_UP, Ending.LOST}:
        assert words.ended(msgspec.structs.replace(failed, ending=why)) == said
    lost = words.ended(msgspec.structs.replace(failed, ending=Ending.LOST))
    assert lost.startswith("The call for help was cut off. Call 112 again")
    assert words.ended(msgspec.structs.replace(failed, ending=Ending.THEY_HUNG_UP)) == "Emergency hung up."
    assert words.ended(TALK) == ""


def test_what_could_not_be_picked_up_says_why(qtbot: QtBot) -> None:
    asked = msgspec.structs.replace(TALK, name="Bo", picks_up=True)
    assert words.state(asked)[1] == "Picking up the call…"
    sentences = [
        words.ended(msgspec.structs.replace(asked, ending=why))
        for why in (Ending.NOT_FOUND, Ending.NOT_ALLOWED, Ending.NO_ANSWER)
    ]
    assert len(set(sentences)) == 3 and all("Bo" in sentence for sentence in sentences)
