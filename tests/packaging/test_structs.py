"""Structs in the copy of the source that mypyc compiles: what their keywords say still holds."""

from typing import Any

import pytest
import structs

SOURCE = """
import msgspec

class Flow(msgspec.Struct, frozen=True, gc=False):
    host: str

class Target(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    host: str

class Row(msgspec.Struct):
    first: int

class Told(msgspec.Struct, frozen=True, dict=True):
    what: str
"""


def without_keywords(source: str) -> str:
    """As mypyc calls the metaclass."""
    return source.replace(", frozen=True", "").replace(", gc=False", "").replace(", dict=True", "")


def test_what_is_left_without_keywords_inherits_them() -> None:
    bases: dict[str, str] = {}
    source = structs.inheriting(SOURCE, "bases", bases)
    namespace: dict[str, Any] = {}
    exec(structs.written(bases), namespace)
    exec(without_keywords(source).replace("from bases import", "# from bases"), namespace)
    for name, frozen, gc in (("Flow", True, False), ("Target", True, False), ("Told", True, True)):
        config = namespace[name].__struct_config__
        assert (config.frozen, config.gc) == (frozen, gc)
    assert namespace["Told"]("this").__dict__ == {}
    assert not namespace["Row"].__struct_config__.frozen
    with pytest.raises(AttributeError, match="immutable"):
        namespace["Flow"]("here").host = "there"
    assert namespace["Flow"]("here") == namespace["Flow"]("here")


def test_the_type_checker_sees_the_original_keywords() -> None:
    source = structs.inheriting(SOURCE, "bases", {})
    assert "class Target(FrozenTrueGcFalse, frozen=True, kw_only=True, gc=False):" in source
    assert "class Row(msgspec.Struct):" in source


def test_a_keyword_that_would_be_lost_is_refused() -> None:
    with pytest.raises(structs.StructError, match="Kept would lose tag"):
        structs.inheriting("class Kept(msgspec.Struct, frozen=True, tag=True):\n    x: int\n", "bases", {})


def test_a_final_struct_is_refused() -> None:
    """mypyc would compare its instances by identity."""
    with pytest.raises(structs.StructError, match="Flow must not be final"):
        structs.inheriting(SOURCE.replace("class Flow", "@final\nclass Flow"), "bases", {})


@pytest.mark.parametrize(
    "written",
    [
        'class Kept(msgspec.Struct, frozen=True, tag="kept"):',
        "class Kept(\n    msgspec.Struct,\n    frozen=True,\n):",
        "class Kept(Struct, frozen=True):",
        "class Kept(Other, frozen=True):",
    ],
)
def test_keywords_in_a_form_that_is_not_known_are_refused_too(written: str) -> None:
    with pytest.raises(structs.StructError, match="Kept would lose"):
        structs.inheriting(f"import msgspec\n\n{written}\n    x: int\n", "bases", {})


def test_nothing_else_is_touched() -> None:
    source = "import msgspec\n\nclass Plain:\n    pass\n"
    assert structs.inheriting(source, "bases", {}) == source
