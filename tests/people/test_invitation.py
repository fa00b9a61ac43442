"""Links that sign in."""

import pytest

from softphone.people.invitation import (
    InvitationLink,
    invitation_in,
    invited,
    kept_session,
    read_invitation,
    session_in,
)
from softphone.people.links import LinkFault, read_link

TOKEN = "ab" * 32


def link(server: str = "https%3A%2F%2Fcompany.test%3A8443", login: str = "asa", token: str = TOKEN) -> str:
    return f"softphone:invitation?server={server}&login={login}&token={token}"


@pytest.mark.parametrize(
    ("text", "server"),
    [
        (link(), "https://company.test:8443"),
        (link().replace("softphone:", "SOFTPHONE://").replace("invitation?", "invitation/?"), None),
        (link("http%3A%2F%2F127.0.0.1%3A8080%2F"), "http://127.0.0.1:8080"),
        (link("https%3A%2F%2F%5B%3A%3A1%5D"), "https://[::1]"),
    ],
)
def test_it_says_where_and_as_whom(text: str, server: str | None) -> None:
    found = read_invitation(f" {text} ")
    assert found == InvitationLink(server or "https://company.test:8443", "asa", TOKEN)
    assert TOKEN not in repr(found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tel:112",
        "softphone:invitation",
        "softphone:call?server=https://a&login=b&token=" + TOKEN,
        link(server="javascript%3Aalert(1)"),
        link(server="https%3A%2F%2Fasa%3Apassword%40company.test"),
        link(server="https%3A%2F%2Fcompany.test%2Fpath"),
        link(server="https%3A%2F%2Fcompany.test%3Anine"),
        link(server="https%3A%2F%2Fcompany.test%3Fq"),
        link(server="https%3A%2F%2F"),
        link(server="https%3A%2F%2Fcomp%0Aany.test"),
        link(login="a%20b"),
        link(token="xyz"),
        link(token=TOKEN.upper()),
        link() + "&token=" + TOKEN,
        link() + "&x=" + "y" * 1_000,
    ],
)
def test_what_is_not_whole_is_none(text: str) -> None:
    assert read_invitation(text) is None


def test_it_is_nothing_that_is_called() -> None:
    assert read_link(link(), "SE") is LinkFault.NOT_A_LINK


def test_it_stands_for_a_password_and_is_told_from_one() -> None:
    assert invitation_in(invited(TOKEN)) == session_in(kept_session(TOKEN)) == TOKEN
    assert invitation_in("hunter2") == session_in("hunter2") == ""
    assert session_in(invited(TOKEN)) == invitation_in(kept_session(TOKEN)) == ""
