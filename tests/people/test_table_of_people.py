"""Tables as Excel, LibreOffice and others write them."""

import pytest

from softphone.people.table_of_people import TableError, read_table
from softphone.people.written import Written

ANGLA = Written(login="angla", name="Ängla; Ek", title="Chef", landline="08-555 01", roles=("supervisor",))


@pytest.mark.parametrize(
    "text",
    [
        'login;name;title;landline;roles\r\nangla;"Ängla; Ek";Chef;08-555 01;supervisor\r\n',
        '\ufeffAnvändarnamn,Namn,Titel,Fastnummer,Roll\nangla,"Ängla; Ek",Chef,08-555 01,Arbetsledare\n\n',
        'User name\tFull name\tTITLE\tPhone\tRole\n\n angla\t"Ängla; Ek"\tChef \t08-555 01\tSupervisor',
    ],
    ids=["semicolons", "Swedish with commas and a mark", "tabs"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_row_is_read_whatever_wrote_it(text: str, encoding: str) -> None:
    if encoding != "utf-8":
        text = text.removeprefix("\ufeff")
    (row,) = read_table(text.encode(encoding))
    assert row.written == ANGLA


def test_each_row_has_the_line_that_it_begins_on() -> None:
    rows = list(read_table(b'login;name\na;A\n\nb;"B\nB"\nc;C\n'))
    assert [(row.line, row.written.login) for row in rows] == [(2, "a"), (4, "b"), (6, "c")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: the column login is missing."),
        ("login;title\n", "line 1: the column name is missing."),
        ("login;name;lön\n", 'line 1: there is no column "lön".'),
        ("login;name;user\n", 'line 1: there are two columns for the same: "user".'),
        ("PK\x03\x04...", "This is a workbook; save it as CSV."),
        ("login;name\na;b;c\n", "line 2: there are more values than columns."),
        ('login;name\na;"b\n', "line 2: this is not CSV: "),
    ],
)
def test_what_is_wrong_with_the_whole_table_is_said(text: str, said: str) -> None:
    with pytest.raises(TableError) as caught:
        list(read_table(text.encode()))
    assert str(caught.value).startswith(said)


def test_bytes_that_are_nothing_are_still_a_table_or_an_error() -> None:
    assert [row.written.name for row in read_table(b"login;name\na;\x00\x81\xff")] == ["\ufffd\ufffdÿ"]
