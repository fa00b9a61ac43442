"""Whether calls can be made and received, and what stands in the way, in one sentence each."""

import logging
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

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
    registration_changed = Signal()
    """Of `registration`; None when signed out."""

    def __init__(self, window: MainWindow, notices: Notices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._notices = notices
        self._restart = QTimer(self, singleShot=True, interval=RESTART_SHOWN_MS)
        self._restart.timeout.connect(lambda: notices.drop("phone"))
        self.registration: RegistrationChanged | None = None
        self._slept: bool | None = None
        """Whether that is why we register anew; None: we do not."""

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
                case Started(capabilities=can, generation=generation):
                    _log.info("phone %d: %s", generation, can)
                    if generation > 1:
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
        self._slept = None
        for topic in ("company", "registration", "network", "passing"):
            self._notices.drop(topic)
        self.registration_changed.emit()

    def network_changed(self, slept: bool) -> None:
        """Another network, or a sleep: all is connected again. That is said, and that it is done, too."""
        if self.registration is not None:
            self._slept = slept
            words = partial(service_words.network_changed, slept=slept, connected=False)
            self._notices.say("network", Tone.INFO, words, news=True)

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
        self.registration_changed.emit()
        self._connected_again(event.state)
        match event.state:
            case RegistrationState.FAILED | RegistrationState.RETRYING:
                self._notices.say("registration", tone, lambda: service_words.registration(event)[1])
            case RegistrationState.REGISTERED | RegistrationState.UNREGISTERED:
                self._notices.drop("registration")
            case RegistrationState.REGISTERING:
                pass  # what was said before stands until this try has ended

    def _connected_again(self, state: RegistrationState) -> None:
        """Or not, which has its own sentence."""
        if self._slept is None or state is RegistrationState.REGISTERING:
            return
        slept, self._slept = self._slept, None
        self._notices.drop("network")
        if state is RegistrationState.REGISTERED:
            words = partial(service_words.network_changed, slept=slept, connected=True)
            self._notices.say_once(Tone.INFO, words)

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
