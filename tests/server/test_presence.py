"""From an issued device to what colleagues see: REGISTER over TLS with the issued secret, by hand."""

import hashlib
import re
import secrets
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from softphone.people.company import ColleaguesChanged, ColleaguesReplaced, Connected, SignedIn, SipAccount
from softphone.people.line_state import LineState
from softphone.sync.client import CompanyClient
from tests.helpers.running_server import PATIENCE, RunningServer


@pytest.fixture
def watcher(server: RunningServer) -> Iterator[CompanyClient]:
    """Bo, signed in and following."""
    client = CompanyClient(lambda: 0.5, new_id=lambda: secrets.token_hex(16))
    client.sign_in(server.addresses.http, "bo", "bo's password")
    for kind in (SignedIn, ColleaguesReplaced, Connected):
        assert isinstance(client.receive(PATIENCE), kind)
    yield client
    client.close()


@contextmanager
def telephone(account: SipAccount) -> Iterator[ssl.SSLSocket]:
    host, _, port = account.proxy.rpartition(":")
    trusting = ssl.create_default_context(cadata=account.trust_anchor)
    with (
        socket.create_connection((host, int(port)), PATIENCE) as plain,
        trusting.wrap_socket(plain, server_hostname=host) as connection,
    ):
        yield connection


def register(connection: ssl.SSLSocket, account: SipAccount, number: int, authorization: str = "") -> str:
    """The whole answer."""
    local = connection.getsockname()
    lines = [
        f"REGISTER sip:{account.domain};transport=tls SIP/2.0",
        f"Via: SIP/2.0/TLS {local[0]}:{local[1]};branch=z9hG4bK{number}{account.digest_user};rport",
        "Max-Forwards: 70",
        f"From: <sip:{account.user}@{account.domain}>;tag=a",
        f"To: <sip:{account.user}@{account.domain}>",
        f"Call-ID: {account.digest_user}",
        f"CSeq: {number} REGISTER",
        f"Contact: <sip:{account.user}@{local[0]}:{local[1]};transport=tls>;expires=300",
        *([authorization] if authorization else []),
        "Content-Length: 0",
    ]
    connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        got = connection.recv(4096)
        assert got, answer
        answer += got
    return answer.decode()


def authorization(challenge: str, account: SipAccount, secret: str) -> str:
    """RFC 7616 with SHA-256 and qop=auth."""
    header = re.search(r"WWW-Authenticate: Digest (.*)\r\n", challenge)
    assert header is not None
    given = dict(re.findall(r'(\w+)="?([^",]+)"?', header[1]))
    assert given["algorithm"] == account.algorithm.value == "SHA-256"

    def h(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    uri = f"sip:{account.domain};transport=tls"
    ha1 = h(f"{account.digest_user}:{given['realm']}:{secret}")
    response = h(f"{ha1}:{given['nonce']}:00000001:abc:auth:{h(f'REGISTER:{uri}')}")
    return (
        f'Authorization: Digest username="{account.digest_user}", realm="{given["realm"]}", '
        f'nonce="{given["nonce"]}", uri="{uri}", response="{response}", algorithm=SHA-256, '
        f'cnonce="abc", nc=00000001, qop=auth'
    )


def line_of(watcher: CompanyClient, login: str) -> LineState:
    event = watcher.receive(PATIENCE)
    assert isinstance(event, ColleaguesChanged), event
    (row,) = [row for row in event.changed if row.person.login == login]
    return row.line


def test_a_device_registers_is_seen_and_is_gone_when_signed_out(
    server: RunningServer, watcher: CompanyClient
) -> None:
    asa = CompanyClient(lambda: 0.5, new_id=lambda: secrets.token_hex(16))
    asa.sign_in(server.addresses.http, "asa", "asa's password", device_name="Laptop")
    signed_in = asa.receive(PATIENCE)
    assert isinstance(signed_in, SignedIn)
    account = signed_in.account
    with telephone(account) as connection:
        challenge = register(connection, account, 1)
        assert challenge.startswith("SIP/2.0 401 ")
        wrong = register(connection, account, 2, authorization(challenge, account, "wrong"))
        assert wrong.startswith("SIP/2.0 401 ")
        right = register(connection, account, 3, authorization(wrong, account, account.secret))
        assert right.startswith("SIP/2.0 200 ")
        assert line_of(watcher, "asa") is LineState.FREE
        asa.sign_out()
        # The secret ends with the session, and with it what it had registered.
        assert line_of(watcher, "asa") is LineState.OFFLINE
        refused = register(connection, account, 4)
        again = register(connection, account, 5, authorization(refused, account, account.secret))
        assert again.startswith("SIP/2.0 401 ")
    asa.close()
