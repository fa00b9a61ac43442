"""One's own profiles: the chip and the switcher show what the server obeys, and what waits to be obeyed."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Signal

from softphone.calls.call import Party
from softphone.people.company import SignedIn, SignedOut
from softphone.people.numbers import dialled
from softphone.profiles.activation import Availability, back_to_automatic, choose, remarked, zone_of
from softphone.profiles.own import Checked, OwnSettings, SettingsShown, SettingsTold
from softphone.profiles.profile import ChosenLength
from softphone.profiles.profile import Notices as ProfileNotices
from softphone.profiles.settings import PersonalSettings, Value, differences, document_of, value_at
from softphone.profiles.validation import Refusal
from softphone.ui.controllers.names import Names
from softphone.ui.controllers.notices import Notices
from softphone.ui.models import edit_words
from softphone.ui.models.colleague_model import ColleagueModel, has_profile
from softphone.ui.models.group_rows import GroupRow, group_id
from softphone.ui.models.own_profile import own_profile
from softphone.ui.models.profile_words import Spoken
from softphone.ui.views.main_window import MainWindow
from softphone.ui.views.profiles_page import ProfilesPage
from softphone.ui.views.tokens import Tone

_LONGEST_WAIT_MS = 3_600_000


class ProfilesController(QObject):
    shown_changed = Signal()
    """Of `shown`, `now`, `has_mobile`."""
    notices_changed = Signal(object)
    """What one is told of on this computer, by the active profile: a frozenset of Notice."""
    checked = Signal(object)
    """The server's answer (Checked) to what was typed."""

    def __init__(
        self,
        window: MainWindow,
        own: OwnSettings,
        names: Names,
        notices: Notices,
        colleagues: ColleagueModel,
        clock: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        """`clock` gives the time with the time zone of this computer."""
        super().__init__(parent)
        self._window = window
        self._own = own
        self._names = names
        self._notices = notices
        self._clock = clock
        self._colleagues_model = colleagues
        self.shown = SettingsShown()
        self.has_mobile = False
        self._asked: dict[str, Value] = {}
        """What was changed here and has not come back yet, by its field."""
        self.spoken = Spoken(
            self._colleague, self._number, self._typed, self._colleagues, self._group, self._groups
        )
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self.show)
        window.profile_requested.connect(self.open)
        switcher = window.switcher
        switcher.activated.connect(self.activate)
        switcher.message_set.connect(self._set_message)
        switcher.automatic_requested.connect(self._follow_automatic)
        switcher.dismissed.connect(self.dismiss)

    @property
    def now(self) -> datetime:
        """In the time zone that the person's times are meant in."""
        settings, now = self.shown.settings, self._clock()
        return now if settings is None else now.astimezone(zone_of(settings.availability()))

    @property
    def is_settled(self) -> bool:
        """All that was changed here has come back: `shown` has it."""
        return not self._asked

    def settings_reported(self, events: Iterable[object]) -> None:
        for event in events:
            match event:
                case SettingsShown():
                    self.shown = event
                    self._see_own(event)
                    self.show()
                case SettingsTold():
                    self._notices.say_once(Tone.WARNING, partial(edit_words.told, event))
                case Checked():
                    self.checked.emit(event)
                case _:
                    pass

    def company_reported(self, events: Iterable[object]) -> None:
        for event in events:
            match event:
                case SignedIn(person=person):
                    self.has_mobile = bool(person.mobile)
                    self.show()
                case SignedOut():
                    self.forget()
                case _:
                    pass

    def attach(self, page: ProfilesPage) -> None:
        """The settings' page of profiles: what it shows, and what is changed there."""
        page.changed.connect(self.change)
        page.check_wanted.connect(self.check)
        page.dismissed.connect(self.dismiss)
        self.checked.connect(page.say_checked)
        self.shown_changed.connect(lambda: self._show_on(page))
        self._show_on(page)

    def _see_own(self, shown: SettingsShown) -> None:
        document = {} if shown.settings is None else document_of(shown.settings)
        edits = (*shown.waiting, *(answer.edit for answer in shown.refused))
        for field, new in list(self._asked.items()):
            if value_at(document, field) == new or any(e.field == field and e.new == new for e in edits):
                del self._asked[field]

    def _show_on(self, page: ProfilesPage) -> None:
        if not self.is_settled:
            return  # that is older than what the person sees there
        own = own_profile(self.shown, self.now)
        active = 0 if own is None else own.profile.number
        page.show_own(self.shown, active, has_mobile=self.has_mobile, spoken=self.spoken)

    def forget(self) -> None:
        self.shown = SettingsShown()
        self._asked.clear()
        self._window.switcher.close_sheet()
        self.show()

    def show(self) -> None:
        now = self.now
        own = own_profile(self.shown, now)
        self._window.profile_chip.show_own(own, now)
        self._window.switcher.show_own(self.shown, now, has_mobile=self.has_mobile, spoken=self.spoken)
        if own is not None and own.until is not None:
            wait = (own.until - now).total_seconds() * 1000 + 500
            self._next.start(min(_LONGEST_WAIT_MS, max(1000, int(wait))))
        else:
            self._next.stop()
        self.notices_changed.emit(ProfileNotices().desktop if own is None else own.profile.notices.desktop)
        self.shown_changed.emit()

    def open(self) -> None:
        chip = self._window.profile_chip
        if self._window.switcher.isVisible():
            self._window.switcher.close_sheet()
        elif chip.isVisible():
            self.show()
            self._window.switcher.open_at(QRect(chip.mapTo(self._window, QPoint(0, 0)), chip.size()))

    def activate(self, number: int, length: ChosenLength | None, message: str) -> None:
        if self._change(lambda now: choose(now, number, self.now, length=length, message=message)):
            self._window.switcher.close_sheet()

    def change(self, before: PersonalSettings, after: PersonalSettings) -> None:
        """Saved here at once; what becomes of it comes back. Only what is different is edited: the rest may
        have been changed elsewhere meanwhile."""
        for field, _, new in differences(document_of(before), document_of(after)):
            self._asked[field] = new
            self._own.edit(field, new)

    def check(self, field: str, value: object) -> None:
        self._own.check(field, value)

    def dismiss(self) -> None:
        for answer in self.shown.refused:
            self._own.dismiss(answer.edit.id)

    def _set_message(self, message: str) -> None:
        if self._change(lambda now: remarked(now, message, self.now)):
            self._window.switcher.close_sheet()

    def _follow_automatic(self) -> None:
        if self._change(back_to_automatic):
            self._window.switcher.close_sheet()

    def _change(self, change: Callable[[Availability], Availability | Refusal]) -> bool:
        settings = self.shown.settings
        if settings is None:
            return False
        changed = change(settings.availability())
        if isinstance(changed, Refusal):
            self._window.switcher.refuse(changed)
            return False
        self.change(settings, settings.with_availability(changed))
        return True

    def _colleague(self, person: str) -> str:
        found = self._names.book.person(person)
        return found.name if found is not None else person

    def _colleagues(self) -> tuple[tuple[str, str], ...]:
        everybody = self._colleagues_model.everybody
        return tuple((row.person.id, row.person.name) for row in everybody if has_profile(row))

    def _group(self, group: str) -> str:
        found = self._names.book.group(group)
        return found.name if found is not None else group

    def _groups(self) -> tuple[tuple[str, str], ...]:
        everybody = self._colleagues_model.everybody
        rows = (row for row in everybody if isinstance(row, GroupRow))
        return tuple((group_id(row.person.id), row.person.name) for row in rows)

    def _typed(self, text: str) -> str:
        return self._names.book.network_number(text) or dialled(text) or text.strip()

    def _number(self, number: str) -> str:
        identity = self._names.identify(Party(f"sip:{number}"))
        return identity.name
