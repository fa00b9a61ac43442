"""Each difference between Debian's Kamailio and our engine: docs/kamailio-differences.md as data.

`python -m tests.e2e.differential.differences` writes that page.
"""

from pathlib import Path

from tests.e2e.differential import comparison
from tests.e2e.differential.comparison import TITLES
from tests.e2e.differential.difference import Difference
from tests.e2e.differential.explained_calls import CALLS
from tests.e2e.differential.explained_everywhere import EVERYWHERE
from tests.e2e.differential.explained_registrations import REGISTRATIONS
from tests.e2e.differential.explained_requests import REQUESTS
from tests.e2e.differential.explained_torture import TORTURE

DIFFERENCES = (*EVERYWHERE, *REGISTRATIONS, *CALLS, *REQUESTS, *TORTURE)


def explained(title: str) -> dict[str, tuple[str, str]]:
    """What has to differ in that script."""
    return {each.about: (each.kamailio, each.ours) for each in DIFFERENCES if title in each.scripts}


PAGE = Path(__file__).parents[3] / "docs" / "kamailio-differences.md"

_HEAD = """\
# Where our engine and Debian's Kamailio differ

The same telephones play the same messages to both, over UDP, and what each of the two does is compared:
the responses that came back, the requests that came to a telephone, and of these the number of Vias,
Record-Routes and Routes, Max-Forwards, P-Asserted-Identity, Proxy-Authorization, Session-Expires, Reason and
Require. Kamailio (5.6) has the configuration that Debian ships, with digest against a list of users, trusted
addresses, Proxy-Require looked at, and 4 s for a telephone that says nothing. Nobody has a voicemail.

100 is left out: Kamailio says it at once to each INVITE that it passes on, ours when it has said nothing else
for 150 ms, which is soon enough (RFC 3261 §17.2.1) and spares a message where the telephone rings at once.

This page is written from `tests/e2e/differential/differences.py` and the `explained_` files beside it by
`python -m tests.e2e.differential.differences`; the scripts are beside it, and
`tests/e2e/test_differential.py` fails on a difference without an explanation and on an explanation without
a difference.

## In many scripts

"""
_ABOUT_TORTURE = """
## The messages of RFC 4475

What becomes of one that somebody unknown sends / that somebody sends who is believed (a trunk; for a REGISTER
the person). See also [rfc4475.md](rfc4475.md).

"""
_COLUMNS = "| Script | What | Kamailio | Ours | Why ours is as good or better |\n|---|---|---|---|---|\n"


def page() -> str:
    parts = [_HEAD]
    parts += [
        f"- **{each.about}** ({each.kamailio} with Kamailio, {each.ours} with ours, in {len(each.scripts)} "
        f"scripts). {each.why}\n"
        for each in EVERYWHERE
    ]
    for heading, rows in (
        ("Registrations", REGISTRATIONS),
        ("Calls", CALLS),
        ("Requests out of the ordinary", REQUESTS),
    ):
        parts.append(f"\n## {heading}\n\n{_COLUMNS}")
        parts += map(_row, rows)
    parts.append(_ABOUT_TORTURE)
    parts.append("| Message | Kamailio | Ours | Why ours is as good or better |\n|---|---|---|---|\n")
    for row in TORTURE:
        names = ", ".join(script.removeprefix("RFC 4475: ") for script in row.scripts)
        parts.append(f"| {names} | {row.kamailio} | {row.ours} | {row.why} |\n")
    parts.append('\n## The same on both\n\nApart from what is said under "In many scripts":\n\n')
    different = {script for row in DIFFERENCES if row not in EVERYWHERE for script in row.scripts}
    same = [title for title in TITLES if title not in different]
    parts += [f"- {title}\n" for title in same if title not in comparison.TORTURE]
    torture = [title.removeprefix("RFC 4475: ") for title in same if title in comparison.TORTURE]
    parts.append(f"- of RFC 4475: {', '.join(torture)}\n")
    return "".join(parts)


def _row(row: Difference) -> str:
    scripts = "; ".join(row.scripts)
    return f"| {scripts} | {row.about} | {row.kamailio} | {row.ours} | {row.why} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
