"""What people type as the server."""

import pytest

from softphone.sync.address import server_url
from softphone.sync.backoff import LONGEST, Backoff


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("phones.company.test", "https://phones.company.test"),
        (" phones.company.test:8443 ", "https://phones.company.test:8443"),
        ("https://phones.company.test/", "https://phones.company.test"),
        ("HTTPS://Phones.Company.test:8443/sign-in?x=1", "https://phones.company.test:8443"),
        ("http://phones.company.test", "http://phones.company.test"),
        ("localhost:8080", "http://localhost:8080"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://127.0.0.1:8080", "https://127.0.0.1:8080"),
        ("[::1]:8080", "http://[::1]:8080"),
        ("192.0.2.1", "https://192.0.2.1"),
        ("", None),
        ("a b", None),
        ("http://", None),
        ("https://asa:secret@phones.company.test", None),
        ("ftp://phones.company.test", None),
        ("sip:asa@company.test", None),
        ("company.test:notaport", None),
        ("company.test:99999", None),
        ("[::1", None),
        ("åäö", None),
    ],
)
def test_a_server_is_understood_or_not(typed: str, url: str | None) -> None:
    assert server_url(typed) == url


def test_pauses_grow_are_spread_and_have_an_end() -> None:
    shortest, longest = Backoff(lambda: 0.0), Backoff(lambda: 0.999)
    assert [shortest.next() for _ in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert all(LONGEST / 2 < pause <= LONGEST for pause in [longest.next() for _ in range(20)][6:])
    shortest.reset()
    assert shortest.next() == 0.5
