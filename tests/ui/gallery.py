"""The window in each of its states, with the people of a made-up company: for pictures and for tests."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from softphone.calls.call import Call, CallState, Direction, Ending, Party, Quality, Security
from softphone.calls.desk_view import Action, DeskCall, DeskSnapshot
from softphone.calls.events import RegistrationChanged, RegistrationState
from softphone.people.company import Colleague
from softphone.people.directory import Person
from softphone.people.line_state import LineState
from softphone.ui.models.colleague_model import ColleagueModel
from softphone.ui.views import service_words
from softphone.ui.views.incoming import IncomingWindow
from softphone.ui.views.main_window import MainWindow

SIZE = (1000, 640)

_PEOPLE = (
    ("Anna Ek", "Sales", "202", LineState.FREE),
    ("Bo Nilsson", "Support", "203", LineState.BUSY),
    ("Camilla Åkerström", "Accounts", "204", LineState.RINGING),
    ("David Österberg", "Support", "205", LineState.FREE),
    ("Elin Sjögren", "Reception", "206", LineState.FREE),
    ("Fredrik von Essen", "Management", "207", LineState.HIDDEN),
    ("Greta Lundqvist", "Purchasing", "208", LineState.OFFLINE),
    ("Hassan Karimi", "Warehouse", "209", LineState.FREE),
    ("Ingrid Håkansson-Lindgren", "Human resources", "210", LineState.BUSY),
    ("Åsa Ängström", "Sales", "211", LineState.FREE),
    ("Örjan Öhman", "Warehouse", "212", LineState.UNKNOWN),
)


_SWEDISH = {
    "Sales": "Försäljning",
    "Accounts": "Ekonomi",
    "Reception": "Receptionen",
    "Management": "Ledning",
    "Purchasing": "Inköp",
    "Warehouse": "Lager",
    "Human resources": "Personal",
}


def _department(name: str) -> str:
    """A company names its departments in one language: in a picture, that of the window."""
    swedish = QCoreApplication.translate("Action", "Answer") == "Svara"
    return _SWEDISH.get(name, name) if swedish else name


def colleagues() -> tuple[Colleague, ...]:
    return tuple(
        Colleague(
            Person(
                id=f"p{extension}",
                login=name.split()[0].lower(),
                name=name,
                department=_department(department),
                extension=extension,
                landline=f"+4687654{extension}",
            ),
            line,
        )
        for name, department, extension, line in _PEOPLE
    )


QUALITY = Quality(
    codec="G722", packets_received=4000, loss_percent=0.2, jitter_ms=4.0, round_trip_ms=18.0, mos=4.3
)
TALKING = frozenset({Action.HOLD, Action.MUTE, Action.KEYPAD, Action.HANG_UP})


def call(
    name: str,
    number: str,
    state: CallState,
    *,
    direction: Direction = Direction.INCOMING,
    actions: frozenset[Action] = TALKING,
    active: bool = True,
    held: bool = False,
    confirmed_at: float | None = None,
    quality: Quality | None = None,
    ending: Ending | None = None,
) -> DeskCall:
    return DeskCall(
        call=Call(
            id=f"call-{number}",
            account="company",
            direction=direction,
            state=state,
            remote=Party(f"sip:{number}@company.test"),
            called="sip:201@company.test",
            held=held,
            codec="G722" if state is CallState.CONFIRMED else "",
            security=Security.SDES if state is CallState.CONFIRMED else Security.NONE,
        ),
        name=name,
        number=number,
        actions=actions,
        active=active,
        confirmed_at=confirmed_at,
        quality=quality,
        ending=ending,
    )


RINGING = call(
    "Åsa Ängström",
    "211",
    CallState.EARLY,
    actions=frozenset({Action.ANSWER, Action.DECLINE}),
    active=False,
)
TALK = call("Hassan Karimi", "209", CallState.CONFIRMED, confirmed_at=868.0, quality=QUALITY)
WAITING = call(
    "070-174 06 05",
    "",
    CallState.CONFIRMED,
    actions=frozenset({Action.RESUME, Action.MUTE, Action.HANG_UP}),
    active=False,
    held=True,
    confirmed_at=730.0,
)
DIALLING = call(
    "Anna Ek",
    "202",
    CallState.EARLY,
    direction=Direction.OUTGOING,
    actions=frozenset({Action.HANG_UP}),
)
ENDED = call(
    "Bo Nilsson",
    "203",
    CallState.ENDED,
    direction=Direction.OUTGOING,
    actions=frozenset(),
    active=False,
    ending=Ending.BUSY,
)
REGISTERED = RegistrationChanged(account="company", state=RegistrationState.REGISTERED)
NOW = 1000.0


@dataclass
class Scene:
    """A window in one state; `incoming` is there while a call rings."""

    window: MainWindow
    model: ColleagueModel
    incoming: IncomingWindow | None = None

    def windows(self) -> list[QWidget]:
        return [self.window] if self.incoming is None else [self.window, self.incoming]

    def tell_status(self) -> None:
        """Say whether one is registered, in today's language: a controller does that in the program."""
        self.window.set_status(*service_words.registration(REGISTERED))

    def close(self) -> None:
        for each in self.windows():
            each.close()
            each.deleteLater()
        # Without an event loop that is left, nothing else would delete them.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _signed_in() -> Scene:
    window, model = MainWindow(), ColleagueModel()
    window.colleagues.setModel(model)
    model.replace(colleagues())
    window.field.set_hits(model.hits)
    window.set_identity("Elsa Holm", "201")
    window.show_main()
    scene = Scene(window, model)
    scene.tell_status()
    return scene


def signed_out() -> Scene:
    window = MainWindow()
    window.show_sign_in()
    return Scene(window, ColleagueModel())


def idle() -> Scene:
    return _signed_in()


def ringing() -> Scene:
    scene = _signed_in()
    scene.window.calls.show_desk(DeskSnapshot((RINGING,)), NOW)
    scene.incoming = IncomingWindow()
    scene.incoming.show_call(RINGING)
    return scene


def in_call() -> Scene:
    scene = _signed_in()
    scene.window.calls.show_desk(DeskSnapshot((WAITING, TALK)), NOW)
    return scene


def dialling() -> Scene:
    scene = _signed_in()
    scene.window.calls.show_desk(DeskSnapshot((ENDED, DIALLING)), NOW)
    return scene


def keypad() -> Scene:
    scene = _signed_in()
    scene.window.calls.show_desk(DeskSnapshot((TALK,)), NOW)
    scene.window.calls.toggle_keypad()
    return scene


def provider() -> Scene:
    """With a SIP account at any provider: no colleagues are known."""
    scene = _signed_in()
    scene.window.set_identity("08-123 45 67", "")
    scene.window.show_main(colleagues=False)
    return scene


PICTURED = {"signed-out": signed_out, "idle": idle, "ringing": ringing, "in-call": in_call}
SCENES = PICTURED | {"dialling": dialling, "keypad": keypad, "provider": provider}
