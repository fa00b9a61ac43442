"""The server's own certificate, used by a real TLS handshake."""

import datetime as dt
import socket
import ssl
import stat
import threading
from pathlib import Path

import pytest
from cryptography import x509

from softphone.server import certificates
from softphone.server.certificates import CertificateError, CertificateFiles, own_certificate

NOW = dt.datetime.now(dt.UTC)
NAMES = ["company.test", "localhost", "127.0.0.1", "::1"]


def leaf(files: CertificateFiles) -> x509.Certificate:
    return x509.load_pem_x509_certificate(files.chain.read_bytes())


def handshake(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> str | None:
    """The TLS version, over a pair of sockets. Raises what the client's side raises."""
    ours, theirs = socket.socketpair()

    def serve() -> None:
        try:
            with server.wrap_socket(theirs, server_side=True) as connection:
                connection.recv(1)
        except OSError:
            theirs.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with client.wrap_socket(ours, server_hostname=name) as connection:
            return connection.version()
    finally:
        ours.close()
        thread.join(10)


@pytest.mark.parametrize("name", NAMES)
def test_who_trusts_the_authority_trusts_the_server_by_each_name(tmp_path: Path, name: str) -> None:
    files = own_certificate(tmp_path, NAMES, NOW)
    client = ssl.create_default_context(cafile=str(files.authority))
    assert handshake(certificates.server_context(files), client, name) == "TLSv1.3"


def test_other_names_old_protocols_and_strangers_are_refused(tmp_path: Path) -> None:
    files = own_certificate(tmp_path, NAMES, NOW)
    server = certificates.server_context(files)
    client = ssl.create_default_context(cafile=str(files.authority))
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        handshake(server, client, "other.test")
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(server, ssl.create_default_context(), "company.test")
    assert server.minimum_version is ssl.TLSVersion.TLSv1_2


def test_private_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    own_certificate(tmp_path, NAMES, NOW)
    for name in ("ca.key", "server.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_it_stays_until_it_expires_soon(tmp_path: Path) -> None:
    first = own_certificate(tmp_path, NAMES, NOW)
    authority = (tmp_path / "ca.pem").read_bytes()
    serial = leaf(first).serial_number
    assert leaf(first).not_valid_after_utc - NOW <= dt.timedelta(days=397)
    almost = leaf(first).not_valid_after_utc - certificates.RENEW_BEFORE
    assert leaf(own_certificate(tmp_path, NAMES, almost - dt.timedelta(hours=1))).serial_number == serial
    renewed = own_certificate(tmp_path, NAMES, almost + dt.timedelta(hours=1))
    assert leaf(renewed).serial_number != serial
    assert leaf(renewed).not_valid_after_utc > almost + dt.timedelta(days=300)
    assert (tmp_path / "ca.pem").read_bytes() == authority


def test_a_new_name_makes_a_new_one(tmp_path: Path) -> None:
    serial = leaf(own_certificate(tmp_path, NAMES, NOW)).serial_number
    assert leaf(own_certificate(tmp_path, NAMES[:2], NOW)).serial_number == serial
    assert leaf(own_certificate(tmp_path, [*NAMES, "10.1.2.3"], NOW)).serial_number != serial


def test_a_renewed_one_is_presented_without_a_restart(tmp_path: Path) -> None:
    files = own_certificate(tmp_path, NAMES, NOW)
    server = certificates.server_context(files)
    own_certificate(tmp_path, [*NAMES, "new.test"], NOW)
    certificates.load(server, files)
    client = ssl.create_default_context(cafile=str(files.authority))
    assert handshake(server, client, "new.test")


def test_a_given_certificate_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    files = own_certificate(tmp_path, NAMES, NOW)
    missing = CertificateFiles(chain=tmp_path / "none.pem", key=files.key, authority=None)
    with pytest.raises(CertificateError, match="There is no certificate"):
        certificates.server_context(missing)
    other = CertificateFiles(chain=files.chain, key=tmp_path / "ca.key", authority=None)
    with pytest.raises(CertificateError, match="cannot be used together"):
        certificates.server_context(other)


@pytest.mark.parametrize("name", ["server.pem", "server.key"])
@pytest.mark.parametrize("content", [b"", b"\xff garbage"])
def test_a_damaged_certificate_is_made_anew(tmp_path: Path, name: str, content: bytes) -> None:
    own_certificate(tmp_path, NAMES, NOW)
    (tmp_path / name).write_bytes(content)
    files = own_certificate(tmp_path, NAMES, NOW)
    client = ssl.create_default_context(cafile=str(files.authority))
    assert handshake(certificates.server_context(files), client, NAMES[0]) == "TLSv1.3"


@pytest.mark.parametrize("name", ["ca.pem", "ca.key"])
@pytest.mark.parametrize("content", [b"", b"\xff garbage"])
def test_a_damaged_authority_is_said(tmp_path: Path, name: str, content: bytes) -> None:
    own_certificate(tmp_path, NAMES, NOW)
    (tmp_path / name).write_bytes(content)
    (tmp_path / "server.pem").unlink()
    with pytest.raises(CertificateError, match=f"{name} of the company's own authority is damaged"):
        own_certificate(tmp_path, NAMES, NOW)
    assert (tmp_path / name).read_bytes() == content
