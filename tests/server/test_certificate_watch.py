"""A renewed certificate comes into force, a broken one does not."""

import datetime as dt
import os
import ssl
from pathlib import Path

import pytest

from softphone.server import certificates
from softphone.server.certificate_watch import CertificateWatch
from softphone.server.certificates import CertificateFiles, own_certificate
from tests.helpers.unexpected_errors import ExpectErrors
from tests.server.engine.bench import Log
from tests.server.test_certificates import NAMES, handshake

NOW = dt.datetime.now(dt.UTC)


REFUSED = "new certificate refused, the old one stays in force"


class Watched:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = own_certificate(folder, NAMES, NOW)
        self.context = certificates.server_context(self.files)
        self.log = Log()
        self.watch = CertificateWatch(self.context, self.files, self.log)
        self.moments = 0

    def renew(self, *names: str) -> None:
        """The files made anew, for these names too."""
        own_certificate(self.folder, [*NAMES, *names], NOW)
        self.touch()

    def touch(self) -> None:
        """What is written in one moment of the file system counts as changed all the same."""
        self.moments += 1
        for path in (self.files.chain, self.files.key):
            stat = path.stat()
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + self.moments))

    def presents(self, name: str) -> bool:
        client = ssl.create_default_context(cafile=str(self.folder / "ca.pem"))
        try:
            return handshake(self.context, client, name) is not None
        except ssl.SSLCertVerificationError:
            return False

    def said(self) -> list[str]:
        return [event for event, _ in self.log.lines]


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def test_files_that_did_not_change_are_left_alone(watched: Watched) -> None:
    assert [watched.watch.look() for _ in range(3)] == [False] * 3
    assert watched.said() == []


def test_new_files_come_into_force_when_they_are_settled(watched: Watched) -> None:
    watched.renew("new.test")
    assert not watched.watch.look()  # they may still be written
    assert not watched.presents("new.test")
    assert watched.watch.look()
    assert watched.presents("new.test")
    assert not watched.watch.look()
    assert watched.said() == ["certificate reloaded"]


def test_who_says_that_they_are_ready_is_believed(watched: Watched) -> None:
    watched.renew("new.test")
    assert watched.watch.look(at_once=True)
    assert watched.presents("new.test")
    assert not watched.watch.look()


@pytest.mark.parametrize("broken", ["server.pem", "server.key"])
@pytest.mark.parametrize("content", [b"", b"rubbish", None])
def test_a_broken_new_file_leaves_the_old_one_in_force(
    watched: Watched, broken: str, content: bytes | None, expected_errors: ExpectErrors
) -> None:
    expected_errors(REFUSED)
    path = watched.folder / broken
    good = path.read_bytes()
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    assert not watched.watch.look(at_once=True)
    assert watched.said() == [REFUSED]
    assert watched.presents("company.test")
    assert not watched.watch.look()
    assert len(watched.said()) == 1  # once, not at each look
    path.write_bytes(good)
    watched.touch()
    watched.watch.look()
    assert watched.watch.look()
    assert watched.presents("company.test")


def test_another_certificates_key_is_refused(
    watched: Watched, tmp_path: Path, expected_errors: ExpectErrors
) -> None:
    """The chain alone is new: loaded into the context, it would have no key, and no handshake would work."""
    expected_errors(REFUSED)
    (tmp_path / "other").mkdir()
    other = own_certificate(tmp_path / "other", NAMES, NOW)
    watched.files.chain.write_bytes(other.chain.read_bytes())
    assert not watched.watch.look(at_once=True)
    assert watched.presents("company.test")


def test_the_log_says_until_when_it_holds(watched: Watched) -> None:
    watched.renew("new.test")
    watched.watch.look(at_once=True)
    ((_, values),) = watched.log.lines
    files = CertificateFiles(chain=watched.files.chain, key=watched.files.key, authority=None)
    assert values == {"expires": certificates.expiry(files).isoformat()}
