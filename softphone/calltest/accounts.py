"""The SIP server that is tested, and the accounts that the phones sign in with."""

from pathlib import Path

import msgspec

from softphone.calls.commands import AccountSettings, Transport
from softphone.calltest import toml_reader
from softphone.calltest.toml_reader import Fault, Table
from softphone.calltest.words import Dialled


class Account(msgspec.Struct, frozen=True, kw_only=True):
    user: str
    secret: str
    digest_user: str = ""
    name: str = ""
    extension: str = ""
    landline: str = ""
    mobile: str = ""

    def __repr__(self) -> str:
        return f"Account({self.user})"

    def address(self, by: Dialled) -> str:
        """What is dialled to reach it; empty when it has no such address."""
        return {
            Dialled.LOGIN: self.user,
            Dialled.EXTENSION: self.extension,
            Dialled.LANDLINE: self.landline,
            Dialled.MOBILE: self.mobile,
        }[by]


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """Where to register: HOST:PORT for each transport that is to be tested."""

    domain: str
    addresses: dict[Transport, str]
    accounts: tuple[Account, ...]
    trust_anchors: tuple[str, ...] = ()
    """Paths of PEM files."""

    def settings(self, account: Account, transport: Transport) -> AccountSettings:
        return AccountSettings(
            user=account.user,
            domain=self.domain,
            secret=account.secret,
            digest_user=account.digest_user,
            display_name=account.name,
            transport=transport,
            proxy=self.addresses[transport],
        )


def parse(text: str, file: str, server: str = "") -> Server | tuple[Fault, ...]:
    """An accounts file. `server` (HOST or HOST:PORT) goes before the file's own; files named in it are looked
    for beside it. Without a port: 5060, over TLS 5061; a port that is given is that of UDP and TCP, and TLS
    has the next unless 'tls_port' says otherwise."""
    top = toml_reader.read(text, file)
    if isinstance(top, Fault):
        return (top,)
    written = top.text("server", server or None)
    host, port = _split(server or written)
    if port is None:
        top.fault(f"{server or written!r} is not HOST or HOST:PORT", "server")
    tls_port = int(top.number("tls_port", (port or 0) + 1, least=1, most=65535) or 0)
    ports = {Transport.UDP: port, Transport.TCP: port, Transport.TLS: tls_port}
    transports = top.words("transports", Transport) or tuple(Transport)
    anchors = tuple(str(Path(file).parent / anchor) for anchor in top.texts("trust_anchors"))
    for anchor in anchors:
        if not Path(anchor).is_file():
            top.fault(f"there is no file {anchor}", "trust_anchors")
    parsed = Server(
        domain=top.text("domain"),
        addresses={transport: f"{host}:{ports[transport]}" for transport in transports},
        accounts=tuple(_account(table) for table in top.tables("accounts")),
        trust_anchors=anchors,
    )
    if not parsed.accounts:
        top.fault("no accounts: write [[accounts]] for each")
    top.done()
    return tuple(sorted(top.faults, key=lambda fault: fault.line)) or parsed


def _account(table: Table) -> Account:
    account = Account(
        user=table.text("user"),
        secret=table.text("secret"),
        digest_user=table.text("digest_user", ""),
        name=table.text("name", ""),
        extension=table.text("extension", ""),
        landline=table.text("landline", ""),
        mobile=table.text("mobile", ""),
    )
    table.done()
    return account


def _split(address: str) -> tuple[str, int | None]:
    host, colon, port = address.rpartition(":")
    if not colon or address.endswith("]"):
        return address, 5060
    return host, int(port) if port.isdigit() and 0 < int(port) < 65536 else None
