"""Server names, by the system's own resolver, on threads of their own: it may block for half a minute.

PJSIP asks name servers itself where it knows some, SRV included. It knows nothing of the hosts file, of
multicast DNS and of what a VPN brings: there, and where it knows no name server, the system is asked.
"""

import ipaddress
import queue
import socket
import threading

import msgspec


class Looked(msgspec.Struct, frozen=True):
    """`address` is empty when the system does not know `host` either."""

    host: str
    address: str


def host_and_port(server: str) -> tuple[str, str]:
    """The two parts of HOST or HOST:PORT; the port is empty when it is not said."""
    if server.startswith("["):
        host, _, rest = server[1:].partition("]")
        return host, rest.removeprefix(":")
    host, _, port = server.partition(":")
    return host, port


def is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class SystemNames:
    """Looks names up; what is found waits until it is taken."""

    def __init__(self) -> None:
        self._found: queue.SimpleQueue[Looked] = queue.SimpleQueue()
        self._asked: set[str] = set()

    def ask(self, host: str) -> None:
        """Start looking up, unless that is under way."""
        if host not in self._asked:
            self._asked.add(host)
            threading.Thread(target=self._ask, args=(host,), name="names", daemon=True).start()

    def _ask(self, host: str) -> None:
        try:
            found = socket.getaddrinfo(host, None, family=socket.AF_INET, type=socket.SOCK_DGRAM)
            address = str(found[0][4][0]) if found else ""
        except (OSError, UnicodeError):
            address = ""
        self._found.put(Looked(host, address))

    def take(self) -> Looked | None:
        """The next answer, if there is one; never waits."""
        try:
            looked = self._found.get_nowait()
        except queue.Empty:
            return None
        self._asked.discard(looked.host)
        return looked

    @property
    def waiting(self) -> bool:
        return bool(self._asked)
