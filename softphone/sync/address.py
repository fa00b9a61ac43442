"""What a person types as the server."""

import ipaddress
import re
from urllib.parse import urlsplit

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")


def server_url(text: str) -> str | None:
    """The URL meant, without a path or a slash at its end; None when it is no address.

    HOST and HOST:PORT mean https, but http on this machine itself, as the server does by default.
    """
    text = text.strip()
    if "://" not in text:
        text = f"//{text}"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in ("", "http", "https") or parts.username is not None:
        return None
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if not _HOST.fullmatch(host):
            return None
        is_loopback = host == "localhost"
    else:
        is_loopback = address.is_loopback
    scheme = parts.scheme or ("http" if is_loopback else "https")
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}" + (f":{port}" if port is not None else "")
