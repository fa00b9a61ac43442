"""What of a message may be kept on a disk: no credentials, no keys of sound, no bodies but those that set a
call up or say how a transfer goes."""

import re

_AUTHORIZATION = re.compile(
    rb"(?:^|\r)((?:proxy-)?authorization[ \t]*:)[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*", re.IGNORECASE | re.MULTILINE
)
_KEYS = re.compile(rb"^(a=crypto:\d+ [\w]+ |a=crypto:|a=key-mgmt:|a=ice-pwd:|k=)[^\r\n]*", re.I | re.M)
_CONTENT_TYPE = re.compile(rb"^(?:content-type|c)[ \t]*:[ \t]*([^\s;]+)", re.IGNORECASE | re.MULTILINE)
_CALL_ID = re.compile(rb"^(?:call-id|i)[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_KEPT_BODIES = (b"application/sdp", b"message/sipfrag")
_LINE_END = re.compile(rb"[\r\n]")
_SECRET = (b"a=crypto", b"a=key-mgmt", b"a=ice-pwd", b"k=")
_GONE = b"..."


def call_id(data: bytes) -> str:
    """Of a message as it is on the wire; empty when it has none."""
    start = data.find(b"\r\nCall-ID: ")
    if start >= 0:
        start += 11
        value = data[start : data.find(b"\r", start)]
    else:
        found = _CALL_ID.search(data.partition(b"\r\n\r\n")[0])
        value = found.group(1) if found else b""
    return value.strip().decode("utf-8", "replace")


def redacted(data: bytes) -> bytes:
    """The message without its secrets."""
    head, empty_line, body = data.partition(b"\r\n\r\n")
    if b"authorization" in head.lower():
        head = _AUTHORIZATION.sub(rb"\1 " + _GONE, head)
    if not empty_line:
        # Nothing that the engine takes: its first line says enough.
        return _LINE_END.split(head, 1)[0]
    if not body:
        return head + empty_line
    found = _CONTENT_TYPE.search(head)
    kind = found.group(1).lower() if found else b""
    if kind not in _KEPT_BODIES:
        return head + empty_line + b"(%d bytes of %s, not kept)" % (len(body), kind or b"something")
    lower = body.lower()
    if any(name in lower for name in _SECRET):
        body = _KEYS.sub(rb"\1" + _GONE, body)
    return head + empty_line + body
