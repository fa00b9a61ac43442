"""PJSIP's log, into ours: without credentials, and never as an error: what matters is reported as a fault."""

import logging
import re

import pjsua2 as pj

from softphone.sip.pjsip.text import readable

_log = logging.getLogger("pjsip")
_LEVELS = {0: logging.WARNING, 1: logging.WARNING, 2: logging.INFO}
_SECRETS = re.compile(r"^((?:Proxy-)?Authorization|a=crypto)(\s*:).*$", re.IGNORECASE | re.MULTILINE)


def without_secrets(text: str) -> str:
    """Without digest responses and media keys."""
    return _SECRETS.sub(r"\1\2 (left out)", text)


class LogWriter(pj.LogWriter):
    """Called on whichever of PJSIP's threads logs."""

    def write(self, entry: pj.LogEntry) -> None:
        level = _LEVELS.get(entry.level, logging.DEBUG)
        if _log.isEnabledFor(level):
            _log.log(level, "%s", without_secrets(readable(entry.msg.rstrip())))
