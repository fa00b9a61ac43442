"""Why something asked of the server was not done: what libraries raise, as values."""

import socket
import ssl
from collections.abc import Iterator

import msgspec

from softphone.people.company import CompanyFault, PresentedCertificate
from softphone.sync.certificate import presented

_OPENSSL_WRONG_VERSION = ("WRONG_VERSION_NUMBER", "UNEXPECTED_EOF_WHILE_READING", "HTTP_REQUEST")


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    fault: CompanyFault
    detail: str
    certificate: PresentedCertificate | None = None
    wait: float = 0.0
    """Seconds that the server asks to wait."""
    code: str = ""
    """Of the server's refusal, when it is one."""


class TokenRevoked(msgspec.Struct, frozen=True):
    """The token is not in force any more."""


async def connection_failure(error: BaseException, host: str, port: int) -> Failure:
    """Why no connection came about, or why it ended before an answer."""
    for cause in _causes(error):
        detail = f"{host}:{port}: {str(cause) or type(cause).__name__}"
        if isinstance(cause, ssl.SSLCertVerificationError):
            certificate = await presented(host, port, cause)
            return Failure(fault=CompanyFault.UNTRUSTED_CERTIFICATE, detail=detail, certificate=certificate)
        if isinstance(cause, ssl.SSLError):
            return Failure(fault=CompanyFault.NOT_A_SOFTPHONE_SERVER, detail=detail)
        if isinstance(cause, socket.gaierror):
            return Failure(fault=CompanyFault.UNKNOWN_SERVER, detail=detail)
        if isinstance(cause, OSError | TimeoutError):
            return Failure(fault=CompanyFault.NO_ANSWER, detail=detail)
    detail = f"{host}:{port}: {str(error) or type(error).__name__}"
    return Failure(fault=CompanyFault.NOT_A_SOFTPHONE_SERVER, detail=detail)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came from, the first cause first: libraries wrap what the system said."""
    chain = []
    while error is not None:
        chain.append(error)
        if isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        else:
            error = error.__cause__ or error.__context__
    return reversed(chain)
