"""The server's certificate, from an authority of the company's own when none is given.

The authority lives ten years and is what clients trust (DIR/ca.pem); the server's certificate lives 397
days, the most that today's systems take, and is made anew in its last 30. The server presents both, so that a
person who is asked to trust it trusts the authority, which stays.
"""

import datetime as dt
import ipaddress
import os
import ssl
from collections.abc import Iterable
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LIFE = dt.timedelta(days=3653)
SERVER_LIFE = dt.timedelta(days=397)
RENEW_BEFORE = dt.timedelta(days=30)
_BACKDATED = dt.timedelta(days=1)
"""For clients whose clocks are behind."""


class CertificateError(Exception):
    """What is wrong with a given certificate, in one sentence."""


class CertificateFiles(msgspec.Struct, frozen=True, kw_only=True):
    chain: Path
    """PEM: the server's certificate, then those above it."""
    key: Path
    authority: Path | None
    """PEM of the company's own authority; None with a given certificate."""


def own_certificate(folder: Path, names: Iterable[str], now: dt.datetime) -> CertificateFiles:
    """Make what is missing in the folder, what expires soon, and what does not name all the names.

    `names` are host names and addresses. Private keys are readable by their owner alone.

    Raises CertificateError when the authority is damaged: another one is a person's decision.
    """
    files = CertificateFiles(
        chain=folder / "server.pem", key=folder / "server.key", authority=folder / "ca.pem"
    )
    assert files.authority is not None
    authority_key_file = folder / "ca.key"
    if not (files.authority.exists() and authority_key_file.exists()):
        key = ec.generate_private_key(ec.SECP256R1())
        _write_key(authority_key_file, key)
        _write(files.authority, _pem(_make_authority(key, now)), 0o644)
        files.chain.unlink(missing_ok=True)
    try:
        authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    except ValueError as error:
        raise _damaged(files.authority) from error
    wanted = frozenset(filter(None, names))
    if not _holds(files, authority, wanted, now):
        try:
            loaded = serialization.load_pem_private_key(authority_key_file.read_bytes(), password=None)
        except ValueError as error:
            raise _damaged(authority_key_file) from error
        if not isinstance(loaded, ec.EllipticCurvePrivateKey):
            raise _damaged(authority_key_file)
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _make_server(key, wanted, authority, loaded, now)
        _write_key(files.key, key)
        _write(files.chain, _pem(certificate) + _pem(authority), 0o644)
    return files


def _damaged(file: Path) -> CertificateError:
    return CertificateError(
        f"{file} of the company's own authority is damaged: put back a copy, or remove ca.pem and ca.key "
        "for a new authority, which every client must then be told to trust."
    )


def server_context(files: CertificateFiles) -> ssl.SSLContext:
    """TLS 1.2 or later, for SIP and HTTP. Raises CertificateError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    load(context, files)
    return context


def load(context: ssl.SSLContext, files: CertificateFiles) -> None:
    """New connections take the files as they are now. Raises CertificateError."""
    try:
        context.load_cert_chain(files.chain, files.key)
    except FileNotFoundError as error:
        raise CertificateError(f"There is no certificate or key at {files.chain}, {files.key}.") from error
    except (ssl.SSLError, OSError) as error:
        raise CertificateError(
            f"The certificate {files.chain} and the key {files.key} cannot be used together: {error}."
        ) from error


def expiry(files: CertificateFiles) -> dt.datetime:
    return x509.load_pem_x509_certificate(files.chain.read_bytes()).not_valid_after_utc


def _holds(
    files: CertificateFiles, authority: x509.Certificate, names: frozenset[str], now: dt.datetime
) -> bool:
    if not (files.chain.exists() and files.key.exists()):
        return False
    try:
        certificate = x509.load_pem_x509_certificate(files.chain.read_bytes())
        serialization.load_pem_private_key(files.key.read_bytes(), password=None)
    except ValueError:
        return False
    presented = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    named = {str(name.value) for name in presented}
    return (
        certificate.issuer == authority.subject
        and certificate.not_valid_after_utc - RENEW_BEFORE > now
        and names <= named
    )


def _make_authority(key: ec.EllipticCurvePrivateKey, now: dt.datetime) -> x509.Certificate:
    serial = x509.random_serial_number()
    # Told apart by its serial: two companies' authorities must not look the same in a trust store.
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Softphone"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Softphone company authority {serial % 0x10000:04X}"),
        ]
    )
    return (
        x509.CertificateBuilder(name, name, key.public_key(), serial)
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now + AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _make_server(
    key: ec.EllipticCurvePrivateKey,
    names: frozenset[str],
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    now: dt.datetime,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Softphone server")])
    end = min(now + SERVER_LIFE, authority.not_valid_after_utc)
    signer = authority_key.public_key()
    return (
        x509.CertificateBuilder(authority.subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]),
            critical=False,
        )
        .add_extension(x509.SubjectAlternativeName(map(_general_name, sorted(names))), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer), critical=False)
        .sign(authority_key, hashes.SHA256())
    )


def _usage(
    *, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(path, pem, 0o600)


def _write(path: Path, content: bytes, mode: int) -> None:
    """Whole or not at all: a server that is stopped in the middle starts again."""
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    fresh.replace(path)
