"""The pieces that header values share: lists, parameters, quoted strings (RFC 3261 §25.1)."""

import re

from softphone.sip.message.errors import ParseError

Params = tuple[tuple[str, str], ...]
"""Name in lower case and value as written; an empty value is a parameter without one (;lr)."""

TOKEN = r"[A-Za-z0-9\-.!%*_+`'~]+"  # noqa: S105 - a grammar rule, no secret
QUOTED = r'"(?:[^"\\]|\\.)*"'
_IS_TOKEN = re.compile(TOKEN)
_PARAM = re.compile(rf"[ \t]*;[ \t]*({TOKEN})[ \t]*(?:=[ \t]*({QUOTED}|[^;,\s\"<>]+))?[ \t]*")
_PLAIN_PARAMS = re.compile(rf"(?:;{TOKEN}(?:=[^;,\s\"<>]+)?)+")
"""Parameters as most are written, without spaces and quotes."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_ITEM_EDGE = re.compile(r'[",<>]')
_PAIR = re.compile(r"\\(.)")
_AFTER_QUOTED = re.compile(QUOTED)


def is_token(text: str) -> bool:
    return _IS_TOKEN.fullmatch(text) is not None


def has_bare_nul(text: str) -> bool:
    """NUL stands nowhere but after the backslash of a quoted pair (RFC 3261 §25.1)."""
    return text.count("\0") != text.count("\\\0")


def split_list(value: str) -> list[str]:
    """The items of a comma-separated value; commas within quotes and angle brackets do not count."""
    if "," not in value:
        return [value.strip()]
    items, start, at, angle = [], 0, 0, False
    while (edge := _ITEM_EDGE.search(value, at)) is not None:
        at = edge.end()
        match edge.group():
            case '"' if not angle:
                quoted = _AFTER_QUOTED.match(value, edge.start())
                if quoted is None:
                    raise ParseError("unfinished quoted string")
                at = quoted.end()
            case "<":
                angle = True
            case ">":
                angle = False
            case "," if not angle:
                items.append(value[start : edge.start()].strip())
                start = at
    items.append(value[start:].strip())
    return [item for item in items if item]


def parse_params(text: str) -> Params:
    """`;a=b;c` to pairs. ParseError for anything else."""
    if not text:
        return ()
    if _PLAIN_PARAMS.fullmatch(text):
        pieces = [piece.partition("=") for piece in text[1:].split(";")]
        return tuple([(name.lower(), value) for name, _, value in pieces])
    params, at = [], 0
    while at < len(text):
        found = _PARAM.match(text, at)
        if found is None:
            if not text[at:].strip():
                break
            raise ParseError("bad parameters")
        params.append((found.group(1).lower(), found.group(2) or ""))
        at = found.end()
    return tuple(params)


def write_params(params: Params) -> str:
    return "".join([f";{name}={value}" if value else f";{name}" for name, value in params])


def param(params: Params, name: str) -> str | None:
    """The value of a parameter; empty when it has none, None when it is not there."""
    for key, value in params:
        if key == name:
            return value
    return None


def with_param(params: Params, name: str, value: str) -> Params:
    """The parameters with that one set, once, and in its old place when it had one."""
    changed: list[tuple[str, str]] = []
    is_set = False
    for pair in params:
        if pair[0] != name:
            changed.append(pair)
        elif not is_set:
            is_set = True
            changed.append((name, value))
    if not is_set:
        changed.append((name, value))
    return tuple(changed)


def quote(text: str) -> str:
    """A quoted string; control characters, line breaks among them, become spaces."""
    text = _CONTROL.sub(" ", text)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unquote(text: str) -> str:
    """The text of a quoted string, or a token as it is."""
    if len(text) >= 2 and text[0] == '"' and text[-1] == '"':
        inner = text[1:-1]
        return _PAIR.sub(r"\1", inner) if "\\" in inner else inner
    return text


def parse_number(text: str, what: str, ceiling: int = 2**32 - 1) -> int:
    """A decimal number from 0 to `ceiling`. ParseError otherwise."""
    text = text.strip()
    if len(text) <= 12 and text.isascii() and text.isdigit() and (number := int(text)) <= ceiling:
        return number
    raise ParseError(f"bad {what}")
