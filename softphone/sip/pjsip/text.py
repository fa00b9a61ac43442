"""Text that came over the wire. Python keeps bytes that are no UTF-8 as lone surrogates, which nobody can
show, store or send on."""


def readable(text: str) -> str:
    """With U+FFFD for what is no UTF-8 (RFC 3261 §25.1 has nothing else in SIP)."""
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
