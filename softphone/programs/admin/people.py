"""`softphone admin people …`"""

import os
from pathlib import Path
from typing import Annotated

import typer

from softphone.programs.admin import asked
from softphone.programs.admin.session import REFUSED, WRONG_USE, Stop
from softphone.programs.counted import counted

app = typer.Typer(no_args_is_help=True)

_COLUMNS = ("login", "name", "extension", "landline", "mobile", "roles", "add_ons", "active")
Text = Annotated[str | None, typer.Option(metavar="TEXT")]
Several = Annotated[
    list[str] | None, typer.Option(metavar="TEXT", help="Give it again for more; '' for none.")
]


@app.command("list")
def list_(
    context: typer.Context,
    search: Annotated[str, typer.Argument(metavar="[WORDS]")] = "",
    inactive: Annotated[bool, typer.Option(help="Those who were deactivated.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 200,
) -> None:
    """People by parts of name, login, title, department or number."""
    server, output = asked.of(context)
    said = server.get("/people", search=search, inactive=inactive, limit=limit)
    output.rows(said, said["people"], *_COLUMNS)


@app.command()
def show(context: typer.Context, login: str) -> None:
    """One person."""
    server, output = asked.of(context)
    output.one(server.person(login))


@app.command()
def add(
    context: typer.Context,
    login: str,
    name: str,
    title: Text = None,
    department: Text = None,
    extension: Text = None,
    landline: Text = None,
    mobile: Text = None,
    email: Text = None,
    role: Several = None,
    class_of_service: Text = None,
    add_on: Several = None,
) -> None:
    """A new person, who signs in by an invitation (softphone admin people invite LOGIN)."""
    server, output = asked.of(context)
    fields = asked.only_given(
        title=title,
        department=department,
        extension=extension,
        landline=landline,
        mobile=mobile,
        email=email,
        roles=_several(role),
        class_of_service=class_of_service,
        add_ons=_several(add_on),
    )
    output.one(server.ask("POST", "/people", json={"login": login, "name": name, **fields}).json())


@app.command()
def edit(
    context: typer.Context,
    login: str,
    new_login: Text = None,
    name: Text = None,
    title: Text = None,
    department: Text = None,
    extension: Text = None,
    landline: Text = None,
    mobile: Text = None,
    email: Text = None,
    role: Several = None,
    class_of_service: Text = None,
    add_on: Several = None,
) -> None:
    """What is not given stays; '' empties a field."""
    server, output = asked.of(context)
    fields = asked.only_given(
        login=new_login,
        name=name,
        title=title,
        department=department,
        extension=extension,
        landline=landline,
        mobile=mobile,
        email=email,
        roles=_several(role),
        class_of_service=class_of_service,
        add_ons=_several(add_on),
    )
    person = server.person(login)["id"]
    output.one(server.ask("PATCH", f"/people/{person}", json=fields).json())


@app.command()
def deactivate(context: typer.Context, login: str) -> None:
    """Out at once: devices and sessions end. Login, numbers and settings stay theirs."""
    server, output = asked.of(context)
    said = server.ask("POST", f"/people/{server.person(login)['id']}/deactivate").json()
    output.sentence(said, f"{said['name']} is deactivated.")


@app.command()
def activate(context: typer.Context, login: str) -> None:
    """In again; they sign in anew."""
    server, output = asked.of(context)
    said = server.ask("POST", f"/people/{server.person(login)['id']}/activate").json()
    output.sentence(said, f"{said['name']} is active.")


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", exists=True, dir_okay=False)],
    dry_run: Annotated[bool, typer.Option(help="Only tell what would become of each row.")] = False,
    without_faulty: Annotated[bool, typer.Option(help="Leave rows with faults out.")] = False,
) -> None:
    """People from CSV (semicolons, commas or tabs; columns in English or Swedish). With faults in a dry run
    the exit status is 1."""
    server, output = asked.of(context)
    params = {"dry_run": dry_run, "without_faulty": without_faulty}
    headers = {"Content-Type": "text/csv"}
    answer = server.work(
        "POST", "/people/import", content=file.read_bytes(), params=params, headers=headers
    ).json()
    if not dry_run:
        output.sentence(answer, f"{counted(answer['count'], 'person was', 'people were')} imported.")
        return
    rows = [
        {
            "line": row["line"],
            "login": row["login"],
            "name": row["name"],
            "fate": "is added" if row["adds"] else " ".join(each["sentence"] for each in row["faults"]),
        }
        for row in answer["rows"]
    ]
    output.rows(answer, rows, "line", "login", "name", "fate")
    if answer["faulty"]:
        faulty = counted(answer["faulty"], "row has", "rows have")
        raise Stop(REFUSED, f"{answer['adds']} would be added; {faulty} faults.")


@app.command()
def invite(context: typer.Context, login: str, days: Annotated[int, typer.Option(min=1, max=90)] = 7) -> None:
    """A link that signs this person in on one computer, once."""
    server, output = asked.of(context)
    path = f"/people/{server.person(login)['id']}/invitation"
    output.one(server.ask("POST", path, json={"days": days, "server": server.url}).json())


@app.command()
def devices(context: typer.Context, login: str) -> None:
    """From where this person is registered, with what."""
    server, output = asked.of(context)
    said = server.get(f"/people/{server.person(login)['id']}/devices")
    rows = [
        {**device, "from": [each["address"] for each in device["registrations"]]}
        for device in said["devices"]
    ]
    output.rows(said, rows, "id", "name", "seen", "from")


@app.command("remove-device")
def remove_device(context: typer.Context, login: str, device: str) -> None:
    """By its id, as `devices` tells it."""
    server, output = asked.of(context)
    server.ask("DELETE", f"/people/{server.person(login)['id']}/devices/{device}")
    output.sentence({}, "The device is signed out.")


@app.command()
def profile(
    context: typer.Context,
    number: int,
    logins: list[str],
    minutes: Annotated[int | None, typer.Option(min=1, help="Else the profile's own length.")] = None,
    message: Annotated[str, typer.Option()] = "",
) -> None:
    """Activate a profile, by its number, for these people."""
    server, output = asked.of(context)
    length = None if minutes is None else {"type": "for", "minutes": minutes}
    people = [server.person(login)["id"] for login in logins]
    body = {"people": people, "profile": number, "length": length, "message": message}
    said = server.work("POST", "/people/activation", json=body).json()
    output.sentence(said, f"Activated for {said['count']}.")
    if said["refused"]:
        raise Stop(REFUSED, " ".join(each["sentence"] for each in said["refused"]))


@app.command()
def export(
    context: typer.Context,
    login: str,
    to: Annotated[Path, typer.Option(metavar="FILE.zip", help="A new file.")],
) -> None:
    """All that is kept of this person, as a ZIP of JSON."""
    server, output = asked.of(context)
    if to.exists():
        raise Stop(WRONG_USE, f"{to} is there already.")
    content = server.work("GET", f"/people/{server.person(login)['id']}/export").content
    with open(to, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(content)
    output.sentence({"file": str(to), "size": len(content)}, f"Written to {to}.")


@app.command()
def erase(
    context: typer.Context,
    login: str,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """For good: the person, and what names them in the calls and changes of others."""
    server, output = asked.of(context)
    person = server.person(login)
    if not yes and not typer.confirm(f"Erase {person['name']} for good?"):
        raise Stop(WRONG_USE, "Nothing was changed.")
    server.work("DELETE", f"/people/{person['id']}")
    output.sentence({"erased": person["id"]}, f"{person['name']} is erased.")


def _several(given: list[str] | None) -> list[str] | None:
    return None if given is None else [each for each in given if each]
