"""A renewed certificate comes into force without a restart: connections that are open stay as they are, the
next ones are shown the new one. A new file that cannot be used changes nothing but the log."""

import ssl
from pathlib import Path
from typing import Any

from softphone.server import certificates
from softphone.server.certificates import CertificateError, CertificateFiles

LOOK_EVERY = 10.0
"""Seconds between looks at the files."""

_Stamp = tuple[tuple[int, int, int], ...]


class CertificateWatch:
    """`context` serves SIP and HTTPS; the files are loaded in it already. `log` is a structlog logger."""

    def __init__(self, context: ssl.SSLContext, files: CertificateFiles, log: Any) -> None:
        self._context = context
        self._files = files
        self._log = log
        self._known = self._stamp()
        """Of what was loaded, or refused, last."""
        self._seen = self._known

    def look(self, *, at_once: bool = False) -> bool:
        """Whether a new certificate came into force.

        Files that changed since the last look may still be written: they are taken at the next one, unless
        `at_once` (somebody says that they are ready).
        """
        stamp = self._stamp()
        settled, self._seen = stamp == self._seen, stamp
        if at_once or (settled and stamp != self._known):
            self._known = stamp
            return self._load()
        return False

    def _load(self) -> bool:
        try:
            # First where it can do no harm: a context takes a chain whose key it then refuses.
            certificates.server_context(self._files)
            ends = certificates.expiry(self._files)
            certificates.load(self._context, self._files)
        except (CertificateError, OSError, ValueError) as error:
            self._log.error("new certificate refused, the old one stays in force", cause=str(error))
            return False
        self._log.info("certificate reloaded", expires=ends.isoformat())
        return True

    def _stamp(self) -> _Stamp:
        return tuple(_stamp_of(path) for path in (self._files.chain, self._files.key))


def _stamp_of(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return found.st_mtime_ns, found.st_size, found.st_ino
