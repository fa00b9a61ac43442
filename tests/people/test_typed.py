"""What people type and paste."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.people import numbers
from softphone.people.typed import Typed, TypedKind, read

STOCKHOLM = "+4681234567"


@pytest.mark.parametrize(
    "text",
    [
        "08-123 45 67",
        "081234567",
        "08/123 45 67",
        "08.123.45.67",
        "08–123 45 67",
        "08—1234567",
        "08−123 45 67",
        "08\u2011123\u00a045\u202f67",
        "08 • 123 45 67",
        "(08) 123 45 67",
        "(0)8-123 45 67",
        "+46 8 123 45 67",
        "+46 (0)8 123 45 67",
        "+46 [0] 8-123 45 67",
        "0046 8 1234567",
        "００４６８１２３４５６７",
        "٠٨١٢٣٤٥٦٧",
        "tel:+46-8-123-45-67",
        "TEL:081234567",
        "callto://+4681234567",
        "<tel:+46-8-123-45-67>",
        "Tel: 08-123 45 67",
        "Telefonnummer: 08-123 45 67",
        "Växel. 08-123 45 67",
        "  08-123 45 67\n",
        "\u202a08-123 45 67\u202c",
        "Ring oss på 08-123 45 67, vi svarar.",
    ],
)
def test_one_number_however_it_is_written(text: str) -> None:
    typed = read(text, "SE")
    assert typed is not None
    assert (typed.kind, typed.shown) == (TypedKind.NUMBER, "08-123 45 67")
    assert numbers.e164(typed.dial, "SE") == STOCKHOLM


@pytest.mark.parametrize(
    ("text", "kind", "dial", "shown"),
    [
        ("112", TypedKind.EMERGENCY, "112", "112"),
        (" 1 1-2 ", TypedKind.EMERGENCY, "112", "112"),
        ("tel:112", TypedKind.EMERGENCY, "112", "112"),
        ("201", TypedKind.SHORT, "201", "201"),
        ("2010", TypedKind.SHORT, "2010", "2010"),
        ("114 14", TypedKind.SHORT, "11414", "11414"),
        ("1177", TypedKind.SHORT, "1177", "1177"),
        ("7", TypedKind.SHORT, "7", "7"),
        ("+44 20 7946 0000", TypedKind.NUMBER, "+442079460000", "+44 20 7946 0000"),
        ("0044 20 7946 0000", TypedKind.NUMBER, "00442079460000", "+44 20 7946 0000"),
        ("*21*08-123 45 67#", TypedKind.SERVICE_CODE, "*21*081234567#", "*21*081234567#"),
        ("#21#", TypedKind.SERVICE_CODE, "#21#", "#21#"),
        ("sip:bob@example.com", TypedKind.ADDRESS, "sip:bob@example.com", "bob@example.com"),
        ("<sip:bob@example.com>", TypedKind.ADDRESS, "sip:bob@example.com", "bob@example.com"),
        ("bob@example.com", TypedKind.ADDRESS, "bob@example.com", "bob@example.com"),
        ("asa", TypedKind.USER, "asa", "asa"),
        ("sip:asa", TypedKind.USER, "asa", "asa"),
        ("bob2", TypedKind.USER, "bob2", "bob2"),
        ("0asa", TypedKind.USER, "0asa", "0asa"),
        ("112asa", TypedKind.USER, "112asa", "112asa"),
        ("020-HANDLA", TypedKind.NUMBER, "020426352", "020-HANDLA (020-42 63 52)"),
        ("020 handla", TypedKind.NUMBER, "020426352", "020 HANDLA (020-42 63 52)"),
    ],
)
def test_what_it_is_what_is_dialled_and_how_it_is_shown(
    text: str, kind: TypedKind, dial: str, shown: str
) -> None:
    assert read(text, "SE") == Typed(kind=kind, dial=dial, shown=shown)


@pytest.mark.parametrize(
    "text",
    ["08-123 45 67 ext. 12", "08-123 45 67 x12", "08-123 45 67, ankn 12", "tel:08-123-45-67;ext=12"],
)
def test_an_extension_behind_the_number(text: str) -> None:
    typed = read(text, "SE")
    assert typed is not None
    assert (typed.dial, typed.shown, typed.extension) == ("081234567", "08-123 45 67", "12")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "()",
        "Åsa Lind",
        "a@b@c",
        "#",
        "08-123 45 67 eller 08-765 43 21",
        "1" * 21 + " 0",
        "0" * 300,
        "bob\x1b@example.com",
        "bob@example.com?Replaces=1",
        "bob@example.com;method=REFER",
    ],
)
def test_what_nobody_can_call(text: str) -> None:
    typed = read(text, "SE")
    assert typed is None or (typed.kind is TypedKind.USER and set(typed.dial) <= set("-"))


def test_the_country_decides() -> None:
    uk, dk = read("020 7946 0000", "GB"), read("32 12 34 56", "DK")
    assert uk is not None and dk is not None
    assert (uk.kind, uk.shown) == (TypedKind.NUMBER, "020 7946 0000")
    assert (dk.kind, dk.shown) == (TypedKind.NUMBER, "32 12 34 56")
    us = read("911", "US")
    assert us is not None and us.kind is TypedKind.EMERGENCY
    assert (here := read("911", "SE")) is not None and here.kind is not TypedKind.NUMBER


JUNK = st.sampled_from([" ", "-", "\u00a0", "\u2013", "\u200b", ".", "/", "\u202f", "\t", ""])


@given(st.lists(JUNK, min_size=9, max_size=9))
def test_what_stands_between_the_digits_does_not_matter(between: list[str]) -> None:
    text = "".join(digit + gap for digit, gap in zip("081234567", between, strict=True))
    typed = read(text, "SE")
    assert typed is not None
    assert (typed.kind, typed.dial) == (TypedKind.NUMBER, "081234567")


@given(st.text(max_size=60))
def test_anything_can_be_typed(text: str) -> None:
    typed = read(text, "SE")
    if typed is not None:
        assert typed.dial
        assert typed.dial.isprintable()
        assert not set(typed.dial) & set(" \r\n\t<>")


@given(st.from_regex(r"\+?[0-9]{2,15}", fullmatch=True))
def test_what_is_shown_is_the_same_number(digits: str) -> None:
    typed = read(digits, "SE")
    assert typed is not None
    again = read(typed.shown, "SE")
    assert again is not None
    assert again.shown == typed.shown
    if typed.kind is TypedKind.NUMBER:
        assert numbers.e164(again.dial, "SE") == numbers.e164(typed.dial, "SE")
