"""Links from other programs, friendly and hostile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.people.links import LinkFault, read_link
from softphone.people.schemes import is_link
from softphone.people.typed import Typed


@pytest.mark.parametrize(
    ("link", "dial", "shown"),
    [
        ("tel:+46-8-123-45-67", "+4681234567", "08-123 45 67"),
        ("tel:+46(8)1234567", "+4681234567", "08-123 45 67"),
        ("TEL:08-1234567", "081234567", "08-123 45 67"),
        ("tel:08%20123%2045%2067", "081234567", "08-123 45 67"),
        ("tel://+4681234567/", "+4681234567", "08-123 45 67"),
        ("tel:08-123-45-67;phone-context=+46", "+4681234567", "08-123 45 67"),
        ("tel:1234567;phone-context=+46-8", "+4681234567", "08-123 45 67"),
        ("tel:020-7946-0000;phone-context=+44", "+442079460000", "+44 20 7946 0000"),
        ("tel:201;phone-context=company.test", "201", "201"),
        ("tel:+4681234567;isub=1;tsp=a.example", "+4681234567", "08-123 45 67"),
        ("tel:112", "112", "112"),
        ("tel:+1-800-FLOWERS", "+18003569377", "+1 800-356-9377"),
        ("callto:+4681234567", "+4681234567", "08-123 45 67"),
        ("callto://081234567", "081234567", "08-123 45 67"),
        ("callto:bob@example.com", "sip:bob@example.com", "bob@example.com"),
        ("sip:bob@example.com", "sip:bob@example.com", "bob@example.com"),
        (
            "sip:b%C3%B6rje@example.com:5070;transport=tcp",
            "sip:börje@example.com:5070",
            "börje@example.com:5070",
        ),
        ("sips:bob@[::1]:5061;user=phone", "sips:bob@[::1]:5061", "bob@[::1]:5061"),
        ("sip:201", "201", "201"),
        ("sip:anna", "anna", "anna"),
    ],
)
def test_what_a_link_calls(link: str, dial: str, shown: str) -> None:
    typed = read_link(link, "SE")
    assert isinstance(typed, Typed)
    assert (typed.dial, typed.shown) == (dial, shown)


def test_an_extension() -> None:
    typed = read_link("tel:+46-8-123-45-67;ext=12-3", "SE")
    assert isinstance(typed, Typed)
    assert (typed.shown, typed.extension) == ("08-123 45 67", "123")


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("http://example.com", LinkFault.NOT_A_LINK),
        ("tel:", LinkFault.NOT_A_LINK),
        ("tel:hello", LinkFault.NOT_A_LINK),
        ("sip:", LinkFault.NOT_A_LINK),
        ("sip:@example.com", LinkFault.NOT_A_LINK),
        ("sip:bob@", LinkFault.NOT_A_LINK),
        ("sip:bob@exam ple.com", LinkFault.NOT_A_LINK),
        ("sip:bob@a,sip:eve@b", LinkFault.MORE_THAN_A_CALL),
        ("sip:<bob>@example.com", LinkFault.NOT_A_LINK),
        ("tel:081234567,089999999", LinkFault.NOT_A_LINK),
        ("tel:" + "1" * 300, LinkFault.TOO_LONG),
        ("tel:08123\r\nContact: eve", LinkFault.UNREADABLE),
        ("tel:08123%0d%0aContact:eve", LinkFault.UNREADABLE),
        ("sip:bob%00@example.com", LinkFault.UNREADABLE),
        ("sip:bob@example.com%0A", LinkFault.UNREADABLE),
        ("sip:bob\u202e@example.com", LinkFault.UNREADABLE),
        ("sip:bob%ff@example.com", LinkFault.UNREADABLE),
        ("sip:bob@example.com?Replaces=a%40b%3Bto-tag%3D1", LinkFault.MORE_THAN_A_CALL),
        ("sip:bob@example.com;method=REFER", LinkFault.MORE_THAN_A_CALL),
        ("sip:bob@example.com;METHOD=INVITE", LinkFault.MORE_THAN_A_CALL),
        ("sip:bob@example.com;maddr=192.0.2.1", LinkFault.MORE_THAN_A_CALL),
        ("sip:bob@example.com;transport=ws", LinkFault.MORE_THAN_A_CALL),
        ("sip:bob@example.com;lr", LinkFault.MORE_THAN_A_CALL),
        ("sip:bob:secret@example.com", LinkFault.MORE_THAN_A_CALL),
        ("tel:081234567;m-something=1", LinkFault.MORE_THAN_A_CALL),
        ("tel:081234567?body=x", LinkFault.MORE_THAN_A_CALL),
        ("tel:*21*0900123456%23", LinkFault.SERVICE_CODE),
        ("sip:*21*0900123456%23@company.test", LinkFault.SERVICE_CODE),
    ],
)
def test_what_is_refused(link: str, fault: LinkFault) -> None:
    assert read_link(link, "SE") is fault


def test_what_calls_itself_a_link() -> None:
    assert is_link("tel:112")
    assert is_link("SIP:bob@example.com")
    assert not is_link("serve")
    assert not is_link("tel")
    assert not is_link("--profile-dir")
    assert not is_link("C:\\folder")


_PIECES = st.sampled_from(
    [
        "tel:",
        "sip:",
        "sips:",
        "callto:",
        "//",
        "+46",
        "08",
        "*21*",
        "#",
        "%0a",
        "%00",
        ";",
        "?",
        "@",
        "method=",
        "bob",
    ]
)


@given(st.lists(_PIECES | st.text(max_size=5), max_size=12).map("".join))
def test_whatever_the_link_only_plain_text_is_dialled(link: str) -> None:
    typed = read_link(link, "SE")
    if isinstance(typed, Typed):
        assert typed.dial.isprintable()
        assert not set(typed.dial) & set('?;<>*#," ')
        assert typed.shown.removeprefix("+") and len(typed.dial) <= 256
