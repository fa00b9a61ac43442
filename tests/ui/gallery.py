"""The window in each of its states, with the people of a made-up company: for pictures and for tests."""

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QRect
from PySide6.QtWidgets import QAbstractButton, QWidget

from softphone.calls.call import Call, CallState, Direction, Ending, Party, Quality, Security
from softphone.calls.commands import SoundSettings
from softphone.calls.desk_view import Action, DeskCall, DeskSnapshot, ParkedAs
from softphone.calls.events import (
    Capabilities,
    Device,
    DevicesChanged,
    Fault,
    LevelsMeasured,
    RegistrationChanged,
    RegistrationState,
    SoundDeviceChanged,
    SoundRole,
)
from softphone.calls.transfer import Kind
from softphone.people.company import Colleague, CompanyFault, PresentedCertificate
from softphone.people.directory import Group, Person
from softphone.people.line_state import LineState
from softphone.people.reach import Reach, ReachKind
from softphone.ui.models.colleague_model import ColleagueModel
from softphone.ui.models.group_rows import GroupRow, group_row
from softphone.ui.views import offers, service_words
from softphone.ui.views.incoming import IncomingWindow
from softphone.ui.views.main_window import MainWindow
from softphone.ui.views.parked_calls import ParkedShown
from softphone.ui.views.settings import SettingsDialog
from softphone.ui.views.tokens import Tone

SIZE = (1048, 640)

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


def groups() -> tuple[GroupRow, ...]:
    """Two of them: one with somebody free, one without."""
    at_support = [each for each in colleagues() if each.person.department == _department("Support")]
    support = Group(id="g1", name=_department("Support"), extension="620")
    reception = Group(id="g2", name=_department("Reception"), extension="600", number="+4687654600")
    members = {"g1": tuple(at_support), "g2": colleagues()[1:3]}
    return tuple(group_row(each, members[each.id]) for each in (support, reception))


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
    **more: object,
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
        transfers=frozenset(Kind) if state is CallState.CONFIRMED else frozenset(),
        **more,  # type: ignore[arg-type]
    )


RINGING = call(
    "Åsa Ängström",
    "211",
    CallState.EARLY,
    actions=frozenset({Action.ANSWER, Action.DECLINE}),
    active=False,
)
TALK = call(
    "Hassan Karimi",
    "209",
    CallState.CONFIRMED,
    actions=TALKING | {Action.PARK},
    confirmed_at=868.0,
    quality=QUALITY,
)
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
    """A window in one state; `incoming` is there while a call rings, `dialog` while one is open."""

    window: MainWindow
    model: ColleagueModel
    incoming: IncomingWindow | None = None
    dialog: QWidget | None = None
    sentences: list[Callable[[], None]] = field(default_factory=list)

    def windows(self) -> list[QWidget]:
        return [each for each in (self.window, self.incoming, self.dialog) if each is not None]

    def say(self, sentence: Callable[[], None]) -> None:
        """Show what a controller says, now and again when the language has changed."""
        self.sentences.append(sentence)
        sentence()

    def say_again(self) -> None:
        for sentence in self.sentences:
            sentence()

    def close(self) -> None:
        for each in reversed(self.windows()):
            each.close()
            each.deleteLater()
        # Without an event loop that is left, nothing else would delete them.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def signed_in() -> Scene:
    window, model = MainWindow(lambda: NOW), ColleagueModel()
    window.colleagues.setModel(model)
    model.replace(colleagues())
    window.field.set_hits(model.hits)
    window.set_identity("Elsa Holm", "201")
    window.show_main()
    scene = Scene(window, model)
    scene.say(lambda: window.set_status(*service_words.registration(REGISTERED)))
    return scene


def show(scene: Scene, desk: DeskSnapshot) -> None:
    """As the controllers do: the cards; and in the list and in the field, who can be transferred."""
    scene.window.calls.show_desk(desk, NOW)
    able = [each for each in desk.calls if each.transfers]
    shown = desk.active if desk.active in able else able[-1] if able and desk.active is None else None
    scene.window.field.set_transferring(shown is not None)
    scene.window.colleagues.set_transferring("" if shown is None else shown.name)


def signed_out() -> Scene:
    window = MainWindow(lambda: NOW)
    window.show_sign_in()
    return Scene(window, ColleagueModel())


def idle() -> Scene:
    return signed_in()


def people() -> Scene:
    """Groups and favourites, and the choices on somebody at whose it rings."""
    scene = signed_in()
    scene.model.replace([*colleagues(), *groups()])
    scene.model.use_favourites(frozenset({"p204", "p211", "group:g2"}))
    window, somebody = scene.window, colleagues()[2]
    reached = (
        Reach("204", "204", ReachKind.EXTENSION),
        Reach("+46701740604", "070-174 06 04", ReachKind.MOBILE),
    )

    def ask() -> None:
        question = offers.to_call(somebody.person.name, reached, "", picks_up=True, favourite=True)
        window.choices.ask(question, QRect(424, 122, 36, 36))

    scene.say(ask)
    return scene


def no_help() -> Scene:
    """A call for help that did not get through, and the group's call that rings meanwhile."""
    scene = signed_in()
    failed = call(
        "112",
        "",
        CallState.ENDED,
        direction=Direction.OUTGOING,
        actions=frozenset(),
        active=False,
        ending=Ending.NOT_FOUND,
        urgent=True,
    )
    for_group = msgspec.structs.replace(RINGING, called="Support")
    failed = msgspec.structs.replace(
        failed, call=msgspec.structs.replace(failed.call, remote=Party("sip:112@company.test"))
    )
    show(scene, DeskSnapshot((failed, for_group)))
    scene.incoming = IncomingWindow()
    scene.incoming.show_call(for_group)
    return scene


def ringing() -> Scene:
    scene = signed_in()
    show(scene, DeskSnapshot((RINGING,)))
    scene.incoming = IncomingWindow()
    scene.incoming.show_call(RINGING)
    return scene


def in_call() -> Scene:
    scene = signed_in()
    show(scene, DeskSnapshot((WAITING, TALK)))
    return scene


def dialling() -> Scene:
    scene = signed_in()
    show(scene, DeskSnapshot((ENDED, DIALLING)))
    return scene


def keypad() -> Scene:
    scene = signed_in()
    show(scene, DeskSnapshot((TALK,)))
    scene.window.calls.toggle_keypad()
    return scene


def provider() -> Scene:
    """With a SIP account at any provider: no colleagues are known."""
    scene = signed_in()
    scene.window.set_identity("08-123 45 67", "")
    scene.window.show_main(colleagues=False)
    return scene


def sign_in_refused() -> Scene:
    scene = signed_out()
    view, fault = scene.window.sign_in, CompanyFault.NOT_A_SOFTPHONE_SERVER
    scene.say(lambda: view.show_fault(service_words.company_fault(fault)))
    return scene


def trust_question() -> Scene:
    scene = signed_out()
    fingerprint = ":".join(f"{byte:02X}" for byte in range(160, 192))
    presented = PresentedCertificate(
        pem="", sha256=fingerprint, subject="pbx.company.test", issuer="Company", expires="2027-01-01"
    )
    view = scene.window.sign_in
    scene.say(lambda: view.ask_trust(fingerprint, service_words.certificate(presented)))
    return scene


def provider_sign_in() -> Scene:
    """The other way to sign in, with its four fields."""
    scene = signed_out()
    buttons = scene.window.sign_in.findChildren(QAbstractButton)
    next(button for button in buttons if "SIP" in button.text()).click()
    return scene


def notice() -> Scene:
    scene = signed_in()
    event = SoundDeviceChanged(
        role=SoundRole.SPEAKER,
        wanted="Jabra Evolve2 65",
        used="Built-in speaker",
        fault=Fault.SOUND_DEVICE_LOST,
    )
    scene.say(lambda: scene.window.notice.say(Tone.WARNING, service_words.sound_device(event)))
    return scene


def _settings(page: int) -> Scene:
    scene = signed_in()
    dialog = SettingsDialog(scene.window)
    headset, inside = Device("Jabra Evolve2 65"), Device("Built-in speaker", default=True)
    dialog.set_devices(
        DevicesChanged((headset, Device("Built-in microphone", default=True)), (headset, inside))
    )
    dialog.set_chosen(SoundSettings(microphone="Jabra Evolve2 65", speaker="Jabra Evolve2 65"))
    dialog.set_levels(LevelsMeasured(-24.0, -60.0))
    dialog.set_about(
        "0.1.0",
        Capabilities(
            version="2.15.1", tls=("1.2",), srtp=("SDES",), codecs=("G722", "PCMA", "PCMU", "speex"), calls=4
        ),
    )
    pages = [each for each in dialog.findChildren(QAbstractButton) if each.property("kind") == "nav"]
    pages[page].click()
    dialog.show()
    scene.dialog = dialog
    return scene


def settings_sound() -> Scene:
    return _settings(3)


def settings_language() -> Scene:
    return _settings(4)


def settings_about() -> Scene:
    return _settings(6)


PARKED = frozenset({Action.HANG_UP, Action.RESUME})


def parked() -> Scene:
    """One of one's own and two of colleagues', in a call with somebody else."""
    return _parked(ParkedAs(3, overdue=False))


def _parked(where: ParkedAs) -> Scene:
    scene = signed_in()
    own = replace(WAITING, actions=PARKED, transfers=frozenset(), parked=where)
    show(scene, DeskSnapshot((own, TALK)))
    scene.window.parked.show_parked(
        (
            ParkedShown(place=1, name="Åsa Ängström", number="211", by="Anna Ek"),
            ParkedShown(place=2, name="08-123 45 67", by="Örjan Öhman"),
        )
    )
    return scene


PICTURED = {"signed-out": signed_out, "idle": idle, "ringing": ringing, "in-call": in_call, "parked": parked}
SCENES = PICTURED | {
    "parking": lambda: _parked(ParkedAs(0, overdue=False)),
    "parked and not fetched": lambda: _parked(ParkedAs(3, overdue=True)),
    "people": people,
    "no help": no_help,
    "dialling": dialling,
    "keypad": keypad,
    "provider": provider,
    "sign-in refused": sign_in_refused,
    "trust question": trust_question,
    "provider sign-in": provider_sign_in,
    "notice": notice,
    "settings, sound": settings_sound,
    "settings, language": settings_language,
    "settings, about": settings_about,
}
