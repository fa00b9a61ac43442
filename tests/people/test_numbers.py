import pytest

from softphone.people.numbers import dialled, e164, is_emergency, shown


@pytest.mark.parametrize(
    "written",
    [
        "08-123 45 67",
        "081234567",
        "+46 8 123 45 67",
        "+46 (0)8 123 45 67",
        "0046 8 1234567",
        "tel:+46-8-123-45-67",
        "\u202a+46\u00a08\u2011123 45\u200b67\u202c\n",
        "\u206608-123 45 67\u2069\ufeff",
    ],
)
def test_one_number_however_it_is_written(written: str) -> None:
    assert e164(written, "SE") == "+4681234567"


@pytest.mark.parametrize(
    "text", ["", "bob", "112", "201", "08-", "+", "12345678901234567890123", "08x1234567"]
)
def test_what_is_no_number_of_the_network(text: str) -> None:
    assert e164(text, "SE") is None


def test_the_country_decides() -> None:
    assert e164("020 7946 0000", "GB") == "+442079460000"


def test_digits() -> None:
    assert dialled("08-123 45\u00a067") == "081234567"
    assert dialled("112") == "112"
    assert dialled("1") is None
    assert dialled("*21#") is None


def test_emergency() -> None:
    assert is_emergency("112", "SE")
    assert not is_emergency("11414", "SE")
    assert not is_emergency("bob", "SE")


def test_shown_as_people_write_it() -> None:
    assert shown("+4681234567", "SE") == "08-123 45 67"
    assert shown("+442079460000", "SE") == "+44 20 7946 0000"
    assert shown("Bob", "SE") == "Bob"
