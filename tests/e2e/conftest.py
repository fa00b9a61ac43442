import secrets
from collections.abc import Iterator

import pytest

from softphone.calls.commands import Transport
from softphone.calltest.accounts import Account, Server
from softphone.server.embedded import EmbeddedServer

OLDER = "eva"
"""Whose telephone is of the older kind: its digest is MD5."""


def _person(account: Account, algorithm: str) -> str:
    return f"""
[[people]]
login = "{account.user}"
name = "{account.name}"
extension = "{account.extension}"
landline = "{account.landline}"

[[devices]]
person = "{account.user}"
secret = "{account.secret}"
algorithm = "{algorithm}"
"""


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The engine, as `softphone serve` starts it, with a company of three; the third has an older
    telephone."""
    accounts = tuple(
        Account(
            user=user,
            secret=secrets.token_hex(16),
            name=user.title(),
            extension=f"{number}",
            landline=f"+4681234{number}",
        )
        for number, user in enumerate(("anna", "bo", OLDER), start=201)
    )
    people = "".join(_person(each, "MD5" if each.user == OLDER else "SHA-256") for each in accounts)
    with EmbeddedServer(f'domain = "company.test"\ncountry = "SE"\n{people}') as running:
        yield Server(
            domain="company.test",
            addresses={
                Transport.UDP: running.addresses.sip,
                Transport.TCP: running.addresses.sip,
                Transport.TLS: running.addresses.sip_tls,
            },
            accounts=accounts,
            trust_anchors=(running.addresses.ca,),
        )
