"""The end of listening: asyncio itself forgets a connection that it has accepted and not yet given to us."""

import asyncio
import contextlib
from collections.abc import Iterable


async def stop_accepting(servers: Iterable[asyncio.Server]) -> None:
    """Before these are closed, so that each accepted connection is one that its protocol knows, and can end.

    A connection is made two turns of the loop after it is accepted. A server that is closed in between
    (CPython 3.11, 3.12: `Server._attach` fails) leaves the peer with an open connection on which nobody ever
    speaks. Those that wait in the system's backlog are reset by it when the server is closed.
    """
    loop = asyncio.get_running_loop()
    for server in servers:
        for listening in server.sockets:
            # Where there are no readers (Windows), accepted connections are made at once.
            with contextlib.suppress(NotImplementedError):
                loop.remove_reader(listening)
    for _ in range(2):
        await asyncio.sleep(0)
