"""Settings > Profiles: the list, a profile, and its rules for incoming calls."""

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from softphone.profiles.own import Checked, SettingsShown
from softphone.profiles.profile import Profile
from softphone.profiles.profile_list import ProfileList
from softphone.profiles.settings import PersonalSettings
from softphone.profiles.validation import Refusal
from softphone.ui.models import edit_words
from softphone.ui.models.profile_words import Spoken
from softphone.ui.views.incoming_page import IncomingPage
from softphone.ui.views.profile_list_page import ProfileListPage
from softphone.ui.views.profile_page import ProfilePage

_LIST, _PROFILE, _INCOMING = range(3)


class ProfilesPage(QWidget):
    changed = Signal(object, object)
    """The PersonalSettings as they were, and as they shall be."""
    check_wanted = Signal(str, object)
    """A field and a value: whether the server would accept it."""
    dismissed = Signal()
    known = Signal(bool)
    """Whether there are profiles to show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = SettingsShown()
        self._active = 0
        self._has_mobile = False
        self._spoken = Spoken()
        self._opened = 0
        self.list = ProfileListPage(self)
        self.profile = ProfilePage(self)
        self.incoming = IncomingPage(self)
        self._pages = QStackedWidget(self)
        for page in (self.list, self.profile, self.incoming):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.list.opened.connect(self.open)
        self.list.added.connect(self._add)
        self.list.moved.connect(lambda number, to: self._set(self._list.moved(number, to)))
        self.list.restored.connect(lambda preset: self._set(self._list.restored(preset)))
        self.profile.left.connect(lambda: self._turn_to(_LIST))
        self.profile.incoming_requested.connect(lambda: self._turn_to(_INCOMING))
        self.profile.renamed.connect(self._rename)
        self.profile.restore_requested.connect(self._restore)
        self.profile.remove_requested.connect(self._remove)
        self.incoming.left.connect(lambda: self._turn_to(_PROFILE))
        for each in (self.profile, self.incoming):
            each.changed.connect(self._change)
            each.check_wanted.connect(self.check_wanted)
        for state in (self.list.state, self.profile.state, self.incoming.state):
            state.dismissed.connect(self.dismissed)

    def show_own(self, shown: SettingsShown, active: int, *, has_mobile: bool, spoken: Spoken) -> None:
        """`active`: the number of the profile that is."""
        self._shown, self._active = shown, active
        self._has_mobile, self._spoken = has_mobile, spoken
        self._fill()
        self.known.emit(shown.settings is not None)

    def begin(self) -> None:
        """The list."""
        self._turn_to(_LIST)

    def say_checked(self, checked: Checked) -> None:
        self.profile.say_checked(checked)
        self.incoming.say_checked(checked)

    def open(self, number: int) -> None:
        """The page of that profile."""
        self._opened = number
        self._turn_to(_PROFILE)
        self._fill()

    @property
    def _list(self) -> ProfileList:
        settings = self._shown.settings
        return ProfileList() if settings is None else settings.in_order

    def _fill(self) -> None:
        if self._shown.settings is None:
            self._turn_to(_LIST)
            return
        self.list.show_profiles(self._list, self._shown, self._active)
        profile = self._list.find(self._opened)
        if profile is None:
            self._turn_to(_LIST)
            return
        for page in (self.profile, self.incoming):
            page.show_profile(
                profile,
                self._shown,
                self._spoken,
                active=self._opened == self._active,
                has_mobile=self._has_mobile,
            )

    def _turn_to(self, page: int) -> None:
        self._pages.setCurrentIndex(page)

    def _set(self, profiles: ProfileList | Refusal) -> str:
        """Why not; empty: done."""
        settings = self._shown.settings
        if settings is None:
            return ""
        if isinstance(profiles, Refusal):
            return edit_words.refusal_sentence(profiles)
        availability = msgspec.structs.replace(settings.availability(), profiles=profiles)
        self._emit(settings.with_availability(availability))
        return ""

    def _emit(self, settings: PersonalSettings) -> None:
        # Shown so at once: the next change is made on top of this one, whenever it is saved.
        before = self._shown.settings
        self._shown = msgspec.structs.replace(self._shown, settings=settings)
        self.changed.emit(before, settings)

    def _change(self, profile: Profile) -> None:
        self._set(self._list.changed(profile))
        self._fill()

    def _add(self, name: str) -> None:
        self.list.say_wrong(self._set(self._list.added(name)))

    def _rename(self, name: str) -> None:
        why = self._set(self._list.renamed(self._opened, name))
        if why:
            self.profile.refuse_name(why)
        else:
            self._fill()

    def _restore(self) -> None:
        profile = self._list.find(self._opened)
        if profile is not None:
            why = self._set(self._list.restored(profile.preset))
            if why:
                self.profile.refuse_name(why)
            self._fill()

    def _remove(self) -> None:
        if not self._set(self._list.removed(self._opened)):
            self._turn_to(_LIST)
            self._fill()
