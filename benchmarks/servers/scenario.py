"""What is asked of a server that is measured."""

from collections.abc import Mapping

import msgspec


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """The people are those of `tests.server.engine.company`."""

    trunk_port: int = 0
    """Who sends from that port of the loopback is not challenged; 0: everybody is."""
    on_busy: Mapping[str, str] = {}
    """By the id of a person: whom their calls go to when they are busy."""


class Serving(msgspec.Struct, frozen=True):
    """A server that runs. `pid`: it, or the parent of all its processes."""

    name: str
    port: int
    pid: int
    tls_port: int = 0
