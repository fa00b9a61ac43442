"""What an import would do, row by row."""

from collections.abc import Mapping

from softphone.people.written import Fault, FaultKind
from softphone.server.importing import DryRun, Fate
from softphone.server.portal import fault_words
from softphone.server.portal.pages import thousands
from softphone.server.portal.sheets import Cell, Table
from softphone.server.portal.visitor import Visitor


def labels(visitor: Visitor) -> dict[str, str]:
    """Of the fields of a person."""
    say = visitor.say
    return {
        "name": say("Name"),
        "login": say("Login"),
        "title": say("Title"),
        "department": say("Department"),
        "extension": say("Extension"),
        "landline": say("Landline"),
        "mobile": say("Mobile"),
        "email": say("E-mail"),
    }


def table(visitor: Visitor, tried: DryRun, fields: Mapping[str, str], note: str = "") -> Table:
    """`fields` are what they are called on the page. `note` stands below the rows."""
    say = visitor.say
    return Table(
        title=say("Import"),
        columns=(say("Row"), say("Login"), say("Name"), say("What becomes of it")),
        rows=[
            (Cell(str(row.line)), Cell(row.login), Cell(row.name), _fate(row, visitor, fields))
            for row in tried.rows
        ],
        empty=say("Nobody is found."),
        note=note,
    )


def left_out(visitor: Visitor, tried: DryRun) -> str:
    """A sentence, if there are rows with faults."""
    if tried.faulty == 1:
        return visitor.say("One row with faults is left out.")
    count = thousands(tried.faulty)
    return visitor.say("{count} rows with faults are left out.", count=count) if tried.faulty else ""


def _fate(row: Fate, visitor: Visitor, fields: Mapping[str, str]) -> Cell:
    if row.adds:
        return Cell(visitor.say("Is added"), pill="good")
    if row.changes:
        return Cell(visitor.say("Is changed"), pill="good")
    return Cell(
        " ".join(
            f"{fields.get(fault.field, fault.field)}: "
            + fault_words.wrong(Fault(fault.field, FaultKind(fault.code), fault.value), visitor.say)
            for fault in row.faults
        )
        or visitor.say("Stays as it is")
    )
