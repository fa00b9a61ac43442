"""Sign-in passwords: right, wrong, nobody's, and a flood of them."""

import asyncio
from collections.abc import Iterator

import pytest

from softphone.server import passwords as module
from softphone.server.passwords import Passwords


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    made = Passwords()
    yield made
    made.close()


def test_right_wrong_and_nobodys(passwords: Passwords) -> None:
    encoded = passwords.hash("Lösenord 1")
    # RFC 9106 §4, for a machine with little memory: 64 MiB, three passes, four lanes.
    assert encoded.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert encoded != passwords.hash("Lösenord 1")

    async def scenario() -> None:
        assert await passwords.is_right(encoded, "Lösenord 1") is True
        assert await passwords.is_right(encoded, "lösenord 1") is False
        assert await passwords.is_right(encoded, "") is False
        assert await passwords.is_right("", "nobody has this password") is False
        assert await passwords.is_right("not a hash", "x") is False

    asyncio.run(scenario())


def test_a_flood_is_turned_away_and_the_loop_goes_on(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_WAITING", 4)
    encoded = passwords.hash("x")

    async def scenario() -> None:
        turns = 0

        async def breathe() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        breathing = asyncio.create_task(breathe())
        answers = await asyncio.gather(*(passwords.is_right(encoded, "x") for _ in range(10)))
        breathing.cancel()
        assert sorted(map(str, answers)) == ["None"] * 6 + ["True"] * 4
        assert turns > 100
        assert await passwords.is_right(encoded, "x") is True

    asyncio.run(scenario())
