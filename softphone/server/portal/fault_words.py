"""What is wrong with a field or a table, and why something is not done, for who looks at the page."""

from collections.abc import Callable, Iterable

from softphone.people.table_of_people import TableFault, TableFaultKind
from softphone.people.written import Fault, FaultKind
from softphone.server.accounts import Refused
from softphone.server.administration import NoTable
from softphone.server.portal.pages import thousands
from softphone.server.portal.visitor import Visitor


def wrong(fault: Fault, say: Callable[..., str]) -> str:
    """`say` is of a visitor, or `catalogue.say` of a language."""
    value = fault.value
    match fault.kind:
        case FaultKind.MISSING:
            return say("This is missing.")
        case FaultKind.TOO_LONG:
            return say("This has more than {most} characters.", most=thousands(int(value)))
        case FaultKind.UNSEEN_CHARACTERS:
            return say("Line breaks and other characters that cannot be seen are not allowed.")
        case FaultKind.BAD_LOGIN:
            return say("A login has letters a-z, digits, dots, hyphens and underscores.")
        case FaultKind.BAD_NUMBER:
            return say("“{value}” is not a telephone number.", value=value)
        case FaultKind.MOBILE_NUMBER:
            return say("“{value}” is a mobile number; write it as mobile.", value=value)
        case FaultKind.BAD_EXTENSION:
            return say("An extension has 1 to 8 digits.")
        case FaultKind.EMERGENCY:
            return say("{value} calls for help; it cannot be an extension.", value=value)
        case FaultKind.BAD_EMAIL:
            return say("“{value}” is not an e-mail address.", value=value)
        case FaultKind.TAKEN:
            return say("“{value}” is in use.", value=value)
        case FaultKind.OF_WHO_LEFT:
            return say(
                "“{value}” is of somebody here whose entry is gone from the directory. Is it the same "
                "person? See that they are active here, with the name that they have there, and import "
                "again. Is it another? Give who is here another login first.",
                value=value,
            )
        case FaultKind.NOBODY:
            return say("Nobody has the login “{value}”.", value=value)
        case FaultKind.BAD_HOURS:
            return say("These are no hours: {value}", value=value)
        case FaultKind.BAD_ADDRESS:
            return say("An address is HOST or HOST:PORT.")
        case FaultKind.NOWHERE:
            return say("“{value}” is no login, extension or number.", value=value)
        case _:
            return say("“{value}” is not understood.", value=value)


def by_field(faults: Iterable[Fault], say: Callable[..., str]) -> dict[str, str]:
    """The first of each field."""
    found: dict[str, str] = {}
    for fault in faults:
        found.setdefault(fault.field, wrong(fault, say))
    return found


def refusal(refused: Refused, visitor: Visitor) -> str:
    if isinstance(refused, NoTable):
        return _no_table(refused.fault, visitor)
    match refused.code:
        case "last_administrator":
            return visitor.say("Nobody else is an administrator with a password; make somebody one first.")
        case "no_such_person":
            return visitor.say("There is no such person.")
        case "no_directory":
            return visitor.say("Nobody has said yet where the company's directory is.")
        case "empty_directory":
            return visitor.say(
                "Nobody is found in the directory; so nobody was deactivated, and nothing was changed."
            )
        case "directory_unreachable":
            return visitor.say("The directory does not answer: {sentence}", sentence=refused.sentence)
        case "directory_untrusted":
            return visitor.say("Its certificate is not trusted: {sentence}", sentence=refused.sentence)
        case "directory_refused":
            return visitor.say("The directory refuses: {sentence}", sentence=refused.sentence)
        case _:
            # Some are in the catalogue.
            return visitor.say(refused.sentence)


def _no_table(fault: TableFault, visitor: Visitor) -> str:
    say, line, value = visitor.say, fault.line, fault.value
    match fault.kind:
        case TableFaultKind.WORKBOOK:
            return say("This is a workbook; save it as CSV.")
        case TableFaultKind.MORE_VALUES:
            return say("Row {line}: there are more values than columns.", line=line)
        case TableFaultKind.NO_SUCH_COLUMN:
            return say("There is no column “{value}”.", value=value)
        case TableFaultKind.TWO_COLUMNS:
            return say("There are two columns for the same: “{value}”.", value=value)
        case TableFaultKind.COLUMN_MISSING:
            return say("The column {value} is missing.", value=value)
        case TableFaultKind.TOO_MANY_ROWS:
            return say("An import has at most {value} rows; make several of it.", value=value)
        case _:
            return say("Row {line}: this is not CSV.", line=line)
