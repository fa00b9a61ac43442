"""Passwords: kept by the system, or by nobody."""

import threading
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import InitError, PasswordDeleteError
from pytestqt.qtbot import QtBot

from softphone.programs.desktop_secrets import MemoryOnly, Secrets, SystemKeyring
from tests.helpers.unexpected_errors import ExpectErrors


class Kept(KeyringBackend):
    """A keyring that works, for this test."""

    priority = 5.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.secrets.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")


class Locked(Kept):
    """One that the person does not unlock."""

    def get_password(self, service: str, username: str) -> str | None:
        raise InitError("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise InitError("locked")


@pytest.fixture
def use() -> Iterator[object]:
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


@pytest.mark.usefixtures("use")
def test_the_systems_keyring_keeps_and_forgets() -> None:
    keyring.set_keyring(Kept())
    store = SystemKeyring()
    assert store.put("asa at server", "secret") and store.get("asa at server") == "secret"
    store.forget("asa at server")
    store.forget("asa at server")
    assert store.get("asa at server") is None


@pytest.mark.usefixtures("use")
def test_a_locked_keyring_is_no_keyring() -> None:
    keyring.set_keyring(Locked())
    assert not SystemKeyring().put("a", "b") and SystemKeyring().get("a") is None


def test_a_system_without_keyring_says_so() -> None:
    """The tests' own keyring is one that takes everything and keeps nothing."""
    assert not SystemKeyring().put("a", "b") and SystemKeyring().get("a") is None


class TestSecrets:
    def test_the_store_is_asked_elsewhere_and_the_answer_comes_here(self, qtbot: QtBot) -> None:
        asked: list[int] = []

        class Watched(MemoryOnly):
            def get(self, name: str) -> str | None:
                asked.append(threading.get_ident())
                return super().get(name)

        secrets = Secrets(Watched())
        answers: list[object] = []
        here: list[int] = []

        def hear(answer: object) -> None:
            answers.append(answer)
            here.append(threading.get_ident())

        secrets.get("a", hear)
        secrets.put("a", "s", hear)
        secrets.get("a", hear)
        qtbot.waitUntil(lambda: len(answers) == 3, timeout=60_000)
        assert answers == [None, True, "s"]
        assert set(here) == {threading.get_ident()} and threading.get_ident() not in asked
        secrets.forget("a")
        secrets.get("a", hear)
        qtbot.waitUntil(lambda: answers[3:] == [None], timeout=60_000)
        secrets.close()

    def test_a_store_that_fails_does_not_end_the_thread(
        self, qtbot: QtBot, expected_errors: ExpectErrors
    ) -> None:
        class Failing(MemoryOnly):
            def get(self, name: str) -> str | None:
                raise RuntimeError(name)

        expected_errors("the keyring failed")
        secrets = Secrets(Failing())
        answers: list[bool] = []
        secrets.get("a", lambda answer: None)
        secrets.put("a", "s", answers.append)
        qtbot.waitUntil(lambda: answers == [True], timeout=60_000)
        secrets.close()
