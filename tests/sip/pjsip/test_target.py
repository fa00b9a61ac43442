import pytest

from softphone.sip.pjsip.target import LONGEST, request_uri


@pytest.mark.parametrize(
    ("target", "uri"),
    [
        ("101", "sip:101@company.test"),
        ("  08-123 45 67 ", "sip:081234567@company.test"),
        ("+46 (0)8-123 45 67", "sip:+46081234567@company.test"),
        ("*31#", "sip:*31%23@company.test"),
        ("anna.berg", "sip:anna.berg@company.test"),
        ("anna@other.test", "sip:anna@other.test"),
        ("sip:anna@other.test:5070;transport=tcp", "sip:anna@other.test:5070;transport=tcp"),
        ("SIP:anna@other.test", "sip:anna@other.test"),
        ("sips:anna@other.test", "sips:anna@other.test"),
        ("sip:other.test", "sip:other.test"),
        ("sip:anna@[2001:db8::1]:5061", "sip:anna@[2001:db8::1]:5061"),
        ("tel:+46-8-123", "sip:+468123@company.test"),
        ("tel:101;phone-context=company.test", "sip:101@company.test"),
    ],
)
def test_what_people_dial(target: str, uri: str) -> None:
    assert request_uri(target, "company.test") == uri


@pytest.mark.parametrize(
    "target",
    [
        "",
        "   ",
        "two words",
        "sip:",
        "sip:@company.test",
        "sip:anna@",
        "sip:anna@host name",
        "sip:anna@host>",
        "anna@host\r\nX: y",
        "anna@host;x=<y>",
        "tel:anna",
        "a" * LONGEST,
    ],
)
def test_what_nobody_can_be_called_by(target: str) -> None:
    assert request_uri(target, "company.test") is None


def test_the_transport_is_added_where_none_is_said() -> None:
    assert request_uri("101", "company.test", "tls") == "sip:101@company.test;transport=tls"
    assert request_uri("sip:a@b.test;transport=tcp", "c.test", "tls") == "sip:a@b.test;transport=tcp"
