"""`softphone serve`: the engine and the API of one company, until SIGTERM or Ctrl+C.

Exit status: 0 stopped, 1 cannot start, 2 wrong options or a company file with mistakes.
"""

import asyncio
import os
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

from softphone import compiled
from softphone.programs.serve_log import configure_log
from softphone.server.accounts import Clocks
from softphone.server.addresses import Addresses
from softphone.server.company import CompanyFileError, StartError
from softphone.server.quiet_garbage import QuietGarbage
from softphone.server.service import Service
from softphone.server.service_settings import ServiceSettings

T = TypeVar("T")

SWITCH_SECONDS = 0.0001
"""How long another thread may compute when the loop wants to go on; Python's own measure is 50 times that."""
FILES = 24_000
"""Open at once: each connection of a telephone or a window is one."""
SET_UP_SECONDS = 20.0
"""How long calls that are being set up may take to come to an answer when the server is told to stop."""


def data_folder() -> Path:
    return Path(platformdirs.user_data_dir("softphone", appauthor=False)) / "server"


def clocks() -> Clocks:
    return Clocks(wall=time.time, steady=time.monotonic)


def random_hex(length: int) -> str:
    """So many bytes of the system's random source. `secrets.token_hex` takes three more calls for that, and
    each message needs one."""
    return os.urandom(length).hex()


def run(settings: ServiceSettings, *, stop_with_parent: bool = False) -> int:
    """Until it is stopped; gives the exit status. With `stop_with_parent`, also when standard input ends."""
    configure_log()
    open_many_files()
    log = structlog.get_logger("softphone.serve")
    try:
        run_on_fastest_loop(lambda: _serve(settings, stop_with_parent))
    except StartError as error:
        log.error("cannot start", cause=error.cause)
        print(error.sentence, file=sys.stderr)
        return 2 if isinstance(error, CompanyFileError) else 1
    return 0


def open_many_files() -> None:
    """As many as there may be connections, or as the system allows; its first measure is often 1,024."""
    try:
        import resource
    except ImportError:  # Windows has no such measure
        return
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


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


async def _serve(settings: ServiceSettings, stop_with_parent: bool) -> None:
    log = structlog.get_logger("softphone.serve")
    if compiled.is_wanted() and not compiled.in_use() and compiled.is_damaged():
        advice = "The engine runs as Python. Compile it anew: ./run compile"
        log.warning("the compiled core is damaged", folder=str(compiled.FOLDER), advice=advice)
    stop, at_once = asyncio.Event(), asyncio.Event()
    _stop_on_signals(stop, at_once)
    if stop_with_parent:
        _stop_when_input_ends(stop, at_once)
    service = Service(settings, clocks=clocks(), token=random_hex)
    addresses = await service.start()
    _introduce(service, settings, addresses)
    log.info(
        "ready",
        **msgspec.structs.asdict(addresses),
        data=str(settings.data),
        version=settings.version,
        compiled=compiled.in_use(),
    )
    _reload_on_signal(service)
    collecting = asyncio.create_task(_keep_garbage_quiet(service))
    await stop.wait()
    collecting.cancel()
    log.info("stopping")
    await _drain(service, at_once)
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
    if service.first_code:
        print(
            f"  There is no administrator yet. Open {addresses.http}/admin with the code {service.first_code}"
        )
    sys.stdout.flush()


async def _keep_garbage_quiet(service: Service) -> None:
    # Threads that compute hold the loop up for as long as Python lets them run.
    sys.setswitchinterval(SWITCH_SECONDS)
    log = structlog.get_logger("softphone.garbage")
    garbage = QuietGarbage(service.calls_so_far, time.monotonic)
    await garbage.run(lambda done: log.info("garbage collected", **msgspec.structs.asdict(done)))


async def _drain(service: Service, at_once: asyncio.Event) -> None:
    """Until no call is being set up, the time is over, or somebody is in a hurry."""
    draining = asyncio.ensure_future(service.drain(SET_UP_SECONDS))
    hurry = asyncio.ensure_future(at_once.wait())
    _, pending = await asyncio.wait([draining, hurry], return_when=asyncio.FIRST_COMPLETED)
    for each in pending:
        each.cancel()
    await asyncio.gather(*pending, return_exceptions=True)


def _stop_on_signals(stop: asyncio.Event, at_once: asyncio.Event) -> None:
    """The first one stops; a second one, while calls are waited for, ends the waiting."""
    loop = asyncio.get_running_loop()

    def asked() -> None:
        if stop.is_set():
            at_once.set()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, asked)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(asked))


def _reload_on_signal(service: Service) -> None:
    """SIGHUP; on a terminal it means that the terminal is gone, and ends us as ever."""
    if hasattr(signal, "SIGHUP") and not (sys.stdin and sys.stdin.isatty()):
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, service.reload_certificate)


def _stop_when_input_ends(stop: asyncio.Event, at_once: asyncio.Event) -> None:
    """Whoever started this holds our standard input; when they die, however hard, it ends. Nobody is left
    then who would wait for calls."""
    loop = asyncio.get_running_loop()

    def ended() -> None:
        at_once.set()
        stop.set()

    def read() -> None:
        # Not through sys.stdin: its lock would be held when Python ends.
        while os.read(0, 4096):
            pass
        loop.call_soon_threadsafe(ended)

    threading.Thread(target=read, name="parent", daemon=True).start()
