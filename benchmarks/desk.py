"""How quick the window is: searching 5,000 colleagues and 200 groups of them, their changes, and the two ways
of a call through it.

Each figure stands beside its target. The window is the product's own (views, models, controllers, bridges),
the phone a real one in its process; the far end is a bare UDP socket of the benchmark's.
./run benchmarks desk gives it a screen.
"""

import os
import queue
import random
import socket
import statistics
import struct
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from softphone.calls.commands import (
    AccountSettings,
    AddAccount,
    SoundMode,
    SoundSettings,
    Transport,
    UseSound,
)
from softphone.calls.desk import Desk
from softphone.calls.phone import PhoneSettings
from softphone.people.company import Colleague, ColleaguesChanged, ColleaguesReplaced
from softphone.people.directory import Group, Person
from softphone.people.line_state import LineState
from softphone.phone.client import ProcessPhone
from softphone.ui.bridge import Bridge
from softphone.ui.controllers.calls import CallsController
from softphone.ui.controllers.colleagues import ColleaguesController
from softphone.ui.controllers.field import FieldController
from softphone.ui.controllers.names import Names
from softphone.ui.controllers.notices import Notices
from softphone.ui.controllers.notifications import NotificationsController
from softphone.ui.controllers.transfers import TransfersController
from softphone.ui.models.colleague_model import ColleagueModel
from softphone.ui.models.group_rows import is_group_row
from softphone.ui.views import style
from softphone.ui.views.colleague_row import phone_rect
from softphone.ui.views.incoming import IncomingWindow
from softphone.ui.views.main_window import MainWindow
from tests.helpers.ports import free_port

COLLEAGUES = 5_000
GROUPS, MEMBERS = 200, 10
"""A change of a colleague is one of each group that they are in."""
SEARCHES = ("asa", "lind", "anna ek", "08123", "forsaljning", "bo", "x", "erik n")
SEEN = 8
CHANGES_PER_SECOND, CHANGING_SECONDS = 500, 6.0
CALLS = 40
KEY_MS, CHANGES_PERCENT, CLICK_MS, RING_MS = 16.0, 30.0, 20.0, 100.0
"""The targets; of KEY, CLICK and RING the 95th percentile."""
PATIENCE = 20.0
_TIMESTAMPS = 35  # SO_TIMESTAMPNS of Linux, which the socket module does not name
_GIVEN = (
    "Anna",
    "Åsa",
    "Bo",
    "Erik",
    "Eva",
    "Karin",
    "Lars",
    "Maria",
    "Nils",
    "Olle",
    "Sven",
    "Ulf",
    "Örjan",
)
_FAMILY = ("Andersson", "Berg", "Dahl", "Ek", "Fors", "Gran", "Lind", "Nilsson", "Persson", "Ström", "Öberg")
_DEPARTMENTS = ("Försäljning", "Ekonomi", "Support", "Lager", "Ledning", "Teknik")


def company(count: int) -> tuple[Colleague, ...]:
    chance = random.Random(1)
    return tuple(
        Colleague(
            Person(
                id=f"p{number}",
                name=f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)}{number % 7 or ''}".strip(),
                login=f"person{number}",
                extension=str(10_000 + number),
                landline=f"+468{1_230_000 + number}",
                mobile=f"+4670{1_230_000 + number}",
                department=chance.choice(_DEPARTMENTS),
            ),
            chance.choice(list(LineState)),
        )
        for number in range(count)
    )


def groups(people: tuple[Colleague, ...]) -> tuple[Group, ...]:
    chance = random.Random(3)
    return tuple(
        Group(
            id=f"g{number}",
            name=f"{chance.choice(_DEPARTMENTS)} {chance.choice(_FAMILY)} {number}",
            extension=str(90_000 + number),
            members=tuple(each.person.id for each in chance.sample(people, MEMBERS)),
        )
        for number in range(GROUPS)
    )


class Painting(QObject):
    """Counts the times a widget was painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return False


class Source:
    """Colleagues' changes, as the company's client would hand them over."""

    def __init__(self) -> None:
        self.events: queue.Queue[object | None] = queue.Queue()

    def receive(self, timeout: float | None = None) -> object | None:
        try:
            return self.events.get(timeout=timeout) if timeout != 0 else self.events.get_nowait()
        except queue.Empty:
            return None


class Screen:
    """The window with all that moves it, as the desktop wires it."""

    def __init__(self, phone: ProcessPhone) -> None:
        self.window = MainWindow(time.monotonic)
        self.incoming = IncomingWindow()
        self.model = ColleagueModel()
        names = Names("SE")
        desk = Desk(lookup=names.identify, clock=time.monotonic, new_id=lambda: uuid.uuid4().hex)
        self.calls = CallsController(desk, phone.send, time.monotonic, self.window)
        self.notifications = NotificationsController(self.calls, self.incoming, names, lambda: False)
        self.colleagues = ColleaguesController(self.window.colleagues, self.model, names)
        self.transfers = TransfersController(desk, self.calls, self.window, names)
        notices = Notices(self.window.notice)
        self.field = FieldController(self.window.field, self.model, self.colleagues, notices, names)
        self.colleagues.chosen.connect(self.transfers.choose)
        self.calls.account = "me"
        self.bridge = Bridge(phone, "events of the phone")
        self.bridge.arrived.connect(self.calls.phone_reported)
        self.bridge.start()
        self.window.show_main()
        self.window.show()
        self.list_painted = Painting(self.window.colleagues.viewport())
        self.ringing_painted = Painting(self.incoming)


def turn(until: Callable[[], bool]) -> float:
    """Let Qt work until then; how long it took, in milliseconds."""
    start = time.perf_counter()
    while not until():
        if time.perf_counter() - start > PATIENCE:
            raise TimeoutError("what was waited for did not come")
        QApplication.processEvents()
    return (time.perf_counter() - start) * 1000


def settle(seconds: float = 0.05) -> None:
    end = time.perf_counter() + seconds
    turn(lambda: time.perf_counter() > end)


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def keystrokes(screen: Screen) -> list[float]:
    """From a key to the list painted anew, in milliseconds."""
    field = screen.window.field.findChild(QLineEdit)
    assert field is not None
    took: list[float] = []
    for text in SEARCHES * 3:
        for key in text:
            took += one_key(screen, lambda key=key: QTest.keyClicks(field, key))  # type: ignore[misc]
        for _ in text:
            took += one_key(screen, lambda: QTest.keyClick(field, Qt.Key.Key_Backspace))
    return took


def one_key(screen: Screen, press: Callable[[], object]) -> list[float]:
    """Nothing for a key that changes no search: the space before the next word."""
    settle(0.01)
    painted, search = screen.list_painted.count, screen.model.search_text
    start = time.perf_counter()
    press()
    if screen.model.search_text == search:
        return []
    turn(lambda: screen.list_painted.count > painted)
    return [(time.perf_counter() - start) * 1000]


def seen(screen: Screen) -> tuple[Colleague, ...]:
    """Whose rows are in sight; those of groups change with them."""
    rows = (screen.model.colleague(screen.model.index(n)) for n in range(SEEN))
    return tuple(row for row in rows if not is_group_row(row.person.id))


def changing(screen: Screen, people: tuple[Colleague, ...]) -> float:
    """The window's thread's share of a core, in per cent, while lines change."""
    chance = random.Random(2)
    source = Source()
    bridge = Bridge(source, "changes")
    bridge.arrived.connect(screen.colleagues.company_reported)
    bridge.start()
    start, used = time.perf_counter(), time.thread_time()
    sent = 0
    while (now := time.perf_counter() - start) < CHANGING_SECONDS:
        for _ in range(int(now * CHANGES_PER_SECOND) - sent):
            # Half of them among the rows that are seen, so that these are painted.
            someone = chance.choice(people if chance.random() < 0.5 else seen(screen) or people)
            source.events.put(ColleaguesChanged((Colleague(someone.person, chance.choice(list(LineState))),)))
            sent += 1
        QApplication.processEvents()
        time.sleep(0.002)
    share = (time.thread_time() - used) / (time.perf_counter() - start) * 100
    source.events.put(None)
    bridge.finish()
    return share


class FarEnd:
    """A socket that takes INVITEs, and sends them. The kernel says when one came (Linux): the window may
    be painting meanwhile."""

    def __init__(self, phone_port: int) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, _TIMESTAMPS, 1)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.port = self.socket.getsockname()[1]
        self._phone = ("127.0.0.1", phone_port)

    def invited(self) -> tuple[bytes, float]:
        """The next INVITE, and when it came by the wall clock; empty: none yet."""
        try:
            while True:
                data, told, _, _ = self.socket.recvmsg(65_535, 64)
                if data.startswith(b"INVITE"):
                    seconds, nanoseconds = struct.unpack("qq", told[0][2])
                    return data, seconds + nanoseconds / 1e9
        except BlockingIOError:
            return b"", 0.0

    def refuse(self, invite: bytes) -> None:
        kept = [
            line
            for line in invite.split(b"\r\n\r\n")[0].split(b"\r\n")[1:]
            if line.split(b":")[0].lower() in (b"via", b"from", b"to", b"call-id", b"cseq")
        ]
        kept = [line + b";tag=far" if line[:3].lower() == b"to:" else line for line in kept]
        self.socket.sendto(
            b"SIP/2.0 486 Busy Here\r\n" + b"\r\n".join(kept) + b"\r\nContent-Length: 0\r\n\r\n", self._phone
        )

    def invite(self, number: int) -> None:
        sdp = (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {free_port()} RTP/AVP 8\r\n"
        )
        self.socket.sendto(self._request("INVITE", number, sdp).encode(), self._phone)

    def cancel(self, number: int) -> None:
        self.socket.sendto(self._request("CANCEL", number, "").encode(), self._phone)

    def _request(self, method: str, number: int, body: str) -> str:
        return (
            f"{method} sip:me@127.0.0.1:{self._phone[1]} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bKring{number}\r\nMax-Forwards: 70\r\n"
            f"From: <sip:person{number}@127.0.0.1:{self.port}>;tag=f{number}\r\n"
            f"To: <sip:me@127.0.0.1:{self._phone[1]}>\r\nCall-ID: ring{number}\r\nCSeq: 1 {method}\r\n"
            f"Contact: <sip:far@127.0.0.1:{self.port}>\r\n"
            + ("Content-Type: application/sdp\r\n" if body else "")
            + f"Content-Length: {len(body)}\r\n\r\n{body}"
        )


def clicks(screen: Screen, far: FarEnd) -> list[float]:
    """From a click on a colleague's phone icon to the INVITE's arrival at the far end, in milliseconds."""
    took = []
    for _ in range(CALLS):
        view = screen.window.colleagues
        row = view.visualRect(screen.model.index(0))
        place = phone_rect(row).center()
        start = time.time()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
        while not (arrived := far.invited())[0]:
            QApplication.processEvents()
        invite, came = arrived
        took.append((came - start) * 1000)
        far.refuse(invite)
        turn(lambda: not any(each.ending is None for each in screen.calls.shown.calls))
        for each in screen.calls.shown.calls:
            screen.window.calls.dismissed.emit(each.call.id)
        settle()
    return took


def rings(screen: Screen, far: FarEnd) -> list[float]:
    """From an INVITE sent to the incoming window painted, in milliseconds."""
    took = []
    for number in range(CALLS):
        painted = screen.ringing_painted.count
        start = time.perf_counter()
        far.invite(number)
        turn(lambda painted=painted: screen.ringing_painted.count > painted)  # type: ignore[misc]
        took.append((time.perf_counter() - start) * 1000)
        far.cancel(number)
        turn(lambda: not screen.incoming.isVisible())
        for each in screen.calls.shown.calls:
            screen.window.calls.dismissed.emit(each.call.id)
        settle()
    return took


@contextmanager
def screen_with_phone() -> Iterator[tuple[Screen, FarEnd]]:
    port = free_port()
    phone = ProcessPhone(PhoneSettings(bind="127.0.0.1", udp_port=port, log_level=1))
    far = FarEnd(port)
    screen = None
    try:
        phone.send(UseSound(SoundSettings(mode=SoundMode.SILENT)))
        account = AccountSettings(
            user="me",
            domain=f"127.0.0.1:{far.port}",
            secret="",
            transport=Transport.UDP,
            proxy=f"127.0.0.1:{far.port}",
            register=False,
        )
        phone.send(AddAccount("me", account))
        screen = Screen(phone)
        settle(2.0)  # the phone's own start
        yield screen, far
    finally:
        if screen is not None:
            screen.calls.end()
            screen.incoming.close()
            screen.window.close()
        phone.close()
        if screen is not None:
            screen.bridge.finish()
        far.socket.close()


def line(what: str, unit: str, value: float, target: float, beside: str = "") -> None:
    print(f"{what:<46}{value:7.1f} {unit:<2}{value / target:6.2f} × target {target:g}   {beside}")


def spread(values: list[float]) -> str:
    return f"median {statistics.median(values):.1f}, most {max(values):.1f}, of {len(values)}"


def main() -> None:
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(["benchmark"])
    assert isinstance(app, QApplication)
    style.follow_system(app)
    people = company(COLLEAGUES)
    with screen_with_phone() as (screen, far):
        start = time.perf_counter()
        screen.colleagues.company_reported([ColleaguesReplaced(people, groups(people))])
        settle()
        print(
            f"{COLLEAGUES} colleagues and {GROUPS} groups in the list after "
            f"{(time.perf_counter() - start) * 1000:.0f} ms; "
            f"{os.cpu_count()} cores, {app.platformName()}"
        )
        keys = keystrokes(screen)
        line("key to filtered list painted, p95", "ms", p95(keys), KEY_MS, spread(keys))
        screen.window.field.clear()
        settle()
        line(
            f"window's thread at {CHANGES_PER_SECOND} changes/s",
            "%",
            changing(screen, people),
            CHANGES_PERCENT,
        )
        clicked = clicks(screen, far)
        line("click to INVITE at the far end, p95", "ms", p95(clicked), CLICK_MS, spread(clicked))
        rung = rings(screen, far)
        line("INVITE to ringing window painted, p95", "ms", p95(rung), RING_MS, spread(rung))


if __name__ == "__main__":
    main()
