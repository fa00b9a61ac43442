"""The server's log: lines on standard error, for people on a terminal, JSON elsewhere."""

import asyncio
import logging
import sys
from datetime import UTC, datetime
from typing import Any

import msgspec
import structlog
from structlog.types import EventDict, Processor


class LineLogger:
    """Writes each event as one line; what is logged in one turn of a loop in one piece. Ours go this way and
    not through `logging`: a call writes several, and a record of `logging` costs more than all the rest of a
    line."""

    def __init__(self, name: str = "softphone") -> None:
        self.name = name
        self._flushes = False

    def write(self, line: str | bytes) -> None:
        data = line if isinstance(line, bytes) else line.encode("utf-8", "backslashreplace")
        sys.stderr.buffer.write(data + b"\n")
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._flush()
            return
        if not self._flushes:
            self._flushes = True
            loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._flushes = False
        sys.stderr.buffer.flush()

    debug = info = warning = warn = error = critical = exception = msg = write


def configure_log() -> None:
    shared: list[Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if sys.stderr.isatty():
        final: list[Processor] = [structlog.dev.ConsoleRenderer()]
        ours = [*shared, *final]
    else:
        final = [structlog.processors.format_exc_info, _json]
        ours = [_line]
    structlog.configure(
        processors=ours,
        logger_factory=LineLogger,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    _configure_libraries(shared, final)


def _configure_libraries(shared: list[Processor], final: list[Processor]) -> None:
    """What others write by `logging` looks the same."""
    strip = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    text: list[Processor] = [*final, _text] if final[-1] is _json else final
    formatter = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[strip, *text])
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # Alembic's and uvicorn's stories are of no use to who reads this log; their warnings are.
    for name in ("alembic", "uvicorn"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _line(logger: Any, method: str, event: EventDict) -> bytes:
    """All that a line in JSON needs in one step: a call writes several, and each step has its price."""
    event["logger"] = logger.name
    event["timestamp"] = datetime.now(UTC)
    event = structlog.processors.add_log_level(logger, method, event)
    if "exc_info" in event:
        event = structlog.processors.format_exc_info(logger, method, event)
    return _json(logger, method, event)


def _json(_logger: object, _method: str, event: EventDict) -> bytes:
    try:
        return _ENCODER.encode(event)
    except UnicodeEncodeError:  # a header's bytes that are no UTF-8
        return _ENCODER.encode({key: _printable(value) for key, value in event.items()})


def _printable(value: object) -> object:
    return str(value).encode("utf-8", "backslashreplace").decode()


def _text(_logger: object, _method: str, line: object) -> str:
    assert isinstance(line, bytes)
    return line.decode()


_ENCODER = msgspec.json.Encoder(enc_hook=str)
