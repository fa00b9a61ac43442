"""People from a table that other programs write: CSV with semicolons, commas or tabs, in UTF-8, UTF-16 or
Windows-1252, its columns named in English or Swedish."""

import codecs
import csv
import io
from collections.abc import Iterator
from enum import Enum

import msgspec

from softphone.people.add_on import AddOn
from softphone.people.written import Written

_NAMES = {
    "login": ("login", "username", "user name", "user", "användarnamn", "användare", "inloggning"),
    "name": ("name", "full name", "display name", "namn"),
    "title": ("title", "titel", "befattning"),
    "department": ("department", "avdelning"),
    "extension": ("extension", "anknytning"),
    "landline": ("landline", "landline number", "phone", "telephone", "fastnummer", "telefon"),
    "mobile": ("mobile", "mobile number", "cell phone", "mobil", "mobilnummer", "mobiltelefon"),
    "email": ("email", "mail", "epost", "epostadress"),
    "roles": ("roles", "role", "roller", "roll"),
    "class_of_service": ("class of service", "samtalsspärrar", "samtalsspärr"),
    "add_ons": ("addons", "addon", "tilläggstjänster", "tilläggstjänst"),
}
_COLUMNS = {name: field for field, names in _NAMES.items() for name in names}
_ADD_ONS = {
    "samtalsinspelning": AddOn.RECORDING.value,
    "inspelning": AddOn.RECORDING.value,
    "medlyssning": AddOn.LISTENING_IN.value,
}
_ROLES = {"administratör": "admin", "administrator": "admin", "arbetsledare": "supervisor"}


class Row(msgspec.Struct, frozen=True):
    line: int
    """Where it begins, from 1."""
    written: Written


class TableFaultKind(Enum):
    NOT_CSV = "not_csv"
    WORKBOOK = "workbook"
    MORE_VALUES = "more_values"
    NO_SUCH_COLUMN = "no_such_column"
    TWO_COLUMNS = "two_columns"
    COLUMN_MISSING = "column_missing"
    TOO_MANY_ROWS = "too_many_rows"


_SENTENCES = {
    TableFaultKind.NOT_CSV: "line {line}: this is not CSV: {value}.",
    TableFaultKind.WORKBOOK: "This is a workbook; save it as CSV.",
    TableFaultKind.MORE_VALUES: "line {line}: there are more values than columns.",
    TableFaultKind.NO_SUCH_COLUMN: 'line {line}: there is no column "{value}".',
    TableFaultKind.TWO_COLUMNS: 'line {line}: there are two columns for the same: "{value}".',
    TableFaultKind.COLUMN_MISSING: "line {line}: the column {value} is missing.",
    TableFaultKind.TOO_MANY_ROWS: "An import has at most {value} rows; make several of it.",
}


class TableFault(msgspec.Struct, frozen=True):
    """Why the table as a whole cannot be read."""

    kind: TableFaultKind
    line: int = 0
    """From 1."""
    value: str = ""

    @property
    def sentence(self) -> str:
        return _SENTENCES[self.kind].format(line=self.line, value=self.value)


class TableError(ValueError):
    def __init__(self, kind: TableFaultKind, line: int = 0, value: str = "") -> None:
        self.fault = TableFault(kind, line, value)
        super().__init__(self.fault.sentence)


def read_table(data: bytes) -> Iterator[Row]:
    """Its rows, without empty ones. Raises TableError, also while they are taken."""
    text = decoded(data)
    if text.startswith(_WORKBOOKS):
        raise TableError(TableFaultKind.WORKBOOK)
    first, _, _ = text.partition("\n")
    sign = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    line = 1
    try:
        fields = _fields(next(reader, []))
        line = reader.line_num + 1
        for values in reader:
            if any(value.strip() for value in values):
                if len(values) > len(fields) and any(value.strip() for value in values[len(fields) :]):
                    raise TableError(TableFaultKind.MORE_VALUES, line)
                yield Row(line, _written(dict(zip(fields, values, strict=False))))
            line = reader.line_num + 1
    except csv.Error as error:
        raise TableError(TableFaultKind.NOT_CSV, line, str(error)) from error


_WORKBOOKS = ("PK\x03\x04", "\xd0\xcf\x11\xe0")
"""How those of spreadsheets begin: ZIP, and the compound file of older ones."""


def decoded(data: bytes) -> str:
    """Whatever it is: what is no text is no table either."""
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = data.decode("utf-16", errors="replace")  # what Excel calls Unicode text
        else:
            text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel writes in Western Europe.
        text = data.decode("cp1252", errors="replace")
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _fields(header: list[str]) -> list[str]:
    fields = []
    for name in header:
        plain = " ".join(name.lower().replace("-", "").replace("_", " ").split())
        field = _COLUMNS.get(plain, "")
        if not field and plain:
            raise TableError(TableFaultKind.NO_SUCH_COLUMN, 1, name.strip()[:60])
        if field and field in fields:
            raise TableError(TableFaultKind.TWO_COLUMNS, 1, name.strip()[:60])
        fields.append(field)
    for needed in ("login", "name"):
        if needed not in fields:
            raise TableError(TableFaultKind.COLUMN_MISSING, 1, needed)
    return fields


def _written(values: dict[str, str]) -> Written:
    texts = {field: value.strip() for field, value in values.items() if field and value.strip()}
    roles = _words(texts.pop("roles", ""), _ROLES)
    add_ons = _words(texts.pop("add_ons", ""), _ADD_ONS)
    return Written(**texts, roles=roles, add_ons=add_ons)


def _words(text: str, known: dict[str, str]) -> tuple[str, ...]:
    words = (" ".join(word.lower().split()) for word in text.replace("+", ",").replace("/", ",").split(","))
    return tuple(known.get(word, word) for word in words if word)
