"""What differs in what becomes of the messages of RFC 4475; sections are that RFC's."""

from tests.e2e.differential.difference import Difference

_DECLINED_BY_GRAMMAR = (
    "It is malformed: 400, which each section wants or allows; a silent server is asked again for 32 s."
)


def _torture(names: str, kamailio: str, ours: str, why: str) -> Difference:
    """Each value: of somebody unknown / of somebody believed."""
    return Difference("becomes", kamailio, ours, why, tuple(f"RFC 4475: {name}" for name in names.split()))


TORTURE = (
    _torture("wsinv", "dropped / dropped", "481 / 481", "§3.1.1.1: it is well-formed, so it has an answer."),
    _torture(
        "intmeth", "dropped / dropped", "407 / 404", "§3.1.1.2: it is well-formed, so it has an answer."
    ),
    _torture(
        "esc01",
        "407 / 404",
        "407 / forwarded",
        "Operators name the person in To where the Request-URI has a number of theirs: from a trunk we look "
        "there too.",
    ),
    _torture(
        "escnull",
        "401 / 401",
        "401 / 200",
        "§3.1.1.4: an escaped NUL is a character like others; Kamailio's list of users has no such name.",
    ),
    _torture("esc02", "dropped / dropped", "501 / 501", "§3.1.1.5: an unknown method, so 501."),
    _torture(
        "dblreq",
        "400 / 400",
        "401 / 200",
        "§3.1.1.8: what follows the body in a datagram is not looked at.",
    ),
    _torture(
        "mpart01",
        "407 / forwarded",
        "403 / 403",
        "Its Route leads to another proxy, and we are no relay; Debian's configuration drops the header.",
    ),
    _torture(
        "badinv01 ncl quotbal lwsruri lwsstart insuf multi01 mcl01",
        "dropped / dropped",
        "400 / 400",
        _DECLINED_BY_GRAMMAR,
    ),
    _torture("trws", "407 / 404", "400 / 400", "§3.1.2.10 allows both; we guess nothing."),
    _torture(
        "escruri",
        "407 / forwarded",
        "400 / 400",
        "§3.1.2.11 allows both; we guess nothing.",
    ),
    _torture(
        "baddn",
        "407 / forwarded",
        "400 / 400",
        "§3.1.2.15 allows to mend it only for oneself; Kamailio passes the fault on.",
    ),
    _torture("regbadct", "401 / 200", "401 / 400", "§3.1.2.13 allows both; we guess nothing."),
    _torture("badvers", "dropped / dropped", "505 / 505", "§3.1.2.16: 505."),
    _torture(
        "unkscm novelsc",
        "200 / 200",
        "416 / 416",
        "§3.3.2 and §3.3.3: 416; Kamailio takes the address for its own.",
    ),
    _torture(
        "inv2543",
        "forwarded / forwarded",
        "400 / 400",
        "Telephones of RFC 2543 are not served: a dialog's token needs the caller's tag. Kamailio rings for "
        "this stranger without asking who it is.",
    ),
)
