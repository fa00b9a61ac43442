"""A call's card that is dropped: onto a colleague, onto another call.

The offscreen platform has no dragging of its own, so its events are made here; `tests/ui/test_drag.py` does
the whole with a mouse on a real screen.
"""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from softphone.calls.commands import Dial, Transfer
from softphone.calls.transfer import Step
from softphone.ui.views import call_drag
from softphone.ui.views.call_card import CallCard
from softphone.ui.views.colleague_row import ColleagueRow
from tests.ui.controllers.companies import ANNA, BO
from tests.ui.controllers.reception import CALLER_WRITTEN, CONTROL, Reception
from tests.ui.controllers.test_transfers_beside_calls import two_calls

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT = Qt.MouseButton.LeftButton
COPY = Qt.DropAction.CopyAction
NONE = Qt.KeyboardModifier.NoModifier


def card_of(desk: Reception, n: int) -> CallCard:
    card = desk.desktop.window.calls.card(desk.calls[n].call.id)
    assert card is not None
    return card


def carried(desk: Reception, n: int) -> QMimeData:
    what = QMimeData()
    what.setData("application/x-softphone-call", desk.calls[n].call.id.encode())
    return what


def carry(what: QMimeData, widget: QWidget, at: QPoint) -> bool:
    """To there; whether it could be dropped. Qt remembers where a drag is: leave() or drop() it."""
    enter = QDragEnterEvent(at, COPY, what, LEFT, NONE)
    QApplication.sendEvent(widget, enter)
    if not enter.isAccepted():
        return False
    move = QDragMoveEvent(at, COPY, what, LEFT, NONE)
    QApplication.sendEvent(widget, move)
    return move.isAccepted()


def leave(widget: QWidget) -> None:
    QApplication.sendEvent(widget, QDragLeaveEvent())


def could_be_dropped(what: QMimeData, widget: QWidget, at: QPoint) -> bool:
    could = carry(what, widget, at)
    leave(widget)
    return could


def drop(what: QMimeData, widget: QWidget, at: QPoint) -> None:
    assert carry(what, widget, at)
    QApplication.sendEvent(widget, QDropEvent(QPointF(at), COPY, what, LEFT, NONE))


def place_of(desk: Reception, person: str) -> QPoint:
    people = desk.desktop.window.colleagues
    return people.visualRect(desk.desktop.model.index_of(person)).center()


def test_onto_a_colleague(reception: Reception) -> None:
    people = reception.desktop.window.colleagues
    row = people.itemDelegate()
    assert isinstance(row, ColleagueRow)
    what, at = carried(reception, 0), place_of(reception, ANNA.id)
    assert carry(what, people.viewport(), at) and row.dropped_on.isValid()
    leave(people.viewport())
    assert not row.dropped_on.isValid()
    drop(what, people.viewport(), at)
    reception.rig.until(lambda: reception.asked() == f"Transfer {CALLER_WRITTEN} to Anna Ek")
    assert not row.dropped_on.isValid() and not reception.rig.sent(Transfer)
    reception.choose("direct")
    reception.rings(reception.anna)
    reception.until_at(Step.REFERRED)


def test_below_the_last_colleague_and_of_anything_else_nothing_is_dropped(reception: Reception) -> None:
    people = reception.desktop.window.colleagues
    below = QPoint(40, people.viewport().height() - 4)
    assert not could_be_dropped(carried(reception, 0), people.viewport(), below)
    text = QMimeData()
    text.setText("a number")
    assert not could_be_dropped(text, people.viewport(), place_of(reception, ANNA.id))


def test_onto_another_call(reception: Reception) -> None:
    two_calls(reception)
    drop(carried(reception, 0), card_of(reception, 1), QPoint(20, 20))
    reception.rig.until(lambda: reception.asked() == f"Transfer {CALLER_WRITTEN}")
    reception.key(Qt.Key.Key_Return)
    reception.until_at(Step.TALKING)
    assert reception.transfer.caller.name == CALLER_WRITTEN
    assert not reception.rig.sent(Dial)


def test_a_call_is_not_dropped_on_itself(reception: Reception) -> None:
    assert not could_be_dropped(carried(reception, 0), card_of(reception, 0), QPoint(20, 20))


def test_whom_we_talk_with_already_is_not_called_again(reception: Reception) -> None:
    two_calls(reception)
    people = reception.desktop.window.colleagues
    drop(carried(reception, 0), people.viewport(), place_of(reception, BO.id))
    reception.rig.until(lambda: reception.asked() == f"Transfer {CALLER_WRITTEN} to Bo Nilsson")
    reception.key(Qt.Key.Key_Return, CONTROL)
    reception.until_at(Step.TALKING)
    assert not reception.rig.sent(Dial)


def test_a_card_is_pulled_away_by_its_ground(reception: Reception, monkeypatch: pytest.MonkeyPatch) -> None:
    pulled: list[tuple[str, str]] = []
    monkeypatch.setattr(call_drag, "drag", lambda source, call, name: pulled.append((call, name)))
    card, start = card_of(reception, 0), QPoint(12, 8)
    QTest.mousePress(card, LEFT, pos=start)
    QTest.mouseMove(card, start + QPoint(1, 0))
    assert pulled == []
    QTest.mouseMove(card, start + QPoint(QApplication.startDragDistance() + 1, 0))
    assert pulled == [(reception.calls[0].call.id, CALLER_WRITTEN)]
