"""The desktop's log: lines of JSON, in files that are turned over."""

import logging
import logging.handlers
import sys
import threading
import time
from pathlib import Path
from types import TracebackType

import msgspec

SIZE = 2_000_000
"""Bytes of a file before the next is begun."""
KEPT = 4

_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One object a line: when (UTC), level, logger, message, the error's text, and what `extra` added."""

    def format(self, record: logging.LogRecord) -> str:
        when = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line: dict[str, object] = {
            "time": f"{when}.{int(record.msecs):03}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {key: str(value) for key, value in vars(record).items() if key not in _PLAIN}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line).decode()


def begin(folder: Path) -> logging.Handler:
    """Everything of level INFO into `folder`/desktop.log from now on. Give the handler to `end`."""
    handler = logging.handlers.RotatingFileHandler(
        folder / "desktop.log", maxBytes=SIZE, backupCount=KEPT, encoding="utf-8"
    )
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    sys.excepthook = _uncaught
    threading.excepthook = lambda what: _uncaught(what.exc_type, what.exc_value, what.exc_traceback)
    return handler


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """Whatever nobody expected; the window goes on, as Qt does after a slot that failed."""
    logging.getLogger("softphone").critical("not expected", exc_info=(kind, error or kind(), trace))
    sys.__excepthook__(kind, error or kind(), trace)


def end(handler: logging.Handler) -> None:
    sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
    logging.getLogger().removeHandler(handler)
    handler.close()
