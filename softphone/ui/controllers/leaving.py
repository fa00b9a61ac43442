"""Quitting and signing out end every call: while there are any, the person is asked first. Closing the window
quits, but where the program goes on in the tray."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from softphone.ui.controllers.calls import CallsController
from softphone.ui.views.hang_up_question import HangUpQuestion, Leaving
from softphone.ui.views.main_window import MainWindow


class LeavingController(QObject):
    """One question at a time; it is withdrawn when the last call ends by itself."""

    sign_out_wanted = Signal()
    """By the person, who knows what becomes of the calls."""

    hidden = Signal()
    """The window was closed, and the program goes on."""

    def __init__(self, window: MainWindow, calls: CallsController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._calls = calls
        self._question: HangUpQuestion | None = None
        self._at_once = False
        self.goes_on: Callable[[], bool] = lambda: False
        """Whether the program can still be reached when its window is closed; asked each time."""
        window.may_close = self._may_close
        window.sign_out_requested.connect(self._sign_out)
        window.quit_key.connect(self.quit)
        calls.shown_changed.connect(self._count_again)

    @property
    def question(self) -> HangUpQuestion | None:
        """What is being asked."""
        return self._question

    def ask_no_more(self) -> None:
        """The program or the whole session ends, whatever the person would say."""
        self._at_once = True

    def quit(self) -> None:
        """End the program, also where closing the window would not."""
        if self._live and not self._at_once:
            self._window.show()
            self._ask(Leaving.CLOSE)
        else:
            self._at_once = True
            self._window.close()

    def _may_close(self) -> bool:
        if self._at_once:
            return True
        if self.goes_on():
            self._window.hide()
            self.hidden.emit()
            return False
        if not self._live:
            return True
        self._ask(Leaving.CLOSE)
        return False

    def _sign_out(self) -> None:
        if self._live:
            self._ask(Leaving.SIGN_OUT)
        else:
            self.sign_out_wanted.emit()

    @property
    def _live(self) -> int:
        """How many calls would end. A transfer that still can fail has its caller among them."""
        return sum(each.ending is None for each in self._calls.shown.calls)

    def _ask(self, leaving: Leaving) -> None:
        if self._question is not None and self._question.leaving is not leaving:
            self._question.reject()
        if self._question is None:
            question = self._question = HangUpQuestion(self._window, leaving, self._live)
            question.accepted.connect(lambda: self._leave(leaving))
            question.finished.connect(self._answered)
            question.show()
        self._question.come_to_front()

    def _leave(self, leaving: Leaving) -> None:
        if leaving is Leaving.CLOSE:
            self._at_once = True
            self._window.close()
        else:
            self.sign_out_wanted.emit()

    def _answered(self) -> None:
        if self._question is not None:
            self._question.deleteLater()
            self._question = None

    def _count_again(self) -> None:
        if self._question is None:
            return
        if self._live:
            self._question.set_calls(self._live)
        else:
            self._question.reject()
