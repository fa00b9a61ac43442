"""Global keys by the portal: a fake one on a real bus, that gives them, refuses, and takes them away."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from softphone.calls.global_keys import GlobalKey, KeyPressed, KeysGiven, NoKeys, WantedKey
from softphone.system.global_keys import INTERFACE, NAME, PATH, REQUEST, SESSION, PortalKeys
from tests.system.private_bus import PATIENCE, Body, Service, private_bus

ANSWER = WantedKey(GlobalKey.ANSWER, "Answer", "CTRL+ALT+a")
HANG_UP = WantedKey(GlobalKey.HANG_UP, "Hang up", "CTRL+ALT+h")
BOTH = (ANSWER, HANG_UP)
AT = f"{PATH}/session/1_7/softphone"
GIVEN = {"answer": "Ctrl+Alt+A", "hang-up": "Super+F12"}


class Portal(Service):
    """`statuses`: how the requests are answered, one after the other; 0 is done."""

    def __init__(self, bus: str, *statuses: int) -> None:
        self._statuses = list(statuses)
        self.given = GIVEN
        super().__init__(bus, NAME, self._reply)

    def _reply(self, member: str, body: Body) -> tuple[str, Body]:
        if member == "CreateSession":
            self._respond(body[-1], {"session_handle": ("s", AT)})
        elif member == "BindShortcuts":
            self._respond(body[-1], {"shortcuts": ("a(sa{sv})", self.shortcuts())})
        elif member == "Close":
            return "", ()
        else:
            raise LookupError(member)
        return "o", (f"{PATH}/request/1_7/x",)

    def shortcuts(self) -> list[tuple[str, dict[str, tuple[str, str]]]]:
        return [
            (name, {"description": ("s", name), "trigger_description": ("s", words)})
            for name, words in self.given.items()
        ]

    def _respond(self, options: object, results: dict[str, object]) -> None:
        assert isinstance(options, dict)
        token = options["handle_token"][1]
        status = self._statuses.pop(0) if self._statuses else 0
        self.signal(f"{PATH}/request/1_7/other", REQUEST, "Response", "ua{sv}", (2, {}))
        self.signal(f"{PATH}/request/1_7/{token}", REQUEST, "Response", "ua{sv}", (status, results))

    def press(self, name: str, session: str = AT) -> None:
        self.signal(PATH, INTERFACE, "Activated", "osta{sv}", (session, name, 5, {}))


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[str]:
    with private_bus(tmp_path) as address:
        yield address


@pytest.fixture
def keys(bus: str) -> Iterator[PortalKeys]:
    made = PortalKeys(bus, entry="softphone")
    yield made
    made.close()
    assert made.receive() is None


def given(**other: str) -> KeysGiven:
    said = {**GIVEN, **other}
    return KeysGiven(((GlobalKey.ANSWER, said["answer"]), (GlobalKey.HANG_UP, said["hang-up"])))


def test_keys_are_asked_for_given_and_pressed(bus: str, keys: PortalKeys) -> None:
    portal = Portal(bus)
    try:
        keys.want(BOTH)
        assert keys.receive(PATIENCE) == given()
        assert portal.heard("Register")[0] == "softphone"
        session, wanted, parent, _ = portal.heard("BindShortcuts")
        assert (session, parent) == (AT, "")
        assert isinstance(wanted, list)
        assert wanted[0] == (
            "answer",
            {"description": ("s", "Answer"), "preferred_trigger": ("s", "CTRL+ALT+a")},
        )
        portal.press("answer", session=f"{AT}x")
        portal.press("other")
        portal.press("hang-up")
        assert keys.receive(PATIENCE) == KeyPressed(GlobalKey.HANG_UP)
        # The person chooses others in the system's own settings.
        portal.given = {"answer": "F9"}
        portal.signal(PATH, INTERFACE, "ShortcutsChanged", "oa(sa{sv})", (AT, portal.shortcuts()))
        assert keys.receive(PATIENCE) == given(answer="F9", **{"hang-up": ""})
        keys.want(())
        portal.heard("Close")
        portal.press("answer")
        keys.want(BOTH)
        # The next thing that is told: not a key that was pressed while it was not wanted.
        assert keys.receive(PATIENCE) == given(answer="F9", **{"hang-up": ""})
    finally:
        portal.close()


def test_wanted_while_connected_and_again_after_they_were_given_back(bus: str, keys: PortalKeys) -> None:
    portal = Portal(bus)
    try:
        assert keys.receive(0) is None
        portal.heard("Register")
        for _ in range(2):
            keys.want(BOTH)
            assert keys.receive(PATIENCE) == given()
            keys.want(())
            portal.heard("Close")
    finally:
        portal.close()


@pytest.mark.parametrize("statuses", [(1,), (2,), (0, 1), (0, 2)])
def test_refused_by_the_person_or_the_system(bus: str, keys: PortalKeys, statuses: tuple[int, ...]) -> None:
    portal = Portal(bus, *statuses)
    try:
        keys.want(BOTH)
        assert keys.receive(PATIENCE) == NoKeys(refused=True)
        keys.want(())
        keys.want(BOTH)
        assert keys.receive(PATIENCE) == given()
    finally:
        portal.close()


def test_the_system_takes_them_away(bus: str, keys: PortalKeys) -> None:
    portal = Portal(bus)
    try:
        keys.want(BOTH)
        assert keys.receive(PATIENCE) == given()
        portal.signal(AT, SESSION, "Closed", "a{sv}", ({},))
        assert keys.receive(PATIENCE) == NoKeys(refused=True)
    finally:
        portal.close()


def test_a_system_without_such_a_portal(bus: str, keys: PortalKeys) -> None:
    keys.want(BOTH)
    assert keys.receive(PATIENCE) == NoKeys(refused=False)


def test_a_portal_that_has_no_keys(bus: str, keys: PortalKeys) -> None:
    def refuse(member: str, body: Body) -> tuple[str, Body]:
        raise LookupError(member)

    portal = Service(bus, NAME, refuse)
    try:
        keys.want(BOTH)
        assert keys.receive(PATIENCE) == NoKeys(refused=False)
    finally:
        portal.close()


def test_without_a_bus() -> None:
    keys = PortalKeys("", entry="softphone")
    keys.want(BOTH)
    assert keys.receive(1) == NoKeys(refused=False)
    keys.want(())
    keys.want(BOTH)
    assert keys.receive(0) is None
    keys.close()


def test_unwanted_nothing_is_asked_for(bus: str, keys: PortalKeys) -> None:
    portal = Portal(bus)
    try:
        assert keys.receive(0) is None
        portal.heard("Register")
        keys.want(BOTH)
        assert keys.receive(PATIENCE) == given()
        asked = [portal.calls.get(timeout=PATIENCE)[0] for _ in range(2)]
        assert asked == ["CreateSession", "BindShortcuts"] and portal.calls.empty()
    finally:
        portal.close()
