"""Whom a call is for."""

import msgspec
import pytest

from softphone.people.directory import NumberKind
from softphone.profiles.called import called
from softphone.profiles.steps import Called, ToAnswerGroup, ToPerson, ToReserved
from tests.people.company import RESERVED, SECOND, directory


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("anna", ToPerson("p-anna")),
        ("101", ToPerson("p-anna")),
        ("08-123 450 01", ToPerson("p-anna")),
        ("08-123 450 11", ToPerson("p-anna")),
        ("+46701234501", ToPerson("p-anna", NumberKind.MOBILE)),
        ("100", ToAnswerGroup("g-reception")),
        ("+46812345000", ToAnswerGroup("g-reception")),
        ("08-123 450 99", ToReserved(RESERVED.number)),
        ("+46701234599", ToReserved("+46701234599")),
        ("08-765 43 21", None),
        ("112", None),
        ("nobody", None),
        ("", None),
    ],
)
def test_the_characters_dialled(text: str, whom: Called | None) -> None:
    assert called(text, directory()) == whom


def test_a_number_that_is_somebodys_reaches_them_without_an_address() -> None:
    company = msgspec.structs.replace(directory(), addresses={})
    assert called(SECOND.number, company) == ToPerson("p-anna")
