"""Links that sign in: softphone:invitation?server=https://…&login=…&token=…

Whoever wrote the link may mean harm: nothing is done before the person has seen which server it is.
"""

import re
from urllib.parse import parse_qs, urlsplit

import msgspec

from softphone.people.written import LOGIN

SCHEME = "softphone"
_TOKEN = re.compile(r"[0-9a-f]{32,128}")
_HOST = re.compile(r"\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9](?:[A-Za-z0-9.\-]{0,252}[A-Za-z0-9])?")
_LONGEST = 1_000


class InvitationLink(msgspec.Struct, frozen=True):
    server: str
    """The URL: scheme, host, and port if any."""
    login: str
    """Whom it is for."""
    token: str

    def __repr__(self) -> str:
        return f"InvitationLink({self.server}, {self.login})"


def read_invitation(text: str) -> InvitationLink | None:
    """None when it is none of ours, or is not whole."""
    text = text.strip()
    scheme, _, rest = text.partition(":")
    path, question, query = rest.removeprefix("//").partition("?")
    if len(text) > _LONGEST or scheme.lower() != SCHEME or path.strip("/") != "invitation" or not question:
        return None
    try:
        given = parse_qs(query, max_num_fields=10, errors="strict")
        server, login, token = given["server"], given["login"], given["token"]
        url = urlsplit(server[0])
        port = url.port
    except (KeyError, ValueError):
        return None
    if not len(server) == len(login) == len(token) == 1:
        return None
    if not server[0].isprintable() or not _TOKEN.fullmatch(token[0]) or not LOGIN.fullmatch(login[0]):
        return None
    host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname or ""
    plain = url.scheme in ("http", "https") and _HOST.fullmatch(host) and not (url.query or url.fragment)
    if not plain or url.path not in ("", "/") or "@" in url.netloc:
        return None
    return InvitationLink(
        f"{url.scheme}://{host}{f':{port}' if port is not None else ''}", login[0], token[0]
    )


_INVITED = "softphone-invitation "
_SESSION = "softphone-session "


def invited(token: str) -> str:
    """What is given in the place of a password, once."""
    return f"{_INVITED}{token}"


def kept_session(token: str) -> str:
    """What is kept, and given in the place of a password, by a device that an invitation signed in."""
    return f"{_SESSION}{token}"


def invitation_in(password: str) -> str:
    """The invitation's token; empty: it is none."""
    return password.removeprefix(_INVITED) if password.startswith(_INVITED) else ""


def session_in(password: str) -> str:
    """The session's token; empty: it is none."""
    return password.removeprefix(_SESSION) if password.startswith(_SESSION) else ""
