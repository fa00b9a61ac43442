"""Requests to addresses that people type: only to the outside, or where the company allows it (SSRF).

The name is resolved here, the address checked, and the connection made to that address: what a name means
cannot change in between. Certificates are those of the name. No proxy of the environment is used: it would
connect where we have not looked.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence

import httpx

from softphone.server.calendars.fetched import Failure

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""RFC 6052: an IPv4 address in the last 32 bits."""
_MOST_ADDRESSES = 4
"""Of one name that are tried."""


class OutwardError(Exception):
    """The request was not made."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


async def resolve(host: str, port: int) -> Sequence[str]:
    """Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


def is_outside(address: IpAddress) -> bool:
    """Whether anybody in the world may be asked there."""
    if isinstance(address, ipaddress.IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if address in _NAT64:
            inside = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inside:
            return is_outside(inside)
    return address.is_global and not address.is_multicast


def is_untrusted(error: BaseException | None) -> bool:
    """Whether it came of a certificate."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


class OutwardTransport(httpx.AsyncBaseTransport):
    """`allowed` are networks that are not outside and may be asked all the same; to them alone also without
    encryption. Raises OutwardError besides httpx's own errors."""

    def __init__(
        self, context: ssl.SSLContext, allowed: Sequence[Network] = (), resolve: Resolve = resolve
    ) -> None:
        self._below = httpx.AsyncHTTPTransport(
            verify=context,
            trust_env=False,
            # A connection is to an address; another name at the same one would be sent over it unseen.
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self._allowed = tuple(allowed)
        self._resolve = resolve

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        addresses = await self._addresses(url)
        if url.scheme == "https":
            request.extensions = {**request.extensions, "sni_hostname": url.host}
        failed: httpx.TransportError | None = None
        for address in addresses:
            request.url = url.copy_with(host=str(address))
            try:
                return await self._below.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if is_untrusted(error):
                    raise
                failed = error
            finally:
                request.url = url
        assert failed is not None
        raise failed

    async def aclose(self) -> None:
        await self._below.aclose()

    async def _addresses(self, url: httpx.URL) -> list[IpAddress]:
        if url.scheme not in ("https", "http") or not url.host:
            raise OutwardError(Failure.NOT_AN_ADDRESS)
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            texts = await self._resolve(url.host, port)
        except (OSError, UnicodeError) as error:
            raise OutwardError(Failure.NO_SUCH_HOST) from error
        found = [ipaddress.ip_address(text.partition("%")[0]) for text in texts]
        allowed = [address for address in found if any(address in network for network in self._allowed)]
        outside = [address for address in found if is_outside(address)]
        if not allowed and not outside:
            raise OutwardError(Failure.NOT_ALLOWED if found else Failure.NO_SUCH_HOST)
        if url.scheme != "https":
            if not allowed:
                raise OutwardError(Failure.NOT_ENCRYPTED)
            outside = []
        return [*allowed, *outside][:_MOST_ADDRESSES]
