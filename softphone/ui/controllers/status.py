"""Whether calls can be made and received, and what stands in the way, in one sentence each."""

import logging
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, QTimer

from softphone.calls.events import (
    CommandRefused,
    Fault,
    PhoneLost,
    RegistrationChanged,
    RegistrationState,
    SoundDeviceChanged,
    Started,
)
from softphone.people.company import Connected, Disconnected, SignedOut, SignInFailed
from softphone.ui.controllers.notices import Notices
from softphone.ui.views import service_words, words
from softphone.ui.views.main_window import MainWindow
from softphone.ui.views.tokens import Tone

_log = logging.getLogger(__name__)

RESTART_SHOWN_MS = 10_000
"""How long it is said that the phone restarted, once it is there again."""

_FOR_THE_LOG = {Fault.NO_SUCH_CALL, Fault.WRONG_STATE}
"""Clicks that crossed an event: nothing that a person could do better."""


class StatusController(QObject):
    def __init__(self, window: MainWindow, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._notices = notices
        self._restart = QTimer(self, singleShot=True, interval=RESTART_SHOWN_MS)
        self._restart.timeout.connect(lambda: notices.drop("phone"))
        self.registration: RegistrationChanged | None = None

    def phone_reported(self, events: Iterable[object]) -> None:
        for event in events:
            match event:
                case RegistrationChanged():
                    self._registration(event)
                case SoundDeviceChanged():
                    self._sound(event)
                case CommandRefused():
                    self._refused(event)
                case PhoneLost():
                    _log.warning("the phone process was lost: %s", event.reason)
                    self._restart.stop()
                    self._notices.say(
                        "phone", Tone.WARNING, partial(service_words.phone_lost, event), news=True
                    )
                case Started(generation=generation) if generation > 1:
                    self._restart.start()
                case _:
                    pass

    def company_reported(self, events: Iterable[object]) -> None:
        for event in events:
            match event:
                case Disconnected():
                    _log.warning("company: %s %s", event.fault.name, event.detail)
                    self._notices.say("company", Tone.WARNING, partial(service_words.disconnected, event))
                case SignInFailed() if event.retry_in is not None:
                    self._notices.say("company", Tone.WARNING, partial(service_words.sign_in_failed, event))
                    self._window.set_status(Tone.WARNING, service_words.company_fault(event.fault))
                case Connected() | SignedOut():
                    self._notices.drop("company")
                case _:
                    pass

    def signed_out(self) -> None:
        """Nothing of the session before is worth saying any more."""
        self.registration = None
        for topic in ("company", "registration"):
            self._notices.drop(topic)

    def retranslate(self) -> None:
        if self.registration is not None:
            self._window.set_status(*service_words.registration(self.registration))

    def _registration(self, event: RegistrationChanged) -> None:
        bad = event.state in (RegistrationState.FAILED, RegistrationState.RETRYING)
        _log.log(
            logging.WARNING if bad else logging.INFO,
            "registration of %s: %s %s",
            event.account,
            event.state.value,
            event.status or "",
            extra={"fault": event.fault.name, "reason": event.reason} if bad else None,
        )
        self.registration = event
        tone, _ = service_words.registration(event)
        self.retranslate()
        match event.state:
            case RegistrationState.FAILED | RegistrationState.RETRYING:
                self._notices.say("registration", tone, lambda: service_words.registration(event)[1])
            case RegistrationState.REGISTERED | RegistrationState.UNREGISTERED:
                self._notices.drop("registration")
            case RegistrationState.REGISTERING:
                pass  # what was said before stands until this try has ended

    def _sound(self, event: SoundDeviceChanged) -> None:
        topic = f"sound: {event.role.value}"
        if event.fault is Fault.NONE:
            self._notices.drop(topic)
            return
        _log.warning("%s: %s, wanted %r, used %r", topic, event.fault.name, event.wanted, event.used)
        tone = Tone.WARNING if event.used else Tone.BAD
        self._notices.say(topic, tone, partial(service_words.sound_device, event))

    def _refused(self, event: CommandRefused) -> None:
        _log.warning("%s refused: %s %s", event.command, event.fault.name, event.reason)
        if event.fault not in _FOR_THE_LOG:
            self._notices.say_once(Tone.WARNING, partial(words.fault, event.fault))
