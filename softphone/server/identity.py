"""Who calls, as the one who is called may know it: what a caller says of themselves is taken out, what the
engine knows is put in (RFC 3325), and who withholds it is nobody (RFC 3323)."""

from softphone.people.directory import Directory
from softphone.people.presentation import Presented
from softphone.sip.message.address import Address
from softphone.sip.message.message import Header, Request
from softphone.sip.message.uri import Uri
from softphone.sip.proxy.diversion import hides
from softphone.sip.proxy.forwarding import Target

IDENTITY = ("p-asserted-identity", "p-preferred-identity", "remote-party-id")
HISTORY = ("diversion", "history-info")
_NOT_A_TELEPHONES = (*IDENTITY, *HISTORY, "p-called-party-id")
"""What telephones may not say: an operator would take it for our word."""
_ANSWER_MODE = ("answer-mode", "priv-answer-mode")
_MAY_ANSWER = ("alert-info", "call-info")
_ANONYMOUS_HOST = "anonymous.invalid"
_ANONYMOUS = Address(Uri("sip", user="anonymous", host=_ANONYMOUS_HOST), "Anonymous")
_WITHHELD = frozenset({"id", "user"})
"""Of Privacy (RFC 3323 §4.2, RFC 3325 §9.3)."""


def is_anonymous(uri: Uri) -> bool:
    """Whether that is the From of who does not want to be known (RFC 3323 §4.1.1.3)."""
    return uri.host == _ANONYMOUS_HOST


def withholds(request: Request) -> bool:
    """Whether the call itself asks that nobody be told who calls."""
    if is_anonymous(request.from_.uri):
        return True
    if request.get("privacy") is None:
        return False
    words = {word.strip().lower() for value in request.all("privacy") for word in value.split(";")}
    return bool(words & _WITHHELD)


def vouched(request: Request, directory: Directory, sender: str, *, operator: bool) -> Request:
    """A new request with what the engine knows of its sender (the id of a person) in the place of what they
    said. An operator's word is taken. Nobody has somebody else's telephone answer by itself."""
    if request.method == "INVITE":
        request = _rings(request)
    if operator:
        return request
    request = request.without(*_NOT_A_TELEPHONES)
    person = directory.people.get(sender)
    if person is None:
        return request
    who = Address(Uri("sip", user=person.login, host=directory.domain), person.name)
    return request.with_added(("p-asserted-identity", str(who)))


def told(copy: Request, target: Target) -> Request:
    """The copy of a request that goes to a target: a telephone is not told who withholds it; an operator is,
    and told to keep it to himself. Nobody is told of forwards that are to be hidden."""
    if hides(copy):
        copy = copy.without(*HISTORY)
    if target.outside or not withholds(copy):
        return copy
    return copy.without(*IDENTITY).with_header("from", _anonymous_from(copy))


def for_operator(show: Presented, request: Request, domain: str, *, urgent: bool) -> tuple[Header, ...]:
    """What the operator is told of who calls: the number that the engine vouches for, in From, too, and
    whether it may be shown. A call for help asks for no privacy."""
    headers: list[Header] = []
    who = Address(Uri("sip", user=show.number, host=domain))
    if show.number:
        headers.append(("p-asserted-identity", str(who)))
    if show.withheld:
        headers.append(("privacy", "id"))
        headers.append(("from", _anonymous_from(request)))
    elif show.number:
        headers.append(("from", str(who.with_param("tag", request.from_.tag))))
    if urgent and request.get("privacy") is not None:
        headers.append(("privacy", "none"))
    return tuple(headers)


def _anonymous_from(request: Request) -> str:
    return str(_ANONYMOUS.with_param("tag", request.from_.tag))


def _rings(request: Request) -> Request:
    """Without what makes a telephone answer by itself (RFC 5373, and the ways from before it): whoever may
    do that is told by the engine."""
    request = request.without(*_ANSWER_MODE)
    if all(request.get(name) is None for name in _MAY_ANSWER):
        return request
    return request.without_items(lambda name, value: name in _MAY_ANSWER and "answer" in value.lower())
