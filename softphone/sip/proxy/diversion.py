"""How a forwarded call says that it was forwarded: Diversion (RFC 5806) and History-Info (RFC 7044)."""

from collections.abc import Sequence
from urllib.parse import quote

import msgspec

from softphone.sip.message.errors import ParseError
from softphone.sip.message.grammar import split_list
from softphone.sip.message.message import Header, Request
from softphone.sip.message.uri import Uri

_ANONYMOUS = "sip:anonymous@anonymous.invalid"
_HIDING = frozenset({"history", "header", "session", "user"})
"""Of Privacy (RFC 3323 §4.2, RFC 7044 §7.3.1)."""
_CAUSES = {"user-busy": 486, "no-answer": 408, "unavailable": 503, "unconditional": 302, "time-of-day": 404}
"""The SIP status behind each reason (RFC 4458 §2)."""


class Diverted(msgspec.Struct, frozen=True):
    """One forward of a call: who forwarded it, why, and to whom."""

    by: Uri
    reason: str
    """As in Diversion."""
    to: Uri
    hidden: bool = False
    """Who forwarded it wants not to be known."""


def diversions(request: Request) -> int:
    """How often others have forwarded this call before it came: the Diversion headers' count, each by its
    counter where it has one (RFC 5806 §4)."""
    total = 0
    for value in request.items("diversion"):
        _, _, counter = value.lower().partition("counter=")
        digits = counter.partition(";")[0].strip()
        total += int(digits) if digits.isdigit() and len(digits) < 4 else 1
    return total


def diversion_headers(request: Request, made: Sequence[Diverted]) -> tuple[Header, ...]:
    """Diversion and History-Info of `request` with the forwards that were `made` since it came, the newest
    Diversion on top. None of either when the caller's privacy hides them."""
    if not made or hides(request):
        return ()
    headers: list[Header] = [("diversion", _diversion(each)) for each in reversed(made)]
    headers += [("diversion", value) for value in request.all("diversion")]
    history = [value for header in request.all("history-info") for value in _items(header)]
    headers.append(("history-info", ", ".join([*history, *_history(history, made)])))
    return tuple(headers)


def hides(request: Request) -> bool:
    """Whether the caller asks that nothing of the call's history be told."""
    if request.get("privacy") is None:
        return False
    wanted = {word.strip().lower() for value in request.all("privacy") for word in value.split(";")}
    return bool(wanted & _HIDING)


def _diversion(each: Diverted) -> str:
    who = _ANONYMOUS if each.hidden else str(each.by)
    hidden = ";privacy=full" if each.hidden else ""
    return f"<{who}>;reason={each.reason};counter=1{hidden}"


def _history(before: list[str], made: Sequence[Diverted]) -> list[str]:
    """The entries that are new: whom the call was for at first, where nobody wrote that yet, and each target
    below the one that it took the place of."""
    entries: list[str] = []
    index = _last_index(before)
    if index is None:
        index = "1"
        entries.append(_entry(made[0].by, index, "", made[0].hidden, of=made[0]))
    for n, each in enumerate(made):
        parent, index = index, f"{index}.1"
        following = made[n + 1] if n + 1 < len(made) else None
        hidden = following is not None and following.hidden
        entries.append(_entry(each.to, index, f";mp={parent}", hidden, of=following, cause=each))
    return entries


def _entry(
    uri: Uri, index: str, more: str, hidden: bool, of: Diverted | None, cause: Diverted | None = None
) -> str:
    """`of`: the forward that was made there, whose reason is the entry's (RFC 7044 §10.2); `cause`: the one
    that led there (RFC 4458 §2)."""
    target = _ANONYMOUS if hidden else str(uri.without_headers())
    if cause is not None:
        target += f";cause={_CAUSES.get(cause.reason, 302)}"
    questions = []
    if of is not None:
        reason = quote(f"SIP;cause={_CAUSES.get(of.reason, 302)}", safe="")
        questions.append(f"Reason={reason}")
    if hidden:
        questions.append("Privacy=history")
    if questions:
        target += "?" + "&".join(questions)
    return f"<{target}>;index={index}{more}"


def _last_index(history: list[str]) -> str | None:
    if not history:
        return None
    _, found, rest = history[-1].rpartition(";index=")
    index = rest.partition(";")[0].strip()
    return index if found and index.replace(".", "").isdigit() else "1"


def _items(value: str) -> list[str]:
    try:
        return split_list(value)
    except ParseError:
        return [value]
