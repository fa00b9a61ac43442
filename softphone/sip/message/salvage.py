"""What can be answered of a request that cannot be parsed: its sender learns that it was no good."""

from softphone.sip.message import names
from softphone.sip.message.errors import ParseError
from softphone.sip.message.grammar import has_bare_nul, is_token, split_list
from softphone.sip.message.message import FOLD, VERSION, Header, Request

_ANSWERED = frozenset({"via", "from", "to", "call-id", "cseq"})
"""The headers that a response takes from its request (RFC 3261 §8.2.6.2)."""


def salvage(data: bytes) -> Request | None:
    """Of bytes that `parse` refused, the request line as far as it can be told and the headers that a
    response repeats, as they are. None for what nobody could match an answer to, or must get none: a
    response, an ACK, a head without its end or without a Via, one with line breaks that are none.
    """
    head, end, _ = data.partition(b"\r\n\r\n")
    text = head.decode("utf-8", "surrogateescape")
    lines = text.split("\r\n")
    breaks = len(lines) - 1
    if not end or text.count("\n") != breaks or text.count("\r") != breaks or has_bare_nul(text):
        return None
    pieces = lines[0].split()
    if len(pieces) < 3 or not is_token(pieces[0]) or pieces[0] == "ACK" or not VERSION.fullmatch(pieces[-1]):
        return None
    headers: list[Header] = []
    for line in FOLD.sub(" ", text).split("\r\n")[1:]:
        headers += _answered(line)
    if all(key != "via" for key, _ in headers):
        return None
    return Request(tuple(headers), b"", pieces[0], " ".join(pieces[1:-1]), pieces[-1].upper())


def _answered(line: str) -> list[Header]:
    name, colon, value = line.partition(":")
    try:
        key = names.key_of(name)
        if not colon or key not in _ANSWERED:
            return []
        return [(key, item) for item in split_list(value)] if key == "via" else [(key, value.strip())]
    except ParseError:
        return []
