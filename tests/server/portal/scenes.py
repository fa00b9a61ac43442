"""The portal's pages as they are looked at: by axe, and by people in docs/screenshots."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from softphone.people.directory import Person
from softphone.profiles.incoming import ToColleague, ToNumber
from softphone.storage.audit import Actor
from tests.helpers.running_server import RunningServer

PASSWORD = "elsa's password"
NAMES = (
    ("anna", "Anna Ek", "Försäljning", "202"),
    ("bo", "Bo Nilsson", "Försäljning", "203"),
    ("cilla", "Cilla Åkesson", "Ekonomi", "204"),
    ("david", "David Öst", "Support", "205"),
    ("elin", "Elin Ängström", "Support", "206"),
)
RESERVED, WAITS, FREE, MOBILE = "+46812345610", "+46812345611", "+46812345612", "+46701740699"
LONG = "Mässan i Göteborg, sedan till dess att avtalet med arrangören löper ut eller förlängs"
COMPANY = (
    """
domain = "exempel.se"
country = "SE"

[[people]]
login = "elsa"
password = "elsa's password"
name = "Elsa Holm"
extension = "201"
landline = "08-123 456 01"
mobile = "070-174 06 01"
roles = ["admin"]
"""
    + "".join(
        f'[[people]]\nlogin = "{login}"\nname = "{name}"\ndepartment = "{department}"\n'
        f'extension = "{extension}"\nlandline = "08-123 456 {extension[1:]}"\n'
        for login, name, department, extension in NAMES
    )
    + f"""
[[groups]]
name = "Receptionen"
number = "08-123 456 00"
extension = "200"
members = ["elsa", "anna"]

[[numbers]]
number = "{RESERVED}"
note = "Kampanjen 2025"

[[numbers]]
number = "{WAITS}"
note = "{LONG}"

[[numbers]]
number = "{FREE}"

[[numbers]]
number = "{MOBILE}"
kind = "mobile"
note = "SIM-kort beställt"
"""
)


DIRECTORY = {
    "address": "dc1.exempel.se",
    "bind_dn": "CN=Softphone,OU=Tjänster,DC=exempel,DC=se",
    "password": "elsa väljer det",
    "base_dn": "OU=Personal,DC=exempel,DC=se",
    "product": "active_directory",
}
TRUNK = {"name": "Operatören", "address": "192.0.2.7", "channels": 30}


@contextmanager
def company(folder: Path) -> Iterator[RunningServer]:
    with RunningServer(folder, COMPANY) as server:
        numbers = server.service.numbers
        day = numbers.today() + timedelta(days=28)
        elin = ToColleague(server.directory.addresses["elin"])
        for number, to, starts in ((RESERVED, ToNumber("070-174 06 05"), None), (WAITS, elin, day)):
            server.run(numbers.forward(number, to, starts, Actor()))
        with server.http(server.token("elsa")) as client:
            client.put("/directory", json=DIRECTORY).raise_for_status()
            client.post("/trunks", json=TRUNK).raise_for_status()
        yield server


def pages(server: RunningServer) -> dict[str, str]:
    """By the name of the picture. All but the sign-in are for who is signed in."""
    elsa = server.directory.find("elsa")
    assert isinstance(elsa, Person)
    reserved = f"/admin/numbers/{quote(RESERVED)}"
    (trunk,) = server.directory.trunks
    return {
        "numbers": "/admin/numbers",
        "numbers-nothing-found": "/admin/numbers?search=ingen+heter+s%C3%A5",
        "numbers-added": "/admin/numbers/add",
        "number-reserved": reserved,
        "number-reserved-mobile": f"/admin/numbers/{quote(MOBILE)}",
        "number-in-use": f"/admin/numbers/{quote(elsa.landline)}",
        "number-forwarding": f"{reserved}/forwarding",
        "number-forwarding-colleague": f"/admin/numbers/{quote(WAITS)}/forwarding",
        "number-forwarding-removed": f"{reserved}/forwarding/remove",
        "number-assigned": f"/admin/numbers/{quote(FREE)}/assign",
        "person-profiles": f"/admin/people/{quote(elsa.id)}/profiles",
        "second-factor": "/admin/second-factor",
        "people": "/admin/people",
        "person": f"/admin/people/{quote(elsa.id)}",
        "people-import": "/admin/people/import",
        "directory": "/admin/people/directory",
        "directory-forgotten": "/admin/people/directory/forget",
        "groups": "/admin/groups",
        "group-added": "/admin/groups/new",
        "group-removed": f"/admin/groups/{quote(server.directory.addresses['200'])}/remove",
        "trunks": "/admin/trunks",
        "trunk-added": "/admin/trunks/new",
        "trunk-tried": f"/admin/trunks/{quote(trunk)}/trial",
        "right-now": "/admin/live",
        "call-records": "/admin/calls",
        "audit": "/admin/audit",
        "privacy": "/admin/privacy",
        "no-such-page": "/admin/nowhere",
    }
