"""Malformed and excessive SIP and SDP for a phone: what a hostile far end may put on the wire.

All of it is made by a seeded random source: the same seed makes the same messages.
"""

import random
from collections.abc import Iterator

import msgspec

METHODS = (
    "INVITE",
    "OPTIONS",
    "REGISTER",
    "SUBSCRIBE",
    "NOTIFY",
    "PUBLISH",
    "MESSAGE",
    "REFER",
    "INFO",
    "UPDATE",
    "PRACK",
    "BYE",
    "CANCEL",
    "ACK",
    "FROB",
)
HEADERS = (
    "Via",
    "From",
    "To",
    "Call-ID",
    "CSeq",
    "Contact",
    "Max-Forwards",
    "Route",
    "Record-Route",
    "Require",
    "Supported",
    "Allow",
    "Expires",
    "Event",
    "Refer-To",
    "Referred-By",
    "Replaces",
    "Subscription-State",
    "Session-Expires",
    "Min-SE",
    "RAck",
    "RSeq",
    "Content-Type",
    "Content-Disposition",
    "Authorization",
    "WWW-Authenticate",
    "Warning",
    "Reason",
    "Retry-After",
    "P-Asserted-Identity",
)
SOUND = (
    b"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    b"m=audio 40000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
    b"a=fmtp:101 0-16\r\na=sendrecv\r\n"
)
_LARGEST = 60_000
"""Bytes: what a UDP datagram can carry, nearly."""


class Inside(msgspec.Struct, frozen=True):
    """The dialog of a call, as its far end would write it."""

    call_id: str
    from_tag: str
    to_tag: str


class Caller:
    """Writes requests to `target` as somebody at `here` (HOST:PORT)."""

    def __init__(self, target: str, here: str, seed: int) -> None:
        self.target = target
        self.here = here
        self.chance = random.Random(seed)
        self._count = 0

    def request(
        self,
        method: str,
        *headers: str,
        body: bytes = b"",
        kind: str = "application/sdp",
        length: str | None = None,
        inside: Inside | None = None,
    ) -> bytes:
        """A whole request; without `inside`, of a dialog of its own. `length` replaces the Content-Length."""
        self._count += 1
        count, tag = self._count, self.chance.randrange(10**9)
        call_id = inside.call_id if inside else f"abuse-{count}-{tag}"
        from_tag = inside.from_tag if inside else str(tag)
        to_tag = f";tag={inside.to_tag}" if inside else ""
        lines = [
            f"{method} {self.target} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.here};rport;branch=z9hG4bK-{count}-{tag}",
            "Max-Forwards: 70",
            f"From: <sip:mallory@{self.here}>;tag={from_tag}",
            f"To: <{self.target}>{to_tag}",
            f"Call-ID: {call_id}",
            f"CSeq: {100_000 + count} {method}",
            f"Contact: <sip:mallory@{self.here}>",
            *headers,
        ]
        if body:
            lines.append(f"Content-Type: {kind}")
        lines.append(f"Content-Length: {len(body) if length is None else length}")
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body

    def from_outside(self) -> Iterator[bytes]:
        """What anybody can send who knows the address."""
        for method in METHODS:
            message = self.request(method, body=SOUND)
            yield from self.truncated(message)
            yield from self.mutated(message, 40)
        yield from self.absurd_lengths()
        yield from self.huge()
        yield from self.nasty_headers()
        yield from self.multiparts()
        yield from self.notifications(None)
        for body in (*self.bodies(), *self.mutated(SOUND, 100)):
            yield self.request("INVITE", body=body)
        yield from self.mutated(self.response(), 60)

    def from_far_end(self, inside: Inside) -> Iterator[bytes]:
        """What only the far end of a call can send: it may end the call by it, or its sound."""
        for body in (*self.bodies(), *self.mutated(SOUND, 100)):
            for method in ("INVITE", "UPDATE"):
                yield self.request(method, body=body, inside=inside)
        yield from self.notifications(inside)
        for method in METHODS:
            if method not in ("BYE", "CANCEL"):
                yield from self.mutated(self.request(method, body=SOUND, inside=inside), 40)

    def response(self) -> bytes:
        """To a request that nobody sent."""
        return self.request("INVITE", body=SOUND).replace(
            f"INVITE {self.target} SIP/2.0".encode(), b"SIP/2.0 200 OK"
        )

    def truncated(self, message: bytes) -> Iterator[bytes]:
        for at in sorted(self.chance.sample(range(1, len(message)), 12)):
            yield message[:at]

    def absurd_lengths(self) -> Iterator[bytes]:
        lengths = (
            "-1",
            "0",
            "1",
            "9999",
            "4294967295",
            "4294967296",
            "99999999999999999999999",
            "x",
            "",
            "1e3",
        )
        for length in lengths:
            for method in ("INVITE", "MESSAGE", "OPTIONS"):
                yield self.request(method, body=SOUND, length=length)

    def huge(self) -> Iterator[bytes]:
        for size in (1_000, 8_000, 30_000):
            yield self.request("INVITE", f"X-Long: {'a' * size}", body=SOUND)
            yield self.request("INVITE", f"Subject: {'é' * (size // 2)}", body=SOUND)
            yield self.request("OPTIONS", *["Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1"] * (size // 60))
            yield self.request("INVITE", *["Record-Route: <sip:192.0.2.1;lr>"] * (size // 60), body=SOUND)
            yield self.request("INVITE", f"Supported: {'timer,' * (size // 6)}x", body=SOUND)
            yield self.request("INVITE", f"Contact: {'<sip:a@192.0.2.1>,' * (size // 20)}", body=SOUND)
            yield self.request("INVITE", body=SOUND + b"a=x:" + b"y" * size + b"\r\n")
        yield bytes(_LARGEST)
        yield b"\r\n" * (_LARGEST // 2)
        yield b"INVITE " + b"a" * _LARGEST

    def nasty_headers(self) -> Iterator[bytes]:
        values = (
            "",
            ";",
            ",",
            "<",
            "<>",
            "<sip:>",
            "<sip:@>",
            '"',
            '"\\',
            "<sip:a@[::1",
            "<sip:a@[::1]:99999>",
            "<sip:a@127.0.0.1:-1>",
            "<sip:%00@x>",
            "<sip:%@x>",
            "sip:a?" + "x=" * 200,
            "<tel:+46>;" + ";" * 300,
            "\x00",
            "\xff" * 40,
            "1 2 3",
            "-1",
            "4294967296",
            "99999999999999999999",
            "a=" + '"' * 99,
        )
        for name in HEADERS:
            for value in self.chance.sample(values, 6):
                yield self.request(self.chance.choice(METHODS), f"{name}: {value}", body=SOUND)

    def bodies(self) -> Iterator[bytes]:
        """SDP that says too much, too little, or nonsense."""
        head, _, _ = SOUND.partition(b"m=")
        for port in (b"-1", b"0", b"65536", b"99999999999", b"x", b"40000/9999", b"40000/0"):
            yield SOUND.replace(b"40000", port)
        for address in (
            b"IP4 0.0.0.0",
            b"IP4 255.255.255.255",
            b"IP4 999.1.1.1",
            b"IP6 ::",
            b"IP6 ::1",
            b"X",
            b"",
        ):
            yield SOUND.replace(b"c=IN IP4 127.0.0.1", b"c=IN " + address)
        yield head
        yield b"v=0\r\n"
        yield b"v=1\r\n" * 50
        yield head + b"m=audio 40000 RTP/AVP" + b" 8" * 500 + b"\r\n"
        yield head + b"m=audio 40000 RTP/AVP\r\n"
        yield head + b"m=audio 40000 RTP/AVP 256 -1 999 x\r\n"
        yield head + b"m=audio 40000 RTP/AVP 8\r\n" * 40
        yield head + b"m=video 40000 RTP/AVP 96\r\nm=text 0 RTP/AVP 97\r\nm=x 1 x x\r\n"
        yield SOUND + b"a=rtpmap:8 PCMA/8000\r\n" * 200
        yield SOUND.replace(b"PCMA/8000", b"PCMA/0")
        yield SOUND.replace(b"PCMA/8000", b"PCMA/4294967297/255")
        yield (
            SOUND.replace(b"8 101", b"96 101")
            + b"a=rtpmap:96 opus/48000/2\r\na=fmtp:96 "
            + b"x=1;" * 300
            + b"\r\n"
        )
        opus = SOUND.replace(b"8 101", b"96 101") + b"a=rtpmap:96 opus/48000/2\r\n"
        for wish in (
            b"maxplaybackrate=0",
            b"maxplaybackrate=-1",
            b"maxaveragebitrate=99999999999",
            b"maxptime=0",
            b"=",
        ):
            yield opus + b"a=fmtp:96 " + wish + b"\r\na=ptime:0\r\n"
        for time in (b"0", b"1", b"-20", b"60", b"120", b"100000"):
            yield SOUND + b"a=ptime:" + time + b"\r\na=maxptime:" + time + b"\r\n"
        for protocol in (b"RTP/SAVP", b"RTP/SAVPF", b"UDP/TLS/RTP/SAVP", b"x"):
            secured = SOUND.replace(b"RTP/AVP", protocol)
            yield secured
            yield secured + b"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + b"A" * 400 + b"\r\n"
            yield secured + b"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:\r\n"
            yield secured + b"a=crypto:-1 X\r\na=crypto:\r\n" * 40
            yield secured + b"a=fingerprint:sha-256 " + b"00:" * 400 + b"\r\na=setup:active\r\n"
            yield secured + b"a=fingerprint:sha-999 zz\r\na=setup:x\r\n"
        candidate = b"a=candidate:1 1 UDP 2130706431 127.0.0.1 40000 typ host\r\n"
        ice = SOUND + b"a=ice-ufrag:u\r\na=ice-pwd:" + b"p" * 22 + b"\r\n"
        yield ice + candidate * 120
        yield (
            ice
            + b"a=candidate:\r\na=candidate:1 999 X -1 ::: 99999 typ\r\n"
            + b"a=candidate:"
            + b"1 " * 300
            + b"\r\n"
        )
        yield ice.replace(b"ice-ufrag:u", b"ice-ufrag:" + b"u" * 2000) + candidate
        yield (
            SOUND
            + b"a=rtcp:-1 IN IP4 999.9.9.9\r\na=rtcp-mux\r\na=rtcp-fb:* x\r\na=ssrc:99999999999 cname:\r\n"
        )
        yield SOUND.replace(b"\r\n", b"\n")
        yield SOUND.replace(b"\r\n", b"\r")
        yield SOUND.replace(b"=", b"")
        yield b"\x00" * 500

    def multiparts(self) -> Iterator[bytes]:
        part = b"--b\r\nContent-Type: application/sdp\r\n\r\n" + SOUND + b"\r\n"
        mixed = 'multipart/mixed;boundary="b"'
        for body in (
            part + b"--b--\r\n",
            part,
            part * 60,
            b"--b\r\n" * 400,
            b"--b",
            b"--b--",
            b"--",
            b"--b\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n" * 100,
            b"--b\r\nContent-Type\r\n\r\n--b--",
            b"--b\r\nContent-Length: 99999999\r\n\r\nx\r\n--b--\r\n",
        ):
            for kind in (
                mixed,
                "multipart/mixed",
                'multipart/mixed;boundary=""',
                f"multipart/mixed;boundary={'b' * 300}",
            ):
                yield self.request("INVITE", body=body, kind=kind)
                yield self.request("MESSAGE", body=body, kind=kind)

    def notifications(self, inside: Inside | None) -> Iterator[bytes]:
        """What subscriptions and transfers would bring, of none that there are."""
        bodies = (
            (b"<presence" + b"<a>" * 300, "application/pidf+xml"),
            (b"<?xml?>" + b"&a;" * 300, "application/xpidf+xml"),
            (b"SIP/2.0 999", "message/sipfrag"),
            (b"Messages-Waiting: " + b"y" * 900, "application/simple-message-summary"),
        )
        for event in ("presence", "dialog", "message-summary", "refer", "x" * 500, ""):
            headers = ("Subscription-State: active;expires=99999999999", f"Event: {event}")
            for body, kind in bodies:
                yield self.request("NOTIFY", *headers, body=body, kind=kind, inside=inside)
                yield self.request("PUBLISH", *headers, body=body, kind=kind, inside=inside)
            yield self.request("SUBSCRIBE", f"Event: {event}", "Expires: 4294967295", inside=inside)
        for target in ("sip:nobody@127.0.0.1:9", "<sip:a?Replaces=x>", "tel:112", "<", "", "a" * 2000):
            yield self.request("REFER", f"Refer-To: {target}", "Refer-Sub: false", inside=inside)
            yield self.request("REFER", f"Refer-To: {target}", f"Refer-To: {target}", inside=inside)
        for replaces in ("x", "x;to-tag=x;from-tag=y", ";;;", "x" * 3000):
            yield self.request("INVITE", f"Replaces: {replaces}", body=SOUND, inside=inside)

    def mutated(self, message: bytes, times: int) -> Iterator[bytes]:
        """Each a copy with one to four things done to it."""
        for _ in range(times):
            changed = bytearray(message)
            for _ in range(self.chance.randint(1, 4)):
                self._mutate(changed)
            yield bytes(changed)

    def _mutate(self, data: bytearray) -> None:
        if not data:
            return
        at = self.chance.randrange(len(data))
        end = min(len(data), at + self.chance.choice((1, 2, 8, 40)))
        match self.chance.randrange(7):
            case 0:
                data[at] ^= 1 << self.chance.randrange(8)
            case 1:
                del data[at:end]
            case 2:
                data[at:at] = data[at:end] * self.chance.choice((1, 3, 50))
            case 3:
                data[at:end] = self.chance.choice(
                    (b"\x00", b"\xff\xff", b"\r\n", b"\r\n ", b"\r\n\r\n", b'"', b"<", b"%")
                )
            case 4:
                data[at:end] = self.chance.choice(
                    (b"-1", b"0", b"4294967296", b"99999999999999999999", b"\t")
                )
            case 5:
                data[at:end] = self.chance.randbytes(end - at)
            case _:
                lines = bytes(data).split(b"\r\n")
                self.chance.shuffle(lines)
                data[:] = b"\r\n".join(lines)
