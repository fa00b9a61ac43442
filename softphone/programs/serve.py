"""`softphone serve`: the engine and the API of one company, until SIGTERM or Ctrl+C.

Exit status: 0 stopped, 1 cannot start, 2 wrong options or a company file with mistakes.
"""

import asyncio
import logging
import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import platformdirs
import structlog

from softphone.server.accounts import Clocks
from softphone.server.addresses import Addresses
from softphone.server.company import CompanyFileError, StartError
from softphone.server.service import Service, ServiceSettings

T = TypeVar("T")


def data_folder() -> Path:
    return Path(platformdirs.user_data_dir("softphone", appauthor=False)) / "server"


def clocks() -> Clocks:
    return Clocks(wall=time.time, steady=time.monotonic)


def run(settings: ServiceSettings, *, stop_with_parent: bool = False) -> int:
    """Until it is stopped; gives the exit status. With `stop_with_parent`, also when standard input ends."""
    configure_log()
    log = structlog.get_logger("softphone.serve")
    try:
        run_on_fastest_loop(lambda: _serve(settings, stop_with_parent))
    except StartError as error:
        log.error("cannot start", cause=error.cause)
        print(error.sentence, file=sys.stderr)
        return 2 if isinstance(error, CompanyFileError) else 1
    return 0


def run_on_fastest_loop(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """On uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        factory = None
    else:
        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(main())


def configure_log() -> None:
    """Lines on standard error: for people on a terminal, JSON elsewhere."""
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    final: list[structlog.types.Processor]
    if sys.stderr.isatty():
        final = [structlog.dev.ConsoleRenderer()]
    else:
        final = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str)]
    strip = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    formatter = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[strip, *final])
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # Alembic's and uvicorn's stories are of no use to who reads this log; their warnings are.
    for name in ("alembic", "uvicorn"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


async def _serve(settings: ServiceSettings, stop_with_parent: bool) -> None:
    log = structlog.get_logger("softphone.serve")
    stop = asyncio.Event()
    _stop_on_signals(stop)
    if stop_with_parent:
        _stop_when_input_ends(stop)
    service = Service(settings, clocks=clocks(), token=secrets.token_hex)
    addresses = await service.start()
    _introduce(service, settings, addresses)
    log.info("ready", **msgspec.structs.asdict(addresses), data=str(settings.data), version=settings.version)
    await stop.wait()
    log.info("stopping")
    await service.stop()
    log.info("stopped")


def _introduce(service: Service, settings: ServiceSettings, addresses: Addresses) -> None:
    """What a person wants to know who started this by hand; no secret of it goes to the log."""
    print(f"Softphone serves {addresses.domain}")
    print(f"  sign in at   {addresses.http}")
    print(f"  SIP          {addresses.sip} (UDP, TCP), {addresses.sip_tls} (TLS)")
    print(f"  kept in      {settings.data}")
    if addresses.ca:
        print(f"  certificate  of its own authority: {addresses.ca}")
    if settings.sip.is_loopback and settings.http.is_loopback:
        print("  Only this machine reaches it; for a network: --sip 0.0.0.0:5060 --http 0.0.0.0:8443")
    if service.new_administrator is not None:
        print(f"  administrator {service.new_administrator.login}, password (shown this once): ", end="")
        print(service.new_administrator.password)
    sys.stdout.flush()


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))


def _stop_when_input_ends(stop: asyncio.Event) -> None:
    """Whoever started this holds our standard input; when they die, however hard, it ends."""
    loop = asyncio.get_running_loop()

    def read() -> None:
        # Not through sys.stdin: its lock would be held when Python ends.
        while os.read(0, 4096):
            pass
        loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=read, name="parent", daemon=True).start()
