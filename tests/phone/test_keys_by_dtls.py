"""Two telephones agree by DTLS on the keys of a call's sound, whatever is late or lost on the way between."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest

from softphone.calls.call import Call, CallState, Security
from softphone.calls.commands import Answer, Dial, HangUp, SoundKeys, SoundSecurity
from softphone.calls.events import IncomingCall, QualityMeasured
from softphone.calls.phone import PhoneSettings
from tests.contract.phone_pairs import PATIENCE, Pair, Side, pair
from tests.helpers.pjsip import needs
from tests.phone.between import Between, Datagram

IN_CLEAR = 12 + 160
ENCRYPTED = IN_CLEAR + 10
"""Bytes of a datagram with 20 ms of PCMU, and what authenticates it (RFC 3711, AES_CM_128_HMAC_SHA1_80)."""
FLIGHTS = ("hello", "certificates", "keys", "end")
"""Of a handshake, each in a datagram of its own; the first is the called party's."""
P_256 = bytes.fromhex("06082a8648ce3d030107")
"""The curve, as a certificate names it."""
MOMENTS = 30
"""Calls at once, of the 32 that a phone takes."""
_names = itertools.count(1)


class Watched:
    """The way between, all of whose datagrams are seen; it loses those that `loses` says."""

    def __init__(self, loses: Callable[[Datagram], bool] = lambda datagram: False) -> None:
        self._loses = loses
        self._came = threading.Condition()
        self.seen: list[Datagram] = []

    def carries(self, datagram: Datagram) -> bool:
        with self._came:
            self.seen.append(datagram)
            self._came.notify_all()
            return not self._loses(datagram)

    def until(self, holds: Callable[[list[Datagram]], bool]) -> None:
        with self._came:
            assert self._came.wait_for(lambda: holds(self.seen), PATIENCE), self.seen


@dataclass
class End:
    """One telephone's end of a call."""

    side: Side
    call: str

    def until(self, holds: Callable[[Call], bool]) -> None:
        """In a call that goes on."""

        def is_so(calls: dict[str, Call]) -> bool:
            known = calls.get(self.call)
            assert known is None or known.state is not CallState.ENDED, known
            return known is not None and holds(known)

        self.side.until(is_so)

    def hears(self) -> None:
        self.side.wait(
            QualityMeasured, lambda event: event.call == self.call and event.quality.packets_received > 0
        )

    def sees_the_end(self) -> None:
        self.side.until(lambda calls: calls[self.call].state is CallState.ENDED)


class Connection:
    """A call of Alice's to Bob with somebody between, which rings at first."""

    def __init__(self, phones: Pair, between: Between) -> None:
        self.between = between
        hers = f"call-{next(_names)}"
        phones.alice.send(Dial(call=hers, account="me", target=between.address))
        self._alice = End(phones.alice, hers)
        self._bob = End(phones.bob, phones.bob.wait(IncomingCall).call.id)

    def answer(self) -> None:
        self._bob.side.send(Answer(self._bob.call))

    def until(self, holds: Callable[[Call], bool]) -> None:
        """For both."""
        for end in (self._alice, self._bob):
            end.until(holds)

    def have_keys(self) -> None:
        self.until(lambda call: call.security is Security.DTLS)

    def hear_each_other(self) -> None:
        for end in (self._alice, self._bob):
            end.hears()

    def end(self) -> None:
        self._alice.side.send(HangUp(self._alice.call))
        for end in (self._alice, self._bob):
            end.sees_the_end()


@contextmanager
def telephones(codec: str) -> Iterator[Pair]:
    needs("SRTP by DTLS")
    settings = PhoneSettings(bind="127.0.0.1", codecs=(codec,))
    with pair("process", settings, security=SoundSecurity.REQUIRED, keys=SoundKeys.DTLS) as phones:
        yield phones


@contextmanager
def ringing(phones: Pair, way: Watched) -> Iterator[Connection]:
    with Between(phones.bob.address, way.carries) as between:
        connection = Connection(phones, between)
        yield connection
        connection.end()


@pytest.mark.parametrize("lost", range(len(FLIGHTS)), ids=FLIGHTS)
def test_what_is_lost_is_sent_again(lost: int) -> None:
    count = itertools.count()
    way = Watched(lambda datagram: datagram.agrees_on("rtp") and next(count) == lost)
    with telephones("PCMU") as phones, ringing(phones, way) as connection:
        connection.answer()
        connection.have_keys()


def test_the_certificates_are_on_the_curve_that_all_know() -> None:
    """RFC 8827 §6.5. To make a key of RSA for one held up each phone's start, by up to half a second."""
    way = Watched()
    with telephones("PCMU") as phones, ringing(phones, way) as connection:
        connection.answer()
        connection.have_keys()
    told = {each.to_caller for each in way.seen if each.is_handshake and P_256 in each.data}
    assert told == {True, False}


def test_the_reports_have_keys_long_before_the_sound() -> None:
    """The call waits for those of the sound, and nothing goes in the clear meanwhile."""
    talking = threading.Event()
    way = Watched(lambda datagram: datagram.agrees_on("rtp") and not talking.is_set())

    def reports_have_agreed(seen: list[Datagram]) -> bool:
        """And some time ago: Bob tries the way of the sound again."""
        ends = [n for n, each in enumerate(seen) if each.agrees_on("rtcp") and not each.to_caller][1:]
        return bool(ends) and any(each.agrees_on("rtp") for each in seen[ends[0] :])

    with telephones("PCMU") as phones, ringing(phones, way) as connection:
        way.until(reports_have_agreed)
        connection.answer()
        connection.until(lambda call: call.state is CallState.CONFIRMED)
        talking.set()
        connection.have_keys()
        connection.hear_each_other()
    sound = {len(each.data) for each in way.seen if each.way == "rtp" and not each.is_handshake}
    assert ENCRYPTED in sound
    assert IN_CLEAR not in sound


def test_the_handshake_begins_in_any_moment_of_the_answer() -> None:
    """Alice's telephone learns by the answer where Bob's is, and his says hello to hers at that time. Opus
    gives it something to do meanwhile."""

    def closed(now: threading.Event) -> Watched:
        return Watched(lambda datagram: datagram.is_handshake and not now.is_set())

    begun = [threading.Event() for _ in range(MOMENTS)]
    ways = [closed(now) for now in begun]
    with telephones("opus") as phones, ExitStack() as calls:
        connections = [calls.enter_context(ringing(phones, way)) for way in ways]
        for way in ways:
            # By his second hello, her telephone listens to all that it has opened for these calls.
            way.until(lambda seen: [each.way for each in seen].count("rtp") > 1)
        for moment, (now, way, connection) in enumerate(zip(begun, ways, connections, strict=True)):
            connection.answer()
            assert connection.between.answered.wait(PATIENCE)
            time.sleep(moment / 50_000)
            now.set()
            for hello in way.seen[:2]:
                connection.between.carry(hello)
            connection.have_keys()
