"""A page put together from plain parts: facts, tables, forms. Their words come in the visitor's language."""

from collections.abc import Sequence

import msgspec
from fastapi import Request
from fastapi.responses import Response

from softphone.server.portal.pages import page
from softphone.server.portal.visitor import Visitor


class Link(msgspec.Struct, frozen=True):
    words: str
    path: str


class Cell(msgspec.Struct, frozen=True):
    text: str
    path: str = ""
    pill: str = ""
    """good or warning; empty: it is plain text."""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    empty: str
    """What is said without rows."""
    narrows: bool = False
    """In a narrow window its rows stand below each other, with what each value is: for many columns."""
    note: str = ""
    """Below the rows."""
    further: Link | None = None
    """To the rows after these."""
    back: Link | None = None
    """To the rows before these."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    label: str
    value: str = ""
    type: str = "text"
    """Or number, password, date, file, checkbox, select, textarea."""
    hint: str = ""
    wrong: str = ""
    options: Sequence[tuple[str, str]] = ()
    """Of a select: value and words."""
    checked: bool = False


class Form(msgspec.Struct, frozen=True, kw_only=True):
    path: str
    button: str
    fields: Sequence[Field] = ()
    title: str = ""
    hint: str = ""
    bad: bool = False
    """It takes something away."""
    back: Link | None = None
    """Beside the button."""
    hidden: Sequence[tuple[str, str]] = ()
    in_parts: bool = False
    """It is sent as multipart/form-data: with a file, or with more text than other forms may have."""


class Search(msgspec.Struct, frozen=True, kw_only=True):
    path: str
    fields: Sequence[Field]
    button: str


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    back: Link | None = None
    lead: str = ""
    done: str = ""
    wrong: str = ""
    shown: str = ""
    """Something to copy."""
    links: Sequence[Link] = ()
    search: Search | None = None
    facts: Sequence[tuple[str, str]] = ()
    tables: Sequence[Table] = ()
    forms: Sequence[Form] = ()
    again: int = 0
    """Seconds after which the page looks again; 0: it does not."""


def asks(
    request: Request, visitor: Visitor, *, title: str, lead: str, button: str, path: str, back: Link
) -> Response:
    """Whether something is to be taken away, before a form at `path` does it."""
    form = Form(path=path, button=button, bad=True, back=Link(visitor.say("Cancel"), back.path))
    return sheet(request, visitor, Sheet(title=title, back=back, lead=lead, forms=(form,)))


def sheet(request: Request, visitor: Visitor, what: Sheet, *, status: int = 200) -> Response:
    return page(request, visitor, "sheet.html", status=status, sheet=what)
