"""A company's directory, asked by LDAP: who is there.

It blocks, and Python reads ten thousand entries in some seconds: a process of its own does it.
"""

import ssl
from collections.abc import Iterator, Mapping
from typing import Any

import ldap3
from ldap3.core import exceptions as faults

from softphone.people.directory_source import FIELDS, DirectorySource, Found, Security, written

_PAGE = 500
"""Entries of an answer (RFC 2696); Active Directory gives at most 1,000."""
_CONNECT_SECONDS = 10
_ANSWER_SECONDS = 60
MOST_ENTRIES = 100_000
_SUCCESS = 0
_PAGED = "1.2.840.113556.1.4.319"
"""The control (RFC 2696 §2)."""


class DirectoryError(Exception):
    """As a `Trouble`."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class _Tls(ldap3.Tls):  # type: ignore[misc]
    """Python's own check of certificate and name; the library's is of before Python had one."""

    def __init__(self, source: DirectorySource, host: str) -> None:
        super().__init__(validate=ssl.CERT_REQUIRED)
        try:
            self._context = ssl.create_default_context(cadata=source.authority or None)
        except (ssl.SSLError, ValueError, TypeError) as error:  # what is not ASCII is a TypeError
            raise DirectoryError(
                "directory_untrusted", "The authority is no certificate in PEM form."
            ) from error
        self._host = host
        self.refused: ssl.SSLError | None = None

    def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:
        try:
            connection.socket = self._context.wrap_socket(connection.socket, server_hostname=self._host)
        except ssl.SSLError as error:
            self.refused = error
            raise


def ask(source: DirectorySource) -> Iterator[Found]:
    """All who are there. Raises DirectoryError, also while they are taken."""
    over_tls = source.security == Security.LDAPS.value
    host, port = source.host_and_port()
    tls = _Tls(source, host)
    server = ldap3.Server(
        host, port, use_ssl=over_tls, tls=tls, get_info=ldap3.NONE, connect_timeout=_CONNECT_SECONDS
    )
    connection = ldap3.Connection(
        server,
        user=source.bind_dn or None,
        password=source.password or None,
        # The password is for this server, and for no other that it names.
        auto_referrals=False,
        read_only=True,
        raise_exceptions=True,
        receive_timeout=_ANSWER_SECONDS,
        check_names=False,
    )
    try:
        try:
            _sign_in(source, connection)
            yield from _entries(source, connection)
        finally:
            socket = connection.socket
            connection.unbind()
            if socket is not None:
                socket.close()  # the library leaves it open after some mistakes
    # The library stumbles over what is not LDAP at all, and says so in Python's words.
    except (faults.LDAPException, OSError, LookupError, ValueError, TypeError) as error:
        raise _said(source, tls, error) from error


def _sign_in(source: DirectorySource, connection: Any) -> None:
    connection.open(read_server_info=False)
    if source.security == Security.STARTTLS.value:
        connection.start_tls(read_server_info=False)
    try:
        connection.bind(read_server_info=False)
    except (faults.LDAPInvalidCredentialsResult, faults.LDAPInvalidDNSyntaxResult) as error:
        sentence = f"{source.address} does not take the sign-in: the name or the password is wrong."
        raise DirectoryError("directory_refused", sentence) from error


def _entries(source: DirectorySource, connection: Any) -> Iterator[Found]:
    asked = [source.entry_id, *(name for field in FIELDS for name in source.attribute_names(field))]
    cookie, count = b"", 0
    while True:
        connection.search(
            source.base_dn,
            source.search_filter,
            search_scope=ldap3.SUBTREE,
            attributes=list(dict.fromkeys(asked)),
            paged_size=_PAGE,
            paged_cookie=cookie,
        )
        result = connection.result
        if result["result"] != _SUCCESS:
            # The library takes a limit for an answer; whoever is beyond it would seem to have vanished.
            sentence = f"{source.address} does not give the whole of it: {result['description']}."
            raise DirectoryError("directory_refused", sentence)
        entries = [each for each in connection.response if each["type"] == "searchResEntry"]
        count += len(entries)
        if count > MOST_ENTRIES:
            sentence = f"There are more than {MOST_ENTRIES} entries; narrow the filter."
            raise DirectoryError("directory_refused", sentence)
        for entry in entries:
            yield _found(source, entry["raw_attributes"])
        cookie = result.get("controls", {}).get(_PAGED, {}).get("value", {}).get("cookie", b"")
        if not cookie:
            return


def _found(source: DirectorySource, attributes: Mapping[str, list[bytes]]) -> Found:
    raw = {name.lower(): values for name, values in attributes.items()}
    ids = raw.get(source.entry_id.lower(), ())
    if not ids:
        sentence = f"The directory does not show {source.entry_id}; is it another product?"
        raise DirectoryError("directory_refused", sentence)
    texts = {name: [value.decode(errors="replace") for value in values] for name, values in raw.items()}
    return Found(_id(ids[0]), written(source, texts))


def _id(raw: bytes) -> str:
    """A UUID in text stays text; Active Directory's is 16 bytes."""
    return raw.hex() if len(raw) == 16 else raw.decode(errors="replace")


def _said(source: DirectorySource, tls: _Tls, error: Exception) -> DirectoryError:
    where = source.address
    if tls.refused is not None:
        why = getattr(tls.refused, "verify_message", "") or tls.refused.reason or str(tls.refused)
        return DirectoryError("directory_untrusted", f"The certificate of {where} is not trusted: {why}.")
    match error:
        case faults.LDAPNoSuchObjectResult():
            return DirectoryError("directory_refused", f"{where} has no {source.base_dn}.")
        case faults.LDAPInvalidFilterError():
            return DirectoryError("directory_refused", f"The filter is none: {source.search_filter}")
        case faults.LDAPOperationResult():
            more = f" ({error.message})" if error.message else ""
            return DirectoryError("directory_refused", f"{where} refuses: {error.description}{more}.")
        case faults.LDAPStartTLSError():
            return DirectoryError("directory_untrusted", f"{where} does not encrypt: {error}.")
        case _:
            return DirectoryError("directory_unreachable", f"{where} does not answer: {error}.")
