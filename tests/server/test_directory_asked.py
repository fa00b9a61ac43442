"""A real OpenLDAP server asked for its people, and all that may be wrong with that."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from softphone.people.directory_source import DirectorySource, Found
from softphone.server.directory_asked import DirectoryError, ask
from tests.helpers import slapd
from tests.helpers.ports import free_port
from tests.helpers.slapd import Slapd, person

pytestmark = [pytest.mark.peer, pytest.mark.skipif(not slapd.may_run(), reason="slapd is not installed")]
COUNT = 2_000


@pytest.fixture(scope="module")
def directory() -> Iterator[Slapd]:
    everybody = [
        person("asa", displayName="Asa Oberg", telephoneNumber="08-123 45 01", mail="asa@company.test"),
        *(person(f"person{n}") for n in range(COUNT - 1)),
    ]
    started = Slapd(*everybody)
    yield started
    started.stop()


def source(of: Slapd, **fields: Any) -> DirectorySource:
    return DirectorySource(
        **{
            "address": f"127.0.0.1:{of.tls_port}",
            "authority": of.authority,
            "bind_dn": slapd.BIND_DN,
            "password": slapd.PASSWORD,
            "base_dn": slapd.BASE,
            **fields,
        }
    )


@pytest.mark.parametrize("security", ["ldaps", "starttls"])
def test_all_of_many_are_found_in_pages(directory: Slapd, security: str) -> None:
    port = directory.tls_port if security == "ldaps" else directory.port
    found = list(ask(source(directory, address=f"127.0.0.1:{port}", security=security)))
    assert len({each.entry for each in found}) == COUNT
    assert {each.written.login for each in found} == {"asa", *(f"person{n}" for n in range(COUNT - 1))}
    asa = next(each.written for each in found if each.written.login == "asa")
    assert (asa.name, asa.landline, asa.email) == ("Asa Oberg", "08-123 45 01", "asa@company.test")


def test_a_filter_and_a_base_choose(directory: Slapd) -> None:
    assert [each.written.login for each in ask(source(directory, filter="(uid=asa)"))] == ["asa"]
    assert list(ask(source(directory, base_dn=slapd.BIND_DN))) == []


@pytest.mark.parametrize(
    ("fields", "code", "said"),
    [
        ({"password": "another"}, "directory_refused", "the name or the password is wrong"),
        ({"bind_dn": "no name"}, "directory_refused", "the name or the password is wrong"),
        ({"base_dn": "dc=elsewhere"}, "directory_refused", "has no dc=elsewhere"),
        ({"filter": "(uid=asa"}, "directory_refused", "The filter is none"),
        (
            {"product": "active_directory", "filter": "(uid=asa)"},
            "directory_refused",
            "does not show objectGUID",
        ),
        ({"authority": ""}, "directory_untrusted", "is not trusted"),
        ({"authority": "rubbish"}, "directory_untrusted", "no certificate in PEM"),
        ({"authority": "rubbish from Växjö"}, "directory_untrusted", "no certificate in PEM"),
        ({"security": "starttls"}, "directory_unreachable", "does not answer"),
    ],
)
def test_what_is_wrong_is_said(directory: Slapd, fields: dict[str, str], code: str, said: str) -> None:
    assert refused(source(directory, **fields)) == code, said
    with pytest.raises(DirectoryError, match=said):
        list(ask(source(directory, **fields)))


def test_another_name_than_the_certificates_is_not_trusted(directory: Slapd) -> None:
    assert refused(source(directory, address=f"localhost:{directory.tls_port}")) == "directory_untrusted"


def test_a_server_that_is_not_there_is_said(directory: Slapd) -> None:
    assert refused(source(directory, address=f"127.0.0.1:{free_port()}")) == "directory_unreachable"


def test_what_is_no_ldap_is_no_answer() -> None:
    """An integer where a message has its operation."""

    def answer() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(1_000)
            connection.sendall(b"\x30\x03\x02\x01\x01")
            connection.recv(1_000)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(60)
        other_side = threading.Thread(target=answer)
        other_side.start()
        address = f"127.0.0.1:{listening.getsockname()[1]}"
        asked = DirectorySource(address=address, base_dn=slapd.BASE, security="starttls")
        assert refused(asked) == "directory_unreachable"
        other_side.join()


def test_a_part_of_a_directory_is_no_answer() -> None:
    limited = Slapd(*(person(f"person{n}") for n in range(700)), all_together=600)
    try:
        assert refused(source(limited)) == "directory_refused"
    finally:
        limited.stop()


def refused(asked: DirectorySource) -> str:
    """By which word; empty: it is not."""
    try:
        found: list[Found] = list(ask(asked))
    except DirectoryError as error:
        assert not asked.password or asked.password not in error.sentence
        return error.code
    assert msgspec.json.encode(found)
    return ""
