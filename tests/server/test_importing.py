"""Rows of an import, and what its process hands back."""

import json

import msgspec
import pytest

from softphone.people.directory import Directory, Number, NumberKind, NumberStatus, Person
from softphone.people.directory_source import Found
from softphone.people.table_of_people import TableError
from softphone.people.written import Written
from softphone.server.importing import (
    MOST_MISTAKES,
    MOST_ROWS,
    Asked,
    Done,
    DryRun,
    Form,
    Mistakes,
    Others,
    Taken,
    Tried,
    check_rows,
    import_into,
    outcome,
)
from softphone.storage.audit import Action, Actor, AuditQuery, Entry
from softphone.storage.changes import PutPerson
from softphone.storage.memory import MemoryRepository
from tests.contract.test_repository import ASA, COMPANY

ENTRY = Entry(at=1.0, actor=Actor(person="p1", login="asa"), action=Action.PEOPLE_IMPORTED)
LINES = Asked(form=Form.LINES, seed="seed", entry=ENTRY)
TABLE = Asked(form=Form.CSV, seed="seed", entry=ENTRY)
DIRECTORY = Directory(
    domain="company.test",
    country="SE",
    people={"p1": ASA},
    addresses={"asa": "p1", "101": "p1", "+4681234501": "p1"},
)


def lines(*rows: dict[str, str]) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def person(number: int, **fields: str) -> dict[str, str]:
    return {"login": f"P{number}", "name": "Ängla", "landline": f"08-555 0{number:04}"} | fields


def read(body: bytes, seed: str = "seed") -> list[Person | str]:
    return [
        each.person or f"line {each.line}: {' '.join(fault.sentence for fault in each.faults)}"
        for each in check_rows(body, Form.LINES, DIRECTORY, seed)
    ]


def test_numbers_are_read_as_people_write_them_and_ids_are_all_different() -> None:
    people = read(lines(person(1, mobile="070-111 10 01", title="Chef"), person(2)) + b"\n \n")
    first, second = people
    assert isinstance(first, Person) and isinstance(second, Person)
    assert (first.login, first.landline, first.mobile, first.title) == (
        "P1",
        "+46855500001",
        "+46701111001",
        "Chef",
    )
    assert len({first.id, second.id}) == 2
    assert first.id != read(lines(person(1)), "another seed")[0]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{}", "line 1: login: This is missing. name: This is missing."),
        (b"rubbish", "line 1: JSON: "),
        (b"\xff", "line 1: JSON: "),
        (b"\n\n[]", "line 3: JSON: "),
        (lines(person(1), {"login": " ", "name": "x"}), "line 2: login: This is missing."),
        (lines(person(1, mobile="12")), 'line 1: mobile: "12" is not a telephone number.'),
        (lines(person(1), person(2, login="p1")), 'line 2: login: "p1" is in use.'),
        (lines(person(1, login="ASA")), 'line 1: login: "ASA" is in use.'),
        (lines(person(1, extension="101")), 'line 1: extension: "101" is in use.'),
        (lines(person(1, mobile="08-123 45 01")), 'line 1: mobile: "+4681234501" is in use.'),
        (lines(person(1, salary="1")), "line 1: JSON: "),
    ],
)
def test_a_mistake_is_said_with_its_line(body: bytes, said: str) -> None:
    (mistake,) = [each for each in read(body) if isinstance(each, str)]
    assert mistake.startswith(said)


@pytest.fixture
def repository() -> MemoryRepository:
    made = MemoryRepository()
    made.load(COMPANY)
    return made


def test_all_come_back_in_pieces(repository: MemoryRepository) -> None:
    body = lines(*(person(number) for number in range(250)))
    came, pieces = outcome(b"".join(import_into(repository, body, LINES)))
    assert came == Done(250, 250)
    people = list(pieces)
    assert [len(piece) for piece in people] == [100, 100, 50]
    kept = repository.directory()
    assert all(kept.people[each.id] == each for piece in people for each in piece)
    number = Number(
        number="+46855500007", kind=NumberKind.LANDLINE, status=NumberStatus.IN_USE, person=people[0][7].id
    )
    assert kept.numbers["+46855500007"] == number
    assert [each.after["count"] for each in repository.audit(AuditQuery())] == [250]


def test_with_a_mistake_nobody_is_kept(repository: MemoryRepository) -> None:
    before = repository.directory()
    body = lines(person(0), *(person(number, mobile="1") for number in range(1, 60)))
    came, pieces = outcome(b"".join(import_into(repository, body, LINES)))
    assert isinstance(came, Mistakes) and len(came.sentences) == MOST_MISTAKES
    assert list(pieces) == []
    assert repository.directory() == before
    assert repository.audit(AuditQuery()) == ()


SHEET = """\
Namn;Användarnamn;Fastnummer;Anknytning;Tilläggstjänster
Ängla Ek;angla;08-555 000 01;501;Samtalsinspelning, medlyssning
Åsa Två;ASA;;502;
Nils Ny;nils;08-12;503;
"""


def test_a_dry_run_tells_what_becomes_of_each_row_and_changes_nothing(repository: MemoryRepository) -> None:
    before = repository.directory()
    asked = msgspec.structs.replace(TABLE, dry_run=True)
    came, _ = outcome(b"".join(import_into(repository, SHEET.encode(), asked)))
    assert isinstance(came, Tried)
    found = msgspec.json.decode(came.json, type=DryRun)
    assert (found.adds, found.faulty) == (1, 2)
    assert [(row.line, row.login, row.adds) for row in found.rows] == [
        (2, "angla", True),
        (3, "ASA", False),
        (4, "nils", False),
    ]
    assert [fault.sentence for row in found.rows for fault in row.faults] == [
        'login: "ASA" is in use.',
        'landline: "08-12" is not a telephone number.',
    ]
    assert repository.directory() == before
    assert repository.audit(AuditQuery()) == ()


def test_rows_with_faults_can_be_left_out(repository: MemoryRepository) -> None:
    asked = msgspec.structs.replace(TABLE, without_faulty=True)
    came, _ = outcome(b"".join(import_into(repository, SHEET.encode("cp1252"), asked)))
    assert came == Done(1, 1)
    new = repository.directory().find("angla")
    assert isinstance(new, Person)
    assert (new.name, sorted(each.value for each in new.add_ons)) == (
        "Ängla Ek",
        ["listening in", "recording"],
    )


def test_what_is_no_table_is_said(repository: MemoryRepository) -> None:
    came, _ = outcome(b"".join(import_into(repository, b"name;salary\n", TABLE)))
    assert isinstance(came, Mistakes) and came.sentences == ('line 1: there is no column "salary".',)
    with pytest.raises(TableError):
        list(check_rows(b"", Form.CSV, DIRECTORY, "seed"))


def test_more_than_others_could_wait_for_is_refused(repository: MemoryRepository) -> None:
    came, _ = outcome(b"".join(import_into(repository, b"\n" * 9 + b"x\n" * (MOST_ROWS + 1), LINES)))
    assert isinstance(came, Mistakes) and "at most" in came.sentences[0]


def test_a_reserved_number_that_comes_with_a_person_is_in_use(repository: MemoryRepository) -> None:
    body = lines(person(1, mobile="070-123 45 99"))
    assert outcome(b"".join(import_into(repository, body, LINES)))[0] == Done(1, 1)
    number = repository.directory().numbers["+46701234599"]
    assert (number.status, number.kind) == (NumberStatus.IN_USE, NumberKind.MOBILE)


def test_somebody_may_be_quicker(repository: MemoryRepository) -> None:
    seen = repository.directory()
    repository.add_person(Person(id="quick", login="p1", name="x"), "")
    repository.directory = lambda: seen  # type: ignore[method-assign]
    came, _ = outcome(b"".join(import_into(repository, lines(person(1)), LINES)))
    assert isinstance(came, Taken)
    assert "P1" in came.sentence


def test_an_answer_that_was_cut_off_is_none(repository: MemoryRepository) -> None:
    body = lines(*(person(number) for number in range(150)))
    whole = b"".join(import_into(repository, body, LINES))
    first = int.from_bytes(whole[:4], "big") + 4
    for cut in (len(whole) - 1, first, first + 2, first + 50):
        came, pieces = outcome(whole[:cut])
        assert came == Done(150, 150)
        with pytest.raises(ValueError, match="answer of an import"):
            list(pieces)


ENTRIES = Asked(form=Form.ENTRIES, seed="seed", entry=ENTRY, without_faulty=True)


def entries(**logins: Written) -> bytes:
    return b"\n".join(msgspec.json.encode(Found(entry, said)) for entry, said in logins.items())


def tried(repository: MemoryRepository, body: bytes) -> DryRun:
    came, _ = outcome(b"".join(import_into(repository, body, msgspec.structs.replace(ENTRIES, dry_run=True))))
    assert isinstance(came, Tried)
    return msgspec.json.decode(came.json, type=DryRun)


def test_the_directory_adds_changes_and_leaves_alone(repository: MemoryRepository) -> None:
    first = entries(
        e1=Written(login="ASA", name="Åsa Ny", landline="08-123 45 01"),
        e2=Written(login="bo", name="Bo Ek"),
        e3=Written(login="disa", name="Disa", mobile="070-111 22 33"),
        e4=Written(login="Asa", name="Another"),
        e5=Written(login="eva", name="Eva", extension="101"),
    )
    found = tried(repository, first)
    assert (found.adds, found.changes, found.faulty, found.vanished) == (1, 2, 2, ())
    assert [(row.adds, row.changes, len(row.faults)) for row in found.rows] == [
        (False, True, 0),
        (False, True, 0),
        (True, False, 0),
        (False, False, 1),
        (False, False, 1),
    ]
    came, pieces = outcome(b"".join(import_into(repository, first, ENTRIES)))
    assert came == Done(3, 1)
    assert [[person.login for person in piece] for piece in pieces] == [["ASA", "bo", "disa"]]
    kept = repository.directory()
    asa = kept.people["p1"]
    # What the directory does not say stays, roles and rights as well.
    assert asa == msgspec.structs.replace(ASA, login="ASA", name="Åsa Ny")
    assert kept.numbers["+46701112233"].person == kept.addresses["disa"]
    assert set(repository.directory_entries().values()) == {"e1", "e2", "e3"}
    # The same again is no change, and nothing to note.
    again, none = outcome(b"".join(import_into(repository, first, ENTRIES)))
    assert (again, list(none)) == (Done(0, 0), [])
    assert len(repository.audit(AuditQuery())) == 1


def test_who_is_known_there_is_found_by_that_whatever_the_login_is_now(repository: MemoryRepository) -> None:
    first = entries(e1=Written(login="disa", name="Disa", mobile="070-111 22 33"))
    outcome(b"".join(import_into(repository, first, ENTRIES)))
    disa = repository.directory().addresses["disa"]
    married = entries(e1=Written(login="disa.ek", name="Disa Ek", mobile="070-111 22 44"))
    came, _ = outcome(b"".join(import_into(repository, married, ENTRIES)))
    kept = repository.directory()
    assert came == Done(1, 0) and kept.addresses["disa.ek"] == disa and "disa" not in kept.addresses
    assert kept.numbers["+46701112233"].status is NumberStatus.RESERVED


def test_an_entry_that_was_made_anew_is_the_same_person_where_that_is_safe(
    repository: MemoryRepository,
) -> None:
    first = entries(e1=Written(login="disa", name="Disa Dal", mobile="070-111 22 33"))
    outcome(b"".join(import_into(repository, first, ENTRIES)))
    disa = repository.directory().addresses["disa"]
    # The old entry is there too: the directory gives one login to two.
    twice = first + b"\n" + entries(e2=Written(login="disa", name="Disa Dal"))
    assert [[f.code for f in row.faults] for row in tried(repository, twice).rows] == [[], ["taken"]]
    # Another name may be another person, and somebody who is out may have left long ago.
    other = entries(e2=Written(login="Disa", name="Eva Ek"))
    (row,) = tried(repository, other).rows
    assert [(fault.field, fault.code) for fault in row.faults] == [("login", "of_who_left")]
    assert "whose entry is gone from the directory" in row.faults[0].sentence
    assert [each.id for each in tried(repository, other).vanished] == [disa]
    anew = entries(e2=Written(login="Disa", name="disa  dal", title="VD"))
    active = repository.directory().people[disa]
    repository.change([PutPerson(msgspec.structs.replace(active, active=False))])
    assert [fault.code for fault in tried(repository, anew).rows[0].faults] == ["of_who_left"]
    repository.change([PutPerson(active)])
    found = tried(repository, anew)
    assert (found.adds, found.changes, found.faulty, found.vanished) == (0, 1, 0, ())
    assert outcome(b"".join(import_into(repository, anew, ENTRIES)))[0] == Done(1, 0)
    kept = repository.directory().people[disa]
    assert (kept.login, kept.title, kept.mobile) == ("Disa", "VD", "+46701112233")
    assert repository.directory_entries() == {disa: "e2"}
    # From now on by that, whatever the login is.
    later = entries(e2=Written(login="disa.ek", name="Disa Ek"))
    assert outcome(b"".join(import_into(repository, later, ENTRIES)))[0] == Done(1, 0)
    assert repository.directory().addresses["disa.ek"] == disa


def test_who_vanished_is_told_of_and_not_touched(repository: MemoryRepository) -> None:
    both = entries(e1=Written(login="disa", name="Disa"), e2=Written(login="eva", name="Eva"))
    outcome(b"".join(import_into(repository, both, ENTRIES)))
    before = repository.directory()
    # A fault of hers does not make somebody vanish; nobody but those from there can.
    left = entries(e2=Written(login="eva", name="Eva", mobile="1"))
    found = tried(repository, left)
    assert [(each.login, each.name) for each in found.vanished] == [("disa", "Disa")]
    came, _ = outcome(b"".join(import_into(repository, left, ENTRIES)))
    assert came == Done(0, 0, (before.addresses["disa"],))
    assert repository.directory() == before
    gone = msgspec.structs.replace(before.people[before.addresses["disa"]], active=False)
    repository.change([PutPerson(gone)])
    assert tried(repository, left).vanished == ()


def test_nothing_is_changed_when_others_vanished_than_was_agreed(repository: MemoryRepository) -> None:
    both = entries(e1=Written(login="disa", name="Disa"), e2=Written(login="eva", name="Eva"))
    outcome(b"".join(import_into(repository, both, ENTRIES)))
    before = repository.directory()
    left = entries(e2=Written(login="eva", name="Eva Ny"))
    found = tried(repository, left)
    agreed = msgspec.structs.replace(ENTRIES, deactivates=found.vanished_mark)
    other = entries(e1=Written(login="disa", name="Disa Ny"))
    # Somebody else has, or nobody has.
    for body in (other, both):
        assert outcome(b"".join(import_into(repository, body, agreed)))[0] == Others()
    assert repository.directory() == before and len(repository.audit(AuditQuery())) == 1
    came, _ = outcome(b"".join(import_into(repository, left, agreed)))
    assert came == Done(1, 0, (before.addresses["disa"],))
    assert tried(repository, both).vanished_mark == ""


def test_who_is_deactivated_stays_so(repository: MemoryRepository) -> None:
    body = entries(e1=Written(login="disa", name="Disa"))
    outcome(b"".join(import_into(repository, body, ENTRIES)))
    (disa,) = (each for each in repository.directory().people.values() if each.login == "disa")
    repository.change([PutPerson(msgspec.structs.replace(disa, active=False))])
    renamed = entries(e1=Written(login="disa", name="Disa Ek"))
    outcome(b"".join(import_into(repository, renamed, ENTRIES)))
    assert repository.directory().inactive[disa.id].name == "Disa Ek"


def test_a_dry_run_may_tell_of_some_the_faulty_first(repository: MemoryRepository) -> None:
    body = entries(e1=Written(login="disa", name="Disa"), e2=Written(login="", name="Eva"))
    asked = msgspec.structs.replace(ENTRIES, dry_run=True, most_rows=1)
    came, _ = outcome(b"".join(import_into(repository, body, asked)))
    assert isinstance(came, Tried)
    found = msgspec.json.decode(came.json, type=DryRun)
    assert (found.adds, found.faulty, [row.name for row in found.rows]) == (1, 1, ["Eva"])


@pytest.mark.parametrize("answer", [b"", b"rubbish", b"\0\0\0\x01\x80"])
def test_anything_else_is_no_answer(answer: bytes) -> None:
    with pytest.raises(ValueError, match="no answer"):
        outcome(answer)
