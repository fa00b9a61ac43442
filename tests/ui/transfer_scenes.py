"""The window during transfers, in each of their states."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QRect

from softphone.calls.call import CallState, Direction, Ending
from softphone.calls.desk_view import Action, Answered, DeskCall, DeskSnapshot, DeskTransfer, Identity
from softphone.calls.transfer import BUTTONS, PRIMARY, Button, Kind, Step
from softphone.people.line_state import LineState
from softphone.ui.views import offers, transfer_words
from tests.ui import gallery
from tests.ui.gallery import RINGING, TALK, WAITING, Scene, call, signed_in

CALLER = Identity("070-174 06 05")
COLLEAGUE = Identity("Anna Ek", "202")
TRANSFER = "transfer-1"


def with_transfer(shown: DeskCall) -> DeskCall:
    return replace(shown, transfer=TRANSFER, transfers=frozenset())


HELD = with_transfer(WAITING)
FREE = replace(WAITING, transfer=TRANSFER)
"""They can be transferred to somebody else as well."""
RUNNING = with_transfer(
    call(
        "070-174 06 05",
        "",
        CallState.CONFIRMED,
        actions=frozenset(),
        active=False,
        held=True,
        confirmed_at=730.0,
    )
)
CALLED = with_transfer(
    call("Anna Ek", "202", CallState.EARLY, direction=Direction.OUTGOING, actions=frozenset({Action.HANG_UP}))
)
ANSWERED = with_transfer(
    call(
        "Anna Ek",
        "202",
        CallState.CONFIRMED,
        direction=Direction.OUTGOING,
        actions=gallery.TALKING,
        confirmed_at=988.0,
    )
)
JOINED = frozenset({Action.HANG_UP, Action.KEYPAD, Action.MUTE})


def transfer(step: Step, kind: Kind = Kind.ANNOUNCED, /, **more: object) -> DeskTransfer:
    buttons = BUTTONS[step] - ({Button.ANNOUNCE} if kind is Kind.ANNOUNCED else frozenset())
    return DeskTransfer(
        id=TRANSFER,
        kind=kind,
        step=step,
        caller=CALLER,
        colleague=COLLEAGUE,
        buttons=buttons,
        primary=PRIMARY.get(step),
        **{"caller_call": HELD.call.id, **more},  # type: ignore[arg-type]
    )


def show(*calls: DeskCall, made: DeskTransfer | None = None, conference: tuple[str, ...] = ()) -> Scene:
    scene = signed_in()
    gallery.show(scene, DeskSnapshot(calls, () if made is None else (made,), conference))
    return scene


def entered(scene: Scene) -> Scene:
    """With the keyboard where a transfer takes it."""
    scene.window.show()
    scene.window.calls.enter()
    return scene


def consulting(step: Step, *calls: DeskCall, **more: object) -> Callable[[], Scene]:
    colleague = calls[-1].call.id if len(calls) > 1 else ""
    return lambda: entered(show(*calls, made=transfer(step, colleague_call=colleague, **more)))


def direct(step: Step, *calls: DeskCall, **more: object) -> Callable[[], Scene]:
    return lambda: entered(show(*calls, made=transfer(step, Kind.DIRECT, **more)))


def _swapped() -> Scene:
    heard = replace(HELD, active=True, call=replace(HELD.call, held=False), actions=gallery.TALKING)
    waits = replace(ANSWERED, active=False, call=replace(ANSWERED.call, held=True))
    return show(heard, waits, made=transfer(Step.TALKING, colleague_call=waits.call.id))


def _in_conference(made: DeskTransfer | None) -> Scene:
    calls = [
        replace(each, actions=JOINED, active=each is ANSWERED, call=replace(each.call, held=False))
        for each in (HELD, ANSWERED)
    ]
    return show(*calls, made=made, conference=tuple(each.call.id for each in calls))


def _choices(name: str, line: LineState, row: int, meeting: str = "") -> Scene:
    scene = show(TALK)

    def ask() -> None:
        window = scene.window
        warning = transfer_words.warning(name, line, meeting)
        question = offers.to_transfer(
            TALK.name, name, frozenset(Kind), warning, in_a_call=False, announced_first=False
        )
        place = window.colleagues.anchor(f"p{row}")
        window.choices.ask(question, place if not place.isEmpty() else QRect(396, 178, 36, 36))

    scene.window.resize(*gallery.SIZE)
    scene.say(ask)
    return scene


def _connect_choices() -> Scene:
    scene = show(WAITING, TALK)

    def ask() -> None:
        question = offers.to_connect(TALK.name, [("call-", WAITING.name)], elsewhere=True)
        scene.window.choices.ask(question, QRect(620, 280, 120, 36))

    scene.window.resize(*gallery.SIZE)
    scene.say(ask)
    return scene


def _transferred_to_us() -> Scene:
    return show(replace(TALK, transferred_by=Identity("Elin Sjögren", "206")))


VOICEMAIL = {"answered": Answered.VOICEMAIL, "asking": True}

PICTURED: dict[str, Callable[[], Scene]] = {
    "transfer-choices": lambda: _choices("Bo Nilsson", LineState.BUSY, 203),
    "announced-ringing": consulting(Step.CALLING, HELD, CALLED, rings=True),
    "announced-talking": consulting(Step.TALKING, HELD, ANSWERED),
    "announced-voicemail": consulting(Step.TALKING, HELD, ANSWERED, **VOICEMAIL),
    "announced-declined": consulting(Step.WAITING, FREE, reason=Ending.DECLINED),
    "direct-ringing": direct(Step.REFERRED, RUNNING, rings=True),
    "direct-failed": direct(Step.FAILED, FREE, reason=Ending.BUSY),
    "call-waiting": lambda: show(TALK, RINGING),
}
"""In docs/screenshots."""

SCENES = PICTURED | {
    "choices between two calls": _connect_choices,
    "choices before a meeting": lambda: _choices(
        "Anna Ek", LineState.BUSY, 202, "13.00\N{EN DASH}14.00: Avstämning av budgeten"
    ),
    "choices without a warning": lambda: _choices("Anna Ek", LineState.FREE, 202),
    "announced, swapped": _swapped,
    "announced, forwarded": consulting(
        Step.TALKING, HELD, ANSWERED, answered=Answered.ELSEWHERE, answered_by=Identity("Örjan Öhman", "212")
    ),
    "announced, by this phone": consulting(Step.TALKING, HELD, ANSWERED, by_phone=True),
    "announced, failed": consulting(Step.TALKING, HELD, ANSWERED, reason=Ending.SERVER_ERROR),
    "announced, completing": consulting(Step.COMPLETING, HELD, ANSWERED),
    "announced, withdrawing": consulting(Step.WITHDRAWING, HELD, CALLED),
    "announced, bridged": consulting(Step.BRIDGED, HELD, ANSWERED),
    "announced, the caller left": lambda: show(
        ANSWERED, made=transfer(Step.CALLER_LEFT, caller_call="", colleague_call=ANSWERED.call.id)
    ),
    "conference of a transfer": lambda: _in_conference(
        transfer(Step.CONFERENCE, colleague_call=ANSWERED.call.id)
    ),
    "conference": lambda: _in_conference(None),
    "direct, transferring": direct(Step.HOLDING, RUNNING),
    "direct, overdue": direct(Step.OVERDUE, HELD),
    "direct, refused": direct(Step.FAILED, FREE, refused=True, reason=Ending.NOT_ALLOWED),
    "direct, unknown": direct(Step.UNKNOWN, HELD),
    "direct, done": lambda: show(made=transfer(Step.DONE, Kind.DIRECT, caller_call="")),
    "direct, gone": lambda: show(made=transfer(Step.GONE, Kind.DIRECT, caller_call="")),
    "direct, taken back": lambda: show(TALK, made=transfer(Step.TAKEN_BACK, Kind.DIRECT)),
    "direct, answered late": lambda: show(TALK, made=transfer(Step.ANSWERED_LATE, Kind.DIRECT)),
    "transferred to us": _transferred_to_us,
    "call waiting in a consultation": lambda: show(
        HELD, ANSWERED, RINGING, made=transfer(Step.TALKING, colleague_call=ANSWERED.call.id)
    ),
}
