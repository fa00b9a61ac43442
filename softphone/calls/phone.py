"""The phone as everything above it sees it: commands in, frozen events out.

Three implementations pass one contract suite (tests/contract): the fake, PJSIP in this process,
and PJSIP in a process of its own, which the desktop uses.
"""

from typing import Protocol

import msgspec

from softphone.calls.commands import Command
from softphone.calls.events import Event


class PhoneSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Fixed for the life of a phone process."""

    bind: str = ""
    """Local address for SIP and RTP; empty: all. Tests use 127.0.0.1."""
    udp_port: int = 0
    tcp_port: int = 0
    tls_port: int = 0
    """0: any free port. A port that is taken is said as Fault.PORT_IN_USE."""
    trust_anchors: tuple[str, ...] = ()
    """Paths of PEM files besides the system's certificates: the company's own anchors."""
    user_agent: str = "Softphone"
    log_level: int = 3
    """PJSIP's: 0 none to 5 all with messages; messages are logged without credentials."""
    hold_music: str = ""
    """Path of a WAV for the far end on hold; empty: a soft tone."""
    codecs: tuple[str, ...] = ()
    """Names as SIP has them ("G722", "PCMA"), best first; others are not offered. Empty: the default order.
    Call tests force one codec by it."""
    calls: int = 32
    least_release: str = ""
    """A PJSIP older than this ("2.17") is refused with CannotStart: what strangers can call without anyone
    looking on takes no known faults along."""
    generation: int = 1


class Phone(Protocol):
    """Thread-safe. Commands are carried out in the order they were sent."""

    def send(self, command: Command) -> None:
        """Hand over a command; returns at once. After close(), commands are dropped."""
        ...

    def receive(self, timeout: float | None = None) -> Event | None:
        """The next event; None when `timeout` seconds passed without one, or the phone is closed."""
        ...

    def close(self) -> None:
        """Hang up, unregister, end; returns within 5 s. Safe to call twice."""
        ...
