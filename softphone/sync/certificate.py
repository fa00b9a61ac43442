"""What a server that is not trusted presents, so that a person can look at it and decide."""

import asyncio
import hashlib
import ssl
from typing import Any

from softphone.people.company import PresentedCertificate

_TIMEOUT = 5.0
_NOT_MENDED_BY_TRUST = {
    9,  # not yet valid
    10,  # expired
    23,  # revoked
    62,  # another host name
    64,  # another address
}
"""OpenSSL's X509_V_ERR codes."""


def client_context() -> ssl.SSLContext:
    """The system's anchors; the company's own are added to it as they come to be trusted."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # What a person trusted may be a server's own certificate, with an authority above that nobody has.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


async def presented(
    host: str, port: int, refused: ssl.SSLCertVerificationError
) -> PresentedCertificate | None:
    """Connects once more, and sends nothing; None when that fails."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        async with asyncio.timeout(_TIMEOUT):
            _, writer = await asyncio.open_connection(host, port, ssl=context, server_hostname=host)
    except OSError:
        return None
    try:
        top = _chain(writer.get_extra_info("ssl_object"))[-1]
        info = top.get_info()
        pem: str = top.public_bytes()
    finally:
        writer.transport.abort()
    return PresentedCertificate(
        pem=pem,
        sha256=fingerprint(pem),
        subject=_name(info["subject"]),
        issuer=_name(info["issuer"]),
        expires=_date(info["notAfter"]),
        reason=refused.verify_message,
        trustable=refused.verify_code not in _NOT_MENDED_BY_TRUST,
    )


def fingerprint(pem: str) -> str:
    """SHA-256 of the certificate, as people compare it: AB:CD:…"""
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest().upper()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def _chain(connection: ssl.SSLObject) -> list[Any]:
    """Public as SSLObject.get_unverified_chain() from Python 3.13 on, there since 3.10."""
    chain: list[Any] = connection._sslobj.get_unverified_chain()  # type: ignore[attr-defined]
    return chain


def _name(parts: tuple[tuple[tuple[str, str], ...], ...]) -> str:
    return ", ".join(value for part in parts for _, value in part)


def _date(text: str) -> str:
    """OpenSSL's "Nov 24 01:41:24 2036 GMT" as 2036-11-24."""
    month, day, _, year, _ = text.split()
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{year}-{months.index(month) + 1:02}-{int(day):02}"
