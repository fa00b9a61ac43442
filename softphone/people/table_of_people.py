"""People from a table that other programs write: CSV with semicolons, commas or tabs, in UTF-8 or Latin-1,
its columns named in English or Swedish."""

import csv
import io
from collections.abc import Iterator

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


class TableError(ValueError):
    """The table as a whole cannot be read; one sentence."""


def read_table(data: bytes) -> Iterator[Row]:
    """Its rows, without empty ones. Raises TableError, also while they are taken."""
    text = _decoded(data)
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
                    raise TableError(f"line {line}: there are more values than columns.")
                yield Row(line, _written(dict(zip(fields, values, strict=False))))
            line = reader.line_num + 1
    except csv.Error as error:
        raise TableError(f"line {line}: this is not CSV: {error}.") from error


def _decoded(data: bytes) -> str:
    try:
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
            raise TableError(f'line 1: there is no column "{name.strip()[:60]}".')
        if field and field in fields:
            raise TableError(f'line 1: there are two columns for {field}: "{name.strip()[:60]}".')
        fields.append(field)
    for needed in ("login", "name"):
        if needed not in fields:
            raise TableError(f"line 1: the column {needed} is missing.")
    return fields


def _written(values: dict[str, str]) -> Written:
    texts = {field: value.strip() for field, value in values.items() if field and value.strip()}
    roles = _words(texts.pop("roles", ""), _ROLES)
    add_ons = _words(texts.pop("add_ons", ""), _ADD_ONS)
    return Written(**texts, roles=roles, add_ons=add_ons)


def _words(text: str, known: dict[str, str]) -> tuple[str, ...]:
    words = (" ".join(word.lower().split()) for word in text.replace("+", ",").replace("/", ",").split(","))
    return tuple(known.get(word, word) for word in words if word)
