"""What whoever starts the server says of it."""

from pathlib import Path

import msgspec

from softphone.server.addresses import Address
from softphone.server.calendars.outward import Network
from softphone.server.overload import BEHIND


class ServiceSettings(msgspec.Struct, frozen=True, kw_only=True):
    data: Path
    company_file: Path | None = None
    database: str = ""
    """A URL of PostgreSQL, with its password; empty: a file in the data folder."""
    sip: Address = Address("127.0.0.1", 5060)
    """UDP and TCP; TLS on the next port, or on any free one when the port is 0."""
    http: Address = Address("127.0.0.1", 8080)
    https: bool | None = None
    """None: everywhere but on loopback addresses."""
    certificate: Path | None = None
    key: Path | None = None
    version: str = ""
    trace: bool = True
    """Whether the messages of calls are kept for `softphone trace`."""
    behind: float = BEHIND
    """Seconds that a message may wait for the engine before it refuses new calls."""
    calendar_networks: tuple[Network, ...] = ()
    """Inside the company, where calendars may be fetched from nevertheless, also without encryption."""
