"""The company that the demo shows and that call tests run with when no server is named: a dozen colleagues,
and how each of them behaves when called."""

import json

import msgspec

from softphone.calltest.accounts import Account
from softphone.calltest.colleague import Manner
from softphone.calltest.words import Behaviour

DOMAIN = "exempel.test"
COUNTRY = "SE"
LOGIN_OF_USER = "kim.lind"
"""Whom the desktop of the demo is signed in as."""
MAIN_NUMBER = "+46812345600"
OPERATOR_NUMBER = "+46701234567"
"""Who calls from outside in the demo."""
BUSY_ALL_DAY = "david.strom"
"""Who is in a call with the operator from the beginning on."""


class Employee(msgspec.Struct, frozen=True, kw_only=True):
    login: str
    name: str
    title: str
    department: str
    extension: str
    landline: str
    mobile: str = ""
    manner: Manner | None = None
    """None: no phone is signed in (or, for the user, the desktop is)."""


PATIENCE = 25.0
"""Seconds that a colleague lets somebody ring."""


def _answers(after: float, talks: float = 60.0) -> Manner:
    return Manner(behaviour=Behaviour.ANSWER, after=after, talks=talks, patience=PATIENCE)


def _employee(
    number: int, name: str, title: str, department: str, manner: Manner | None, *, mobile: bool = False
) -> Employee:
    login = name.lower().translate(str.maketrans("åäöé ", "aaoe."))
    return Employee(
        login=login,
        name=name,
        title=title,
        department=department,
        extension=str(number),
        landline=f"+468123456{number % 100:02}",
        mobile=f"+467017406{number % 100:02}" if mobile else "",
        manner=manner,
    )


EMPLOYEES = (
    _employee(601, "Kim Lind", "Receptionist", "Reception", None, mobile=True),
    _employee(602, "Anna Åkerlund", "VD", "Ledning", _answers(4), mobile=True),
    _employee(603, "Bo Ek", "Ekonomichef", "Ekonomi", _answers(2)),
    _employee(604, "Cecilia Öberg", "Säljare", "Försäljning", _answers(1.5), mobile=True),
    _employee(605, "David Ström", "Säljare", "Försäljning", Manner(behaviour=Behaviour.BUSY), mobile=True),
    _employee(606, "Elin Ängström", "Säljchef", "Försäljning", Manner(behaviour=Behaviour.DECLINE, after=3)),
    _employee(607, "Fredrik Sjö", "Tekniker", "Support", Manner(behaviour=Behaviour.NEVER)),
    _employee(608, "Gun Holm", "Tekniker", "Support", _answers(6, talks=20)),
    _employee(609, "Henrik Dahl", "Supportchef", "Support", _answers(3), mobile=True),
    _employee(610, "Ida Åström", "Utvecklare", "Utveckling", None),
    _employee(611, "Johan Malm", "Utvecklare", "Utveckling", _answers(2.5)),
    _employee(612, "Karin Örn", "HR-chef", "Personal", None, mobile=True),
    _employee(613, "Lars Wiklund", "Jurist", "Ledning", Manner(behaviour=Behaviour.NEVER)),
)


def company_file(secrets: dict[str, str], *, password: str = "", operator: str = "") -> str:
    """The text of the company's TOML. `secrets` are the SIP secrets of the telephones, by login; `password`
    is the user's own; `operator` (HOST:PORT) is where the trunk's far end is, if there is one."""
    lines = [f"domain = {_quoted(DOMAIN)}", f"country = {_quoted(COUNTRY)}"]
    for each in EMPLOYEES:
        user = each.login == LOGIN_OF_USER
        fields = {
            "login": each.login,
            "name": each.name,
            "title": each.title,
            "department": each.department,
            "extension": each.extension,
            "landline": each.landline,
            "mobile": each.mobile,
            "password": password if user else "",
        }
        lines += ["", "[[people]]"]
        lines += [f"{key} = {_quoted(value)}" for key, value in fields.items() if value]
        if user:
            # May call any number: what the network says of one that does not exist is to be heard, too.
            lines += ['roles = ["admin"]', 'class_of_service = "all"']
        if each.login in secrets:
            lines += ["", "[[devices]]", f"person = {_quoted(each.login)}", 'name = "Telefon"']
            lines.append(f"secret = {_quoted(secrets[each.login])}")
    lines += [
        "",
        "[[groups]]",
        'name = "Receptionen"',
        f"number = {_quoted(MAIN_NUMBER)}",
        'extension = "600"',
    ]
    lines.append(f"members = [{_quoted(LOGIN_OF_USER)}, {_quoted(EMPLOYEES[-2].login)}]")
    support = ", ".join(_quoted(each.login) for each in EMPLOYEES if each.department == "Support")
    lines += ["", "[[groups]]", 'name = "Support"', 'extension = "620"', f"members = [{support}]"]
    if operator:
        lines += [
            "",
            "[[trunks]]",
            'name = "Operatören"',
            f"address = {_quoted(operator)}",
            'media = "direct"',
        ]
    return "\n".join(lines) + "\n"


def accounts(secrets: dict[str, str]) -> tuple[Account, ...]:
    """The telephones' accounts, for those who have a secret."""
    return tuple(
        Account(
            user=each.login,
            secret=secrets[each.login],
            name=each.name,
            extension=each.extension,
            landline=each.landline,
            mobile=each.mobile,
        )
        for each in EMPLOYEES
        if each.login in secrets
    )


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are among TOML's."""
    return json.dumps(text, ensure_ascii=False)
