"""The tray joined to the calls, the registration, the profiles and the history."""

from PySide6.QtCore import QObject, Signal

from softphone.calls.desk_view import Action, DeskSnapshot
from softphone.calls.events import RegistrationChanged, RegistrationState
from softphone.profiles.profile import AskDate
from softphone.ui.controllers.calls import CallsController
from softphone.ui.controllers.profiles import ProfilesController
from softphone.ui.controllers.status import StatusController
from softphone.ui.models import moments, profile_words
from softphone.ui.models.own_profile import own_profile
from softphone.ui.views import service_words
from softphone.ui.views.tray import Tray, TrayProfile
from softphone.ui.views.tray_icon import TrayState


class TrayController(QObject):
    switcher_wanted = Signal()
    """The profile that was chosen asks for a date."""

    def __init__(
        self,
        tray: Tray,
        calls: CallsController,
        status: StatusController,
        profiles: ProfilesController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tray = tray
        self._calls = calls
        self._status = status
        self._profiles = profiles
        calls.shown_changed.connect(self.show)
        status.registration_changed.connect(self.show)
        profiles.shown_changed.connect(self._show_profiles)
        tray.answer_requested.connect(calls.answer)
        tray.decline_requested.connect(self._decline)
        tray.hang_up_requested.connect(self._hang_up)
        tray.profile_chosen.connect(self._choose)
        self.show()
        self._show_profiles()

    def show(self, *_what: object) -> None:
        shown = self._calls.shown
        registration = self._status.registration or RegistrationChanged(
            account="", state=RegistrationState.UNREGISTERED
        )
        self._tray.show_state(_state(shown, registration.state), service_words.registration(registration)[1])
        ringing = shown.ringing[0].name if shown.ringing else ""
        active = shown.active
        talking = active.name if active is not None and Action.HANG_UP in active.actions else ""
        self._tray.show_calls(ringing, talking)

    def retranslate(self) -> None:
        self.show()
        self._show_profiles()
        self._tray.retranslate()

    def _show_profiles(self) -> None:
        settings, now = self._profiles.shown.settings, self._profiles.now
        own = own_profile(self._profiles.shown, now)
        if settings is None or own is None:
            self._tray.show_profiles((), "")
            return
        offered = (
            TrayProfile(each.number, profile_words.profile_name(each), each.number == own.profile.number)
            for each in settings.in_order.profiles
        )
        name, until = profile_words.profile_name(own.profile), moments.until(own.until, now)
        self._tray.show_profiles(offered, f"{name} · {until}")

    def _choose(self, number: int) -> None:
        settings = self._profiles.shown.settings
        if settings is None or number not in settings.profiles:
            return
        if isinstance(settings.profiles[number].length, AskDate):
            self.switcher_wanted.emit()
        else:
            self._profiles.activate(number, None, "")
        self._show_profiles()

    def _decline(self) -> None:
        if ringing := self._calls.shown.ringing:
            self._calls.act(ringing[0].call.id, Action.DECLINE)

    def _hang_up(self) -> None:
        active = self._calls.shown.active
        if active is not None:
            self._calls.act(active.call.id, Action.HANG_UP)


def _state(shown: DeskSnapshot, registration: RegistrationState) -> TrayState:
    if shown.ringing:
        return TrayState.RINGING
    if any(each.ending is None for each in shown.calls):
        return TrayState.IN_CALL
    return TrayState.READY if registration is RegistrationState.REGISTERED else TrayState.OFF
