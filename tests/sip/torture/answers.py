"""What RFC 4475 lets an element do with each message, and what our engine does: docs/rfc4475.md as data.

`python -m tests.sip.torture.answers` writes that page.
"""

from pathlib import Path
from typing import Literal

import msgspec

from tests.sip.torture.messages import BY_NAME

Outcome = int | Literal["forwarded", "dropped"]
"""The final status of the answer; or passed on to the person called; or no answer at all."""

ANY_CALL: frozenset[Outcome] = frozenset({"forwarded", 200, 404, 480, 481, 501})
"""What can become of a request that is in order: it depends on who is there."""
REGISTERED: frozenset[Outcome] = frozenset({200, 401, 403, 404, 405})
CHALLENGES: frozenset[Outcome] = frozenset({401, 407})
"""The answers that a stranger may get to anything that a parser can read."""


class Row(msgspec.Struct, frozen=True):
    name: str
    accepted: frozenset[Outcome]
    stranger: Outcome
    """What our engine answers to somebody unknown."""
    trusted: Outcome
    """To a trunk; for a REGISTER, to the device of the person in To."""
    says: str
    """The section's demand in short, and how we meet it where there is a choice."""


def _row(
    name: str, accepted: frozenset[Outcome] | set[Outcome], stranger: Outcome, trusted: Outcome, says: str
) -> Row:
    return Row(name, frozenset(accepted), stranger, trusted, says)


def _refused(name: str, says: str) -> Row:
    return Row(name, frozenset({400}), 400, 400, says)


ROWS: tuple[Row, ...] = (
    _row("wsinv", ANY_CALL, 481, 481, "well-formed; the tag in its To names a dialog that nobody has here"),
    _row("intmeth", ANY_CALL, 407, 404, "passed on where the address exists, else 404; 501 at an endpoint"),
    _row("esc01", ANY_CALL, 407, "forwarded", "well-formed; escapes count once; reached by its To"),
    _row("escnull", REGISTERED, 401, 200, "well-formed; an escaped NUL is a character like others"),
    _row("esc02", {*ANY_CALL, 405}, 501, 501, "an unknown method, no REGISTER; C%6Fntact is no Contact"),
    _row("lwsdisp", ANY_CALL, 407, "forwarded", "well-formed"),
    _row("longreq", ANY_CALL, 407, "forwarded", "well-formed"),
    _row("dblreq", REGISTERED, 401, 200, "well-formed; what follows the body is not looked at"),
    _row("semiuri", ANY_CALL, 407, 404, "well-formed; the semicolon belongs to the user part"),
    _row("transports", ANY_CALL, 407, "forwarded", "well-formed"),
    _row("mpart01", ANY_CALL, 407, "forwarded", "well-formed; the body passes as it is"),
    _row("unreason", {"dropped"}, "dropped", "dropped", "well-formed; nobody here asked for it"),
    _row("noreason", {"dropped"}, "dropped", "dropped", "well-formed; nobody here asked for it"),
    _refused("badinv01", "400"),
    _refused("clerr", "400 over UDP"),
    _refused("ncl", "400 over UDP"),
    _refused("scalar02", "400 for the CSeq"),
    _row("scalarlg", {"dropped"}, "dropped", "dropped", "dropped"),
    _row("quotbal", {400, *ANY_CALL}, 400, 400, "400, or a quote is inferred; we do not"),
    _row("ltgtruri", {400, *ANY_CALL}, 400, 400, "400, or the brackets are left out; we do not"),
    _row("lwsruri", {400, *ANY_CALL}, 400, 400, "400, or the space is left out; we do not"),
    _row("lwsstart", {400, *ANY_CALL}, 400, 400, "400, or the spaces are left out; we do not"),
    _row("trws", {400, *ANY_CALL}, 400, 400, "400, or the spaces are left out; we do not"),
    _row("escruri", {400, *ANY_CALL}, 400, 400, "400, or the headers are left out; we do not"),
    _row("baddate", {400, *ANY_CALL}, 407, "forwarded", "400, or Date is not looked at; we do not look"),
    _row("regbadct", {400, *REGISTERED}, 401, 400, "400, or brackets are inferred; we do not"),
    _row("badaspec", {400, *ANY_CALL}, 407, "forwarded", "400, or the spaces do not count; so here"),
    _row("baddn", {400}, 400, 400, "400; quotes may be inferred by who does not pass the fault on"),
    _row("badvers", {505}, 505, 505, "505"),
    _refused("mismatch01", "400"),
    _row("mismatch02", {501, 400}, 400, 400, "501 or 400"),
    _row("bigcode", {"dropped"}, "dropped", "dropped", "dropped"),
    _row(
        "badbranch",
        {400, *ANY_CALL},
        407,
        "forwarded",
        "400, or the transaction is told as in RFC 2543; so here",
    ),
    _refused("insuf", "400"),
    _row("unkscm", {416}, 416, 416, "416"),
    _row("novelsc", {416, 404}, 416, 416, "416; 404 where the scheme is known"),
    _row("unksm2", {400, 401}, 400, 400, "400 at a registrar: To has to be a SIP address"),
    _row("bext01", {420}, 420, 420, "420 with the options that a proxy does not know in Unsupported"),
    _row("invut", ANY_CALL, 407, "forwarded", "passed on by a proxy; 415 is the endpoint's to say"),
    _row("regaut01", REGISTERED, 401, 200, "401 with a challenge of a scheme that we know"),
    _refused("multi01", "400"),
    _refused("mcl01", "400; over TCP the connection ends"),
    _row("bcast", {"dropped"}, "dropped", "dropped", "dropped: it would go to the broadcast address"),
    _row("zeromf", {483}, 483, 483, "483 at a proxy"),
    _row("cparam01", REGISTERED, 401, 200, "unknownparam comes back as a parameter of Contact"),
    _row("cparam02", REGISTERED, 401, 200, "unknownparam comes back as a parameter of the URI"),
    _row("regescrt", REGISTERED, 401, 200, "the Route header comes back within the URI"),
    _row("sdp01", {400, 406, *ANY_CALL}, 407, "forwarded", "406 or 400 at an endpoint; passed on by a proxy"),
    _row(
        "inv2543",
        {400, *ANY_CALL},
        400,
        400,
        "accepted by who wants to serve RFC 2543; we do not: a dialog's token needs the caller's tag",
    ),
)

PAGE = Path(__file__).parents[3] / "docs" / "rfc4475.md"

_HEAD = """\
# The torture messages of RFC 4475

Each of the 49 messages, what its section lets an element do with it (in our words), and what our engine
does. "Stranger" is somebody who proved nothing; "trusted" a trunk or, for a REGISTER, the device of the
person whom it is about. *Forwarded*: passed on to the person called. *Dropped*: no answer, nothing sent. A
challenge (401, 407) is an answer to anything that can be read. What follows no grammar is refused in a
response without a transaction, to where it came from.

This page is written from `tests/sip/torture/answers.py` by `python -m tests.sip.torture.answers`; the
messages are beside it, and `tests/server/engine/test_torture.py` holds the engine to it.

| Section | Message | Well-formed | Acceptable | Stranger | Trusted |
|---|---|---|---|---|---|
"""


def page() -> str:
    lines = []
    for row in ROWS:
        message = BY_NAME[row.name]
        lines.append(
            f"| {message.section} | {row.name} | {'yes' if message.valid else 'no'} | {row.says} "
            f"| {row.stranger} | {row.trusted} |\n"
        )
    return _HEAD + "".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
