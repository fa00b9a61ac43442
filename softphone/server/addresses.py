"""Where a server listens: said in its log, and in DIR/addresses.json for programs that started it."""

import ipaddress
import socket
from collections.abc import Iterable
from pathlib import Path

import msgspec

FILE_NAME = "addresses.json"


class Address(msgspec.Struct, frozen=True):
    host: str
    port: int
    """0: any that is free."""

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def is_wildcard(self) -> bool:
        """Every address of this machine."""
        return self.host in ("", "0.0.0.0", "::")  # noqa: S104

    @property
    def reachable(self) -> "Address":
        """Where others find what is bound here: of a wildcard, this machine's address."""
        return Address(address_towards_network() or "127.0.0.1", self.port) if self.is_wildcard else self

    @classmethod
    def parse(cls, text: str) -> "Address":
        """HOST:PORT, [IPV6]:PORT, HOST or PORT's forms. ValueError with a sentence otherwise."""
        host, colon, port = text.rpartition(":")
        if not colon or not port.isdigit() or int(port) > 65535:
            raise ValueError(f'"{text}" is not HOST:PORT, such as 127.0.0.1:5060.')
        host = host[1:-1] if host.startswith("[") and host.endswith("]") else host
        if ":" in host and not text.startswith("["):
            raise ValueError(f'"{text}" is not HOST:PORT; write an IPv6 address in brackets.')
        return cls(host or "0.0.0.0", int(port))  # noqa: S104


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """The bound ones. HOST:PORT each, but the URL and the path."""

    domain: str
    sip: str
    """UDP and TCP."""
    sip_tls: str
    http: str
    """URL, without a slash at its end."""
    ca: str
    """Path of the company authority's PEM; empty with a given certificate."""

    def write(self, folder: Path) -> None:
        fresh = folder / f"{FILE_NAME}.new"
        fresh.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n")
        fresh.replace(folder / FILE_NAME)

    @classmethod
    def read(cls, folder: Path) -> "Addresses":
        """OSError when no server wrote them there."""
        return msgspec.json.decode((folder / FILE_NAME).read_bytes(), type=cls)


def own_names(bound: Iterable[Address]) -> list[str]:
    """Under which names and addresses clients may reach what is bound, for the certificate."""
    bound = list(bound)
    names = {"localhost", "127.0.0.1", socket.gethostname().lower()}
    names |= {address.host.lower() for address in bound if not address.is_wildcard}
    if any(address.is_wildcard for address in bound):
        try:
            found = socket.getaddrinfo(socket.gethostname(), None, type=socket.SOCK_STREAM)
        except OSError:
            found = []
        names |= {str(entry[4][0]).partition("%")[0] for entry in found}
        names.add(address_towards_network())
    return sorted(filter(None, names))


def address_towards_network() -> str:
    """This machine's address as the network sees it, empty without one; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])
