"""PJSIP itself: started, polled and ended by the one thread that owns it.

threadCnt = 0 and mainThreadOnly: nothing happens in SIP but inside poll(). The media clock is PJSIP's null
device, on a thread of its own, and runs only while something is connected (it stops a second after).
"""

import gc
import logging
import socket
import tempfile
import time
from pathlib import Path

import pjsua2 as pj

from softphone.calls.commands import Transport
from softphone.calls.events import Capabilities, Fault
from softphone.calls.phone import PhoneSettings
from softphone.sip.pjsip import anchors, codecs
from softphone.sip.pjsip.callbacks import callback
from softphone.sip.pjsip.facts import TransportSeen
from softphone.sip.pjsip.framecopy import frame_copy
from softphone.sip.pjsip.leg import Note
from softphone.sip.pjsip.log import LogWriter
from softphone.sip.pjsip.ports import FramePort
from softphone.sip.pjsip.release import limit_of_calls, require, ways_to_keys
from softphone.sip.pjsip.text import readable

_log = logging.getLogger(__name__)

_TYPES = {
    Transport.UDP: pj.PJSIP_TRANSPORT_UDP,
    Transport.TCP: pj.PJSIP_TRANSPORT_TCP,
    Transport.TLS: pj.PJSIP_TRANSPORT_TLS,
}
_TLS_1_3_CIPHERS = frozenset({0x1301, 0x1302, 0x1303})
"""RFC 8446 §B.4: who has one of them speaks TLS 1.3."""
_CLOCK_STOPS = 0.05
"""Seconds for the media thread to leave the ports after the clock was stopped."""


class TransportRefused(Exception):  # noqa: N818 - a state of affairs, not a bug
    """A transport that cannot be had, and why in a person's terms."""

    def __init__(self, fault: Fault, reason: str) -> None:
        super().__init__(reason)
        self.fault = fault
        self.reason = reason


class _Library(pj.Endpoint):
    def __init__(self, note: Note) -> None:
        super().__init__()
        self._note = note

    @callback
    def onTransportState(self, prm: pj.OnTransportStateParam) -> None:
        untrusted = ""
        tls = prm.tlsInfo
        if not tls.isEmpty() and tls.verifyStatus:
            untrusted = readable("; ".join(tls.verifyMsgs))
        connected = prm.state == pj.PJSIP_TP_STATE_CONNECTED
        self._note(TransportSeen(int(prm.hnd), prm.type, connected, prm.lastError, untrusted))


class Endpoint:
    """At most one in a process at a time. TooOldError when this PJSIP is older than the settings allow."""

    def __init__(self, settings: PhoneSettings, note: Note) -> None:
        self._settings = settings
        self._library = _Library(note)
        require(settings.least_release, self._library.libVersion().full)
        self._folder = tempfile.TemporaryDirectory(prefix="softphone-")
        self._anchors = anchors.bundle(settings.trust_anchors, Path(self._folder.name))
        self._transports: dict[Transport, int] = {}
        self._library.libCreate()
        config = pj.EpConfig()
        config.uaConfig.threadCnt = 0
        config.uaConfig.mainThreadOnly = True
        config.uaConfig.userAgent = settings.user_agent
        nameservers = system_nameservers()
        if nameservers:
            config.uaConfig.nameserver = pj.StringVector(nameservers)
        config.logConfig.level = settings.log_level
        # With a writer, what would go to the console goes to it instead; PJSIP deletes it in the end.
        config.logConfig.consoleLevel = settings.log_level
        config.logConfig.msgLogging = 1 if settings.log_level >= 4 else 0
        writer = LogWriter()
        writer.__disown__()
        config.logConfig.writer = writer
        config.logConfig.decor = pj.PJ_LOG_HAS_SENDER
        config.medConfig.noVad = True
        config.medConfig.clockRate = 16_000
        config.medConfig.sndClockRate = 16_000
        config.medConfig.ecTailLen = 0
        self._library.libInit(config)
        copy = frame_copy()
        self.bridge = FramePort("bridge", copy)
        """Joined with the microphone and the speaker, or with files."""
        self.echo = FramePort("echo", copy)
        """The far end of a test call."""
        self.clock = FramePort("clock", copy)
        """Joined with nothing: a connection to it keeps the media clock running between calls."""
        self._library.audDevManager().setNullDev()
        self._library.libStart()
        self.loopback = self._create(pj.PJSIP_TRANSPORT_UDP, "127.0.0.1", 0)
        """Id of the transport for test calls; what wakes poll() comes there too."""
        host, _, port = self._library.transportGetInfo(self.loopback).localName.rpartition(":")
        self.loopback_address = (host, int(port))
        self._waker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._waker.setblocking(False)
        self.capabilities = self._capabilities()

    def _capabilities(self) -> Capabilities:
        version = self._library.libVersion().full
        ciphers = set(self._library.utilSslGetAvailableCiphers())
        tls: tuple[str, ...] = ("1.2",) if ciphers else ()
        if ciphers & _TLS_1_3_CIPHERS:
            tls = ("1.2", "1.3")
        return Capabilities(
            version=version,
            tls=tls,
            srtp=ways_to_keys(version) if self._library.srtpCryptoEnum() else (),
            codecs=codecs.choose(self._library, self._settings.codecs),
            calls=min(self._settings.calls, limit_of_calls()),
        )

    def wake(self) -> None:
        """End a poll() at once, from any thread: an empty line to ourselves (RFC 5626 §4.4.1)."""
        try:
            self._waker.sendto(b"\r\n\r\n", self.loopback_address)
        except OSError:
            # poll() ends by itself a moment later.
            _log.debug("poll() was not woken", exc_info=True)

    def transport(self, transport: Transport) -> int:
        """The id of the transport of that kind, made when it is first asked for. TransportRefused."""
        known = self._transports.get(transport)
        if known is not None:
            return known
        if transport is Transport.TLS and not self.capabilities.tls:
            raise TransportRefused(Fault.NOT_SUPPORTED, "this PJSIP has no TLS")
        port = {
            Transport.UDP: self._settings.udp_port,
            Transport.TCP: self._settings.tcp_port,
            Transport.TLS: self._settings.tls_port,
        }[transport]
        if port and self._taken(transport, port):
            raise TransportRefused(Fault.PORT_IN_USE, f"{transport.value} port {port} is taken")
        try:
            made = self._create(_TYPES[transport], self._settings.bind, port)
        except pj.Error as error:
            reason = f"{transport.value} port {port}: {error.reason}"
            fault = Fault.PORT_IN_USE if "in use" in error.reason.lower() else Fault.INTERNAL
            raise TransportRefused(fault, reason) from error
        self._transports[transport] = made
        return made

    def _taken(self, transport: Transport, port: int) -> bool:
        """Ask the system ourselves: PJSIP lets two TCP listeners share a port on some systems."""
        kind = socket.SOCK_DGRAM if transport is Transport.UDP else socket.SOCK_STREAM
        with socket.socket(socket.AF_INET, kind) as trial:
            if kind == socket.SOCK_STREAM and hasattr(socket, "SO_REUSEPORT"):
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((self._settings.bind, port))
            except OSError:
                return True
        return False

    def _create(self, kind: int, bind: str, port: int) -> int:
        config = pj.TransportConfig()
        config.port = port
        config.boundAddress = bind
        if kind == pj.PJSIP_TRANSPORT_TLS:
            tls = config.tlsConfig
            tls.verifyServer = True
            tls.CaListFile = str(self._anchors)
            tls.method = pj.PJSIP_TLSV1_2_METHOD
            tls.proto = pj.PJ_SSL_SOCK_PROTO_TLS1_2
            if "1.3" in self.capabilities.tls:
                tls.proto |= pj.PJ_SSL_SOCK_PROTO_TLS1_3
        return self._library.transportCreate(kind, config)

    def local_address(self, transport: Transport) -> str:
        """HOST:PORT where others reach us over that transport."""
        return self._library.transportGetInfo(self.transport(transport)).localName

    def poll(self, seconds: float) -> None:
        """Let PJSIP work; returns after the first event, or after that time."""
        self._library.libHandleEvents(int(seconds * 1000))

    def keep_clock(self, on: bool) -> None:
        """Run the media clock without calls too (True), or only with them."""
        if on:
            self.bridge.startTransmit(self.clock)
        else:
            self.bridge.stopTransmit(self.clock)

    def network_changed(self) -> None:
        """Bind anew, leave the connections that there are, and register."""
        self._library.handleIpChange(pj.IpChangeParam())

    def hang_up_all(self) -> None:
        self._library.hangupAllCalls()

    def stop_sound(self) -> None:
        """Stop the media clock. After this no port is called any more, and they may be dropped."""
        self._library.audDevManager().setNoDev()
        time.sleep(_CLOCK_STOPS)  # PJSIP has no event for it

    def destroy(self) -> None:
        """The end. Calls and accounts must have been dropped, or 2.15 aborts the process."""
        del self.bridge, self.echo, self.clock
        gc.collect()
        self._library.libDestroy(pj.PJSUA_DESTROY_NO_NETWORK)
        # Another can be made in this process once this one is gone; two abort it.
        del self._library
        self._waker.close()
        self._folder.cleanup()


def system_nameservers() -> list[str]:
    """The name servers in /etc/resolv.conf: with them PJSIP resolves by itself, SRV included, and never
    blocks. Empty where there is no such file, or only IPv6 ones, which PJSIP 2.15 does not ask."""
    try:
        lines = Path("/etc/resolv.conf").read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
    words = [line.split() for line in lines]
    return [
        found[1] for found in words if len(found) > 1 and found[0] == "nameserver" and ":" not in found[1]
    ][:4]
