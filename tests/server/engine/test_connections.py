"""Many telephones behind one address, and those who only hold connections."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import msgspec

from softphone.people.directory import Directory, Person
from softphone.server.engine import EngineSettings
from softphone.sip.transport.limits import Limits
from tests.server.engine.company import company, credential
from tests.server.engine.socket_telephone import PATIENCE, SocketTelephone, telephone
from tests.server.engine.test_engine import until

Run = Callable[..., Any]
OFFICE = 320


def office(people: int) -> Directory:
    """So many more people, each with a telephone."""
    base, names = company(), [f"p{number}" for number in range(people)]
    persons = {f"id-{name}": Person(id=f"id-{name}", login=name, name=name) for name in names}
    devices = {f"{name}-pc": credential(f"{name}-pc", f"id-{name}") for name in names}
    return msgspec.structs.replace(
        base,
        people={**base.people, **persons},
        credentials={**base.credentials, **devices},
        addresses={**base.addresses, **{name: f"id-{name}" for name in names}},
    )


def test_an_office_of_hundreds_of_telephones_has_one_address(run_engine: Run, certificate: Path) -> None:
    """They come back all at once, as after a restart."""

    async def whole() -> None:
        async with run_engine(office(OFFICE)) as running, AsyncExitStack() as stack:

            async def connect(number: int) -> SocketTelephone:
                made = telephone(f"p{number}-pc", "tcp", running.port("tcp"), certificate)
                return await stack.enter_async_context(made)

            phones = await asyncio.gather(*map(connect, range(OFFICE)))
            assert running.engine.metrics().registrations == OFFICE
            assert not any(phone.closed.is_set() for phone in phones)

    asyncio.run(whole())


def test_strangers_are_limited_and_take_no_telephones_place(run_engine: Run, certificate: Path) -> None:
    """More telephones than strangers may connect, a flood of strangers, and one more telephone after it."""
    limits = Limits(connections_per_host=5, partial_seconds=10 * PATIENCE)

    async def whole() -> None:
        settings = EngineSettings(port=0, tls_port=0, limits=limits)
        async with run_engine(office(12), settings) as running, AsyncExitStack() as stack:

            async def connect(device: str, register: bool) -> SocketTelephone:
                made = telephone(device, "tcp", running.port("tcp"), certificate, register=register)
                return await stack.enter_async_context(made)

            phones = [await connect(f"p{number}-pc", True) for number in range(12)]
            strangers = [await connect("bob-pc", False) for _ in range(20)]
            await until(lambda: sum(each.closed.is_set() for each in strangers) == 15)
            staying = next(each for each in strangers if not each.closed.is_set())
            staying.hang_up_connection()
            await staying.closed.wait()
            await until_let_in(lambda: connect("bob-phone", False))
            assert not any(phone.closed.is_set() for phone in phones)
            assert sum(not each.closed.is_set() for each in strangers) == 4
            assert (await phones[0].register()).status == 200

    asyncio.run(whole())


def test_a_flood_that_stays_gives_way(run_engine: Run, certificate: Path) -> None:
    limits = Limits(connections_per_host=2, partial_seconds=0.2)

    async def whole() -> None:
        settings = EngineSettings(port=0, tls_port=0, limits=limits)
        async with run_engine(company(), settings) as running, AsyncExitStack() as stack:

            async def connect(device: str, register: bool) -> SocketTelephone:
                made = telephone(device, "tcp", running.port("tcp"), certificate, register=register)
                return await stack.enter_async_context(made)

            strangers = [await connect("bob-pc", False) for _ in range(2)]
            await until_let_in(lambda: connect("bob-phone", False))
            await asyncio.wait_for(strangers[0].closed.wait(), PATIENCE)
            assert not strangers[1].closed.is_set()

    asyncio.run(whole())


def test_it_is_known_which_devices_are_in_use(run_engine: Run, certificate: Path) -> None:
    async def whole() -> None:
        async with run_engine(company()) as running:
            engine, port = running.engine, running.port("udp")
            async with telephone("alice-pc", "udp", port, certificate) as alice:
                assert engine.devices_heard() == engine.devices_heard() == {"alice-pc"}
                assert engine.is_registered("alice-pc") and not engine.is_registered("bob-pc")
                async with telephone("bob-pc", "tcp", port, certificate) as bob:
                    assert (await bob.register(expires=0)).status == 200
                assert engine.devices_heard() == {"alice-pc", "bob-pc"}
                assert engine.devices_heard() == {"alice-pc"}
                assert (await alice.register(expires=0)).status == 200

    asyncio.run(whole())


async def until_let_in(connect: Callable[[], Awaitable[SocketTelephone]]) -> None:
    """It registers with the first connection that is not closed at once."""
    async with asyncio.timeout(PATIENCE):
        while True:
            phone = await connect()
            registering = asyncio.ensure_future(phone.register())
            refused = asyncio.ensure_future(phone.closed.wait())
            await asyncio.wait([registering, refused], return_when=asyncio.FIRST_COMPLETED)
            if registering.done():
                refused.cancel()
                assert registering.result().status == 200
                return
            registering.cancel()
            await asyncio.sleep(0.05)
