"""msgspec's Structs as mypyc can compile them.

mypyc calls the metaclass of a class without the class's keywords: a frozen Struct would not be frozen. What a
Struct can inherit therefore comes from a base that is not compiled, in the copy of the source that is.
`kw_only` cannot, and need not: the type checker has seen the original, which nobody calls by position. Of a
final class mypyc knows too much: it sees no `__eq__` in it, and takes only the same object to be equal.
"""

import ast
import re

_STRUCT = re.compile(r"^class (\w+)\(msgspec\.Struct((?:, \w+=\w+)+)\):", re.MULTILINE)
_FINAL = re.compile(r"^@final\nclass (\w+)\(msgspec\.Struct", re.MULTILINE)
_INHERITED = ("dict", "frozen", "gc")


class StructError(Exception):
    """A Struct that would be another one, compiled."""


def inheriting(source: str, module: str, bases: dict[str, str]) -> str:
    """The source with its Structs on bases of that module; `bases` gathers the keywords of each by its name.
    StructError for one that is not inherited."""
    if (final := _FINAL.search(source)) is not None:
        raise StructError(f"{final[1]} must not be final: mypyc would compare it by identity")
    used: set[str] = set()

    def changed(found: re.Match[str]) -> str:
        name, keywords = found.groups()
        told = [keyword.partition("=")[::2] for keyword in keywords.split(", ") if keyword]
        lost = [keyword for keyword, _ in told if keyword not in (*_INHERITED, "kw_only")]
        if lost:
            raise StructError(f"{name} would lose {', '.join(lost)}")
        kept = sorted(each for each in told if each[0] in _INHERITED)
        base = "".join(f"{keyword.title()}{value}" for keyword, value in kept)
        bases[base] = ", ".join(f"{keyword}={value}" for keyword, value in kept)
        used.add(base)
        return f"class {name}({base}{keywords}):"

    source = _STRUCT.sub(changed, source)
    for each in ast.walk(ast.parse(source)):
        # Written in another way than the pattern knows: its keywords would be lost, and nobody told.
        if isinstance(each, ast.ClassDef) and each.keywords and ast.unparse(each.bases[0]) not in used:
            raise StructError(f"{each.name} would lose {', '.join(str(told.arg) for told in each.keywords)}")
    if used:
        names = ", ".join(sorted(used))
        source = source.replace("import msgspec\n", f"import msgspec\nfrom {module} import {names}\n", 1)
    return source


def written(bases: dict[str, str]) -> str:
    """The module of the bases."""
    classes = [f"class {name}(msgspec.Struct, {keywords}):\n    pass\n" for name, keywords in bases.items()]
    return "\n\n".join(["import msgspec\n", *classes])
