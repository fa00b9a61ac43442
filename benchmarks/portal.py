"""How fast the numbers of a large company are searched, sorted and paged, and people imported, in SQLite and
in PostgreSQL.

    python -m benchmarks.portal [--numbers N] [--people N] [--searches N]

Through `softphone serve`, over its API and as the portal's live table asks; one request after the other, as
one administrator types. Beside each stands the same over /health, which the server answers without any work:
what is above that is ours. "After a change" is the first search after a number was changed. The processor's
time is that of the whole server process; it does not depend on what else the machine does.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx
from argon2 import PasswordHasher

from softphone.people.directory import Number, NumberKind, NumberStatus, Person
from softphone.server.company import DATABASE_VARIABLE, open_database
from softphone.server.embedded import EmbeddedServer
from softphone.storage.records import NewCompany
from tests.helpers.postgresql import PostgreSQL, may_run

TARGET = 50.0
"""Milliseconds, 95 percent of the searches."""
IMPORT_TARGET = 30.0
"""Seconds."""
PASSWORD = "benchmark's password"
NOTES = ("", "", "", "Kampanjen", "Mässan i Göteborg", "Reserv för supporten", "Gamla växeln")
SEARCHES = (
    "08-55 512",
    "+4685500",
    "070-500",
    "handläggare 42",
    "åsa nummer 99",
    "reserverat kampanjen",
    "i bruk göteborg",
    "supporten",
    "ingen heter så",
    "",
)


def company(numbers: int, people: int) -> NewCompany:
    admin = Person(id="admin", login="admin", name="Administratör", roles=frozenset({"admin"}))
    staff = [
        Person(
            id=f"p{n}",
            login=f"person{n}",
            name=f"Åsa Nummer {n}",
            title="Handläggare",
            department=f"Avdelning {n % 40}",
            extension=str(100_000 + n),
            landline=f"+46855{n:06}",
        )
        for n in range(people)
    ]
    listed = [
        Number(
            number=f"+46855{n:06}" if n % 5 else f"+4670{n:07}",
            kind=NumberKind.LANDLINE if n % 5 else NumberKind.MOBILE,
            status=NumberStatus.RESERVED,
            note=NOTES[n % len(NOTES)],
        )
        for n in range(numbers)
    ]
    return NewCompany(
        domain="company.test",
        country="SE",
        people=(admin, *staff),
        password_hashes={"admin": PasswordHasher().hash(PASSWORD)},
        numbers=tuple(listed),
    )


@contextmanager
def serving(loaded: NewCompany, url: str) -> Iterator[EmbeddedServer]:
    with tempfile.TemporaryDirectory(prefix="softphone-portal-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        repository = open_database(data, url)
        repository.load(loaded)
        repository.close()
        os.environ[DATABASE_VARIABLE] = url
        server = EmbeddedServer("", folder=Path(folder))
        server.start(timeout=180)
        try:
            yield server
        finally:
            server.stop()


def spent(server: EmbeddedServer) -> float:
    """Seconds of processor that the server took so far."""
    fields = Path(f"/proc/{server.process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Times:
    def __init__(self) -> None:
        self.took: list[float] = []

    def measure(self, ask: Callable[[], httpx.Response]) -> None:
        began = time.perf_counter()
        ask().raise_for_status()
        self.took.append((time.perf_counter() - began) * 1000)

    def __str__(self) -> str:
        p95 = statistics.quantiles(self.took, n=20)[-1] if len(self.took) > 1 else self.took[0]
        median = statistics.median(self.took)
        return f"median {median:6.1f} ms, p95 {p95:6.1f} ms, longest {max(self.took):6.1f} ms"


def imported(server: EmbeddedServer, people: int) -> None:
    """As many more, by the API."""
    rows = "".join(
        f"ny{n};Ängla Ny {n};Avdelning {n % 40};{500_000 + n};+46856{n:06};\n" for n in range(people)
    )
    with httpx.Client(base_url=f"{server.addresses.http}/api/v1", trust_env=False, timeout=300) as client:
        credentials = {"login": "admin", "password": PASSWORD, "device_name": "x"}
        token = client.post("/sign-in", json=credentials).json()["token"]
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/csv"}
        table = f"login;name;department;extension;landline;\n{rows}".encode()
        for how, target in (("?dry_run=true", "a dry run"), ("", "an import")):
            began = time.perf_counter()
            answer = client.post(f"/people/import{how}", content=table, headers=headers)
            assert answer.is_success, answer.text[:500]
            took = time.perf_counter() - began
            share = f"{took / IMPORT_TARGET:.2f} of what is asked"
            print(f"  {target} of {people} people took {took:.1f} s, {share}", flush=True)


def measured(server: EmbeddedServer, name: str, count: int, numbers: int) -> None:
    base = server.addresses.http
    credentials = {"login": "admin", "password": PASSWORD}
    with httpx.Client(base_url=base, trust_env=False, timeout=120) as client:
        token = client.post("/api/v1/sign-in", json=credentials | {"device_name": "x"}).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        client.post("/admin/sign-in", data=credentials)

        def search(n: int) -> httpx.Response:
            query = {"search": SEARCHES[n % len(SEARCHES)]}
            return client.get("/api/v1/numbers", params=query, headers=headers)

        def typed(n: int) -> httpx.Response:
            query = {"search": SEARCHES[n % len(SEARCHES)]}
            return client.get("/admin/numbers", params=query, headers={"HX-Request": "true"})

        def paged(n: int) -> httpx.Response:
            order = ("number", "person", "note", "status", "kind", "forwarding")[n % 6]
            return client.get(
                "/admin/numbers", params={"sort": order, "page": 1 + (n * 37) % (numbers // 50)}
            )

        for n in range(12):
            search(n).raise_for_status()
            paged(n).raise_for_status()
        nothing, searches, live, pages = Times(), Times(), Times(), Times()
        used = 0.0
        for n in range(count):
            nothing.measure(lambda: client.get("/health"))
            before = spent(server)
            searches.measure(lambda n=n: search(n))  # type: ignore[misc]
            used += spent(server) - before
            live.measure(lambda n=n: typed(n))  # type: ignore[misc]
            pages.measure(lambda n=n: paged(n))  # type: ignore[misc]
        first = Times()
        for n in range(10):
            number = quote(f"+46855{n * 5 + 1:06}")
            client.patch(f"/api/v1/numbers/{number}", json={"note": f"Ändrad {n}"}, headers=headers)
            first.measure(lambda n=n: search(n))  # type: ignore[misc]
    p95 = statistics.quantiles(searches.took, n=20)[-1]
    print(f"{name}: {numbers} numbers")
    print(f"  /health           {nothing}")
    print(f"  search            {searches}; {used / count * 1000:.1f} ms of processor each")
    print(f"  as one types      {live}")
    print(f"  sorted and paged  {pages}")
    print(f"  after a change    {first}")
    print(f"  search p95 is {p95 / TARGET:.2f} of the {TARGET:.0f} ms asked for", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--numbers", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--searches", type=int, default=200)
    asked = parser.parse_args()
    loaded = company(asked.numbers, asked.people)
    with serving(loaded, "") as server:
        measured(server, "SQLite", asked.searches, asked.numbers)
        imported(server, asked.people)
    if may_run():
        postgresql = PostgreSQL()
        try:
            with serving(loaded, postgresql.url) as server:
                measured(server, "PostgreSQL", asked.searches, asked.numbers)
                imported(server, asked.people)
        finally:
            postgresql.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
