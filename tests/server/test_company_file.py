"""The company file: what is right becomes a company, what is wrong becomes one sentence with its line."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.people.directory import DigestAlgorithm, GroupRing, NumberKind, NumberStatus
from softphone.server.company_file import CompanyFile, read_company
from softphone.server.company_table import Mistake

WHOLE = """
domain = "Company.test"
country = "se"

[[people]]
login = "asa"
password = "secret"
name = "Åsa Öberg"
title = "Chef"
department = "Ekonomi"
extension = "101"
landline = "08-123 45 01"
mobile = "070-123 45 01"
email = "asa@company.test"
roles = ["admin", "supervisor"]
class_of_service = "international"

[[people]]
login = "Bo"
name = "Bo Ek"

[[devices]]
person = "asa"
name = "Desk"
secret = "desk-secret"
algorithm = "MD5"

[[devices]]
person = "bo"
user = "bo-desk"
secret = "s"

[[numbers]]
number = "+46 8 123 45 99"
kind = "landline"
status = "reserved"

[[groups]]
name = "Receptionen"
number = "08-123 45 00"
extension = "100"
members = ["bo", "asa"]
ring = "in order"
hours = "mon-fri 08:00-17:00"
overflow = "asa"

[[trunks]]
name = "Operator"
address = "sip.operator.test:5061"
transport = "tls"
login = "company"
password = "p"
register = true
number_format = "national"
early_media = false
channels = 10
media = "direct"
"""

PEOPLE = '[[people]]\nlogin = "asa"\nname = "Åsa"\n'


def read(text: str) -> CompanyFile | tuple[Mistake, ...]:
    ids = itertools.count(1)
    return read_company(text, lambda: f"id{next(ids)}")


def test_a_whole_file_becomes_a_company() -> None:
    file = read(WHOLE)
    assert isinstance(file, CompanyFile)
    company = file.company
    assert (company.domain, company.country) == ("company.test", "SE")
    asa, bo = company.people
    assert (asa.login, asa.landline, asa.mobile) == ("asa", "+4681234501", "+46701234501")
    assert asa.roles == {"admin", "supervisor"}
    assert (bo.login, bo.class_of_service, bo.roles) == ("Bo", "national", frozenset())
    assert file.passwords == {asa.id: "secret"}
    desk, other = company.devices
    assert (desk.user, desk.person, desk.algorithm, desk.issued) == (
        "asa",
        asa.id,
        DigestAlgorithm.MD5,
        False,
    )
    assert (other.user, other.person, other.algorithm) == ("bo-desk", bo.id, DigestAlgorithm.SHA_256)
    kinds = {number.number: (number.kind, number.status, number.person) for number in company.numbers}
    assert kinds == {
        "+4681234501": (NumberKind.LANDLINE, NumberStatus.IN_USE, asa.id),
        "+46701234501": (NumberKind.MOBILE, NumberStatus.IN_USE, asa.id),
        "+4681234599": (NumberKind.LANDLINE, NumberStatus.RESERVED, ""),
    }
    (group,) = company.groups
    assert (group.number, group.extension, group.members) == ("+4681234500", "100", (bo.id, asa.id))
    assert (group.ring, group.hours, group.overflow) == (GroupRing.IN_ORDER, "mon-fri 08:00-17:00", "asa")
    (trunk,) = company.trunks
    assert (trunk.address, trunk.transport, trunk.register) == ("sip.operator.test:5061", "tls", True)
    assert (trunk.channels, trunk.early_media, trunk.media) == (10, False, "direct")


def test_ha1_is_what_others_compute() -> None:
    """H(user:realm:secret) (RFC 7616 §3.4.2); the expected values are openssl's."""
    text = (
        'domain = "http-auth"\n[[people]]\nlogin = "Mufasa"\nname = "M"\n'
        '[[devices]]\nperson = "mufasa"\nuser = "Mufasa"\nsecret = "Circle of Life"\nalgorithm = "{}"'
    )
    for algorithm, expected in (
        ("MD5", "515a60ce2ae87d6f98c9ca15fa8996a7"),
        ("SHA-256", "b447ab9f8078194bd375555f9e6aad5d7366d242fea7f696ce8fba29e59c4cc9"),
    ):
        file = read(text.format(algorithm))
        assert isinstance(file, CompanyFile)
        assert file.company.devices[0].ha1 == expected


def test_no_secret_is_shown_by_repr() -> None:
    file = read(WHOLE)
    assert "secret" not in repr(file)


TOP = 'domain = "x.test"\n'
PERSON = TOP + PEOPLE


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ('domain = "x\n', "line 1: This is not TOML: illegal character '\\n'."),
        ("", "domain: This is missing."),
        ("domain = 1", "line 1: domain: This must be a text in quotes."),
        ('domain = "a b"', 'line 1: domain: "a b" is not a domain.'),
        (
            TOP + 'country = "Sverige"',
            'line 2: country: "SVERIGE" is not the code of a country, such as "SE".',
        ),
        (
            TOP + 'contry = "SE"',
            "line 2: contry: There is no such key here; did you mean country?",
        ),
        (TOP + 'people = "asa"', "line 2: people: Write each of these as a table [[people]]."),
        (TOP + '[[people]]\nname = "Å"', "line 2: people[1].login: This is missing."),
        (TOP + '[[people]]\nlogin = "a b"\nname = "Å"', 'line 3: people[1].login: "a b" is not a login: '),
        (TOP + '[[people]]\nlogin = "asa"', "line 2: people[1].name: This is missing."),
        (TOP + '[[people]]\nlogin = "asa"\nname = " "', "line 4: people[1].name: This must not be empty."),
        (
            TOP + '[[people]]\nlogin = "asa"\nname = "Å\\r\\nVia: x"',
            "line 4: people[1].name: Control characters and line breaks are not allowed.",
        ),
        (
            PERSON + PEOPLE.replace("asa", "ASA"),
            'line 6: people[2].login: "ASA" is taken by people[1].login.',
        ),
        (PERSON + 'password = ""', "line 5: people[1].password: This must not be empty; leave it out"),
        (PERSON + "extension = 101", "line 5: people[1].extension: This must be a text in quotes."),
        (
            PERSON + 'extension = "1a"',
            'line 5: people[1].extension: "1a" is not an extension: 1 to 8 digits.',
        ),
        (PERSON + 'landline = "08"', 'line 5: people[1].landline: "08" is not a telephone number.'),
        (
            PERSON + 'landline = "070-174 06 05"',
            "line 5: people[1].landline: +46701740605 is a mobile number; write it as mobile.",
        ),
        (
            TOP + '[[numbers]]\nnumber = "070-174 06 05"\nkind = "landline"',
            "line 4: numbers[1].kind: +46701740605 is a mobile number; it cannot be kept as",
        ),
        (
            TOP + '[[numbers]]\nnumber = "070-174 06 05"\nforwarding = "08-123 45 67"',
            "line 4: numbers[1].forwarding: A reserved landline number is forwarded in the portal, or with "
            "softphone admin numbers forward, not here. Reserved mobile numbers cannot be forwarded because "
            "they need an active SIM card.",
        ),
        (PERSON + 'mobile = "asa"', 'line 5: people[1].mobile: "asa" is not a telephone number.'),
        (PERSON + 'email = "asa"', 'line 5: people[1].email: "asa" is not an e-mail address.'),
        (PERSON + 'roles = "admin"', "line 5: people[1].roles: This must be a list of texts."),
        (PERSON + 'roles = ["boss"]', 'line 5: people[1].roles: "boss" is none of "admin", "supervisor".'),
        (PERSON + 'class_of_service = "x"', 'line 5: people[1].class_of_service: "x" is none of "internal"'),
        (
            PERSON + 'class_of_service = "landline, abroad"',
            'line 5: people[1].class_of_service: "landline, abroad" is none of "internal"',
        ),
        (
            'domain = "x.test"\n[[groups]]\nname = "R"\nextension = "9"\nhours = "mon-fri 8-25"',
            'line 5: groups[1].hours: This is no time from 00:00 to 24:00: "8-25".',
        ),
        (
            PERSON + 'extension = "101"\n[[people]]\nlogin = "bo"\nname = "Bo"\nextension = "101"',
            'line 9: people[2].extension: "101" is taken by people[1].extension.',
        ),
        (
            PERSON + '[[devices]]\nperson = "as"\nsecret = "x"',
            'line 6: devices[1].person: Nobody has the login "as"; did you mean asa?',
        ),
        (PERSON + '[[devices]]\nperson = "asa"', "line 5: devices[1].secret: This is missing."),
        (
            PERSON + '[[devices]]\nperson = "asa"\nsecret = "x"\nalgorithm = "MD4"',
            'line 8: devices[1].algorithm: "MD4" is none of "MD5", "SHA-256".',
        ),
        (
            PERSON + '[[devices]]\nperson = "asa"\nsecret = "x"\n' * 2,
            'line 8: devices[2].user: "asa" is taken by devices[1].user; each device has its own user.',
        ),
        (PERSON + "[[numbers]]", "line 5: numbers[1].number: This is missing."),
        (
            PERSON + '[[numbers]]\nnumber = "08-123 45 01"\nstatus = "in use"',
            'line 7: numbers[1].status: A number with a person is "in use", one without is "reserved".',
        ),
        (
            PERSON + 'landline = "08-123 45 01"\n[[numbers]]\nnumber = "+4681234501"',
            'line 7: numbers[1].number: "+4681234501" is taken by people[1].landline.',
        ),
        (
            PERSON + '[[groups]]\nname = "R"',
            "line 5: groups[1].number: A group needs a number or an extension.",
        ),
        (
            PERSON + '[[groups]]\nname = "R"\nextension = "1"\nmembers = ["bo"]',
            'line 8: groups[1].members: Nobody has the login "bo".',
        ),
        (
            PERSON + '[[trunks]]\nname = "O"\naddress = "a b"',
            'line 7: trunks[1].address: "a b" is not HOST or HOST:PORT.',
        ),
        (
            PERSON + '[[trunks]]\nname = "O"\naddress = "a"\nregister = true',
            "line 5: trunks[1].login: This is missing.",
        ),
        (
            PERSON + '[[trunks]]\nname = "O"\naddress = "a"\nchannels = true',
            "line 8: trunks[1].channels: This must be a whole number.",
        ),
        (
            PERSON + '[[trunks]]\nname = "O"\naddress = "a"\nchannels = -1',
            "line 8: trunks[1].channels: This must be 0 (no ceiling) to 100000.",
        ),
        (
            PERSON + '[[trunks]]\nname = "O"\naddress = "a"\nchannels = 99999999999999999999',
            "line 8: trunks[1].channels: This must be 0 (no ceiling) to 100000.",
        ),
        (
            PERSON + 'extension = "112"',
            'line 5: people[1].extension: "112" calls for help in SE; it cannot be an extension.',
        ),
        (
            PERSON + '[[groups]]\nname = "G"\nextension = "112"',
            'line 7: groups[1].extension: "112" calls for help in SE; it cannot be an extension.',
        ),
        ("x = " + "[" * 5000, "The brackets are nested too deeply."),
        (
            PERSON + '[[trunks]]\nname = "O"\naddress = "a"\nearly_media = "yes"',
            "line 8: trunks[1].early_media: This must be true or false.",
        ),
    ],
)
def test_each_mistake_is_one_sentence_with_its_place(text: str, mistake: str) -> None:
    mistakes = read(text)
    assert isinstance(mistakes, tuple)
    assert len(mistakes) == 1, [str(each) for each in mistakes]
    assert str(mistakes[0]).startswith(mistake)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    mistakes = read(PERSON + 'x = 1\nextension = "a"\n[[groups]]\n')
    assert isinstance(mistakes, tuple)
    assert [mistake.line for mistake in mistakes] == [5, 6, 7, 7]


def test_lines_are_right_below_a_text_of_many_lines() -> None:
    mistakes = read(
        PERSON + '[[groups]]\nname = "R"\nhours = """\nlogin = "x"\n[[people]]\n"""\nextension = "x"'
    )
    assert isinstance(mistakes, tuple)
    assert {(mistake.key, mistake.line) for mistake in mistakes} >= {("groups[1].extension", 11)}


@given(st.text())
def test_no_text_makes_it_fall_over(text: str) -> None:
    read(text)
    read(PERSON + text)
