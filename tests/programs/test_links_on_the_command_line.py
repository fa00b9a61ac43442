"""A link is the one argument that systems start a program with."""

import pytest

from softphone.__main__ import with_link


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (["tel:112"], ["--link=tel:112"]),
        (["SIP:bob@example.com?x=1"], ["--link=SIP:bob@example.com?x=1"]),
        (["--profile-dir", "x", "callto:201"], ["--profile-dir", "x", "--link=callto:201"]),
        (["tel:1\n--server=evil"], ["--link=tel:1\n--server=evil"]),
        (["tel:1", "tel:2"], ["--link=tel:1", "tel:2"]),
        (["call-test", "sip:bob@example.com"], ["call-test", "sip:bob@example.com"]),
        (["serve", "--sip", "127.0.0.1:5060"], ["serve", "--sip", "127.0.0.1:5060"]),
        (["--server", "https://company.test"], ["--server", "https://company.test"]),
        ([], []),
    ],
)
def test_where_it_stands(given: list[str], read: list[str]) -> None:
    assert with_link(given) == read
