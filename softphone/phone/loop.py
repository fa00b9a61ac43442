"""The phone's one thread: PJSIP and sound, commands in and events out. Run by the in-process phone and by the
phone process alike."""

import logging
import queue
import threading
from collections.abc import Callable

import msgspec

from softphone.calls.commands import Command
from softphone.calls.events import CannotStart, CommandRefused, Event, Fault, Started
from softphone.calls.phone import PhoneSettings
from softphone.phone.sounding import Sounding
from softphone.sip.pjsip.agent import Agent
from softphone.sip.pjsip.release import TooOldError

_log = logging.getLogger(__name__)

LONGEST_TURN = 0.25
"""Seconds in one turn when nothing happens. A command ends it at once; this is for what nobody announces."""


class Surroundings(msgspec.Struct, frozen=True):
    """What a phone needs of the world: time, chance, names."""

    seconds: Callable[[], float]
    """Monotonic; `nanoseconds` is the same clock."""
    nanoseconds: Callable[[], int]
    chance: Callable[[], float]
    """A number from 0 to 1."""
    ids: Callable[[], str]
    """A name for an incoming call, never given before in this desktop."""


class Mailbox:
    """Commands for the loop, from any thread; None is the wish that it ends."""

    def __init__(self) -> None:
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._wake: Callable[[], None] = lambda: None

    def put(self, command: Command | None) -> None:
        self._commands.put(command)
        self._wake()

    def wakes(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def take(self) -> Command | None:
        """The next command; queue.Empty when there is none."""
        return self._commands.get_nowait()


def run(
    settings: PhoneSettings,
    mailbox: Mailbox,
    emit: Callable[[Event], None],
    around: Surroundings,
) -> None:
    """Until the mailbox says None. Everything of PJSIP's is made, used and dropped in here."""
    try:
        agent = Agent(settings, emit=emit, clock=around.seconds, chance=around.chance, ids=around.ids)
    except TooOldError as refused:
        emit(CannotStart(str(refused)))
        return
    sounding = Sounding(
        agent.endpoint.bridge,
        emit,
        agent.endpoint.keep_clock,
        seconds=around.seconds,
        nanoseconds=around.nanoseconds,
    )
    mailbox.wakes(agent.endpoint.wake)
    emit(Started(agent.endpoint.capabilities, settings.generation))
    try:
        while _carry_out(mailbox, agent, sounding, emit):
            agent.turn(LONGEST_TURN)
            sounding.turn(agent.in_call)
    finally:
        mailbox.wakes(lambda: None)
        agent.close(before_ports_go=sounding.close)


def _carry_out(mailbox: Mailbox, agent: Agent, sounding: Sounding, emit: Callable[[Event], None]) -> bool:
    """All commands that wait. False when the end is wished for."""
    while True:
        try:
            command = mailbox.take()
        except queue.Empty:
            return True
        if command is None:
            return False
        try:
            if not sounding.execute(command):
                agent.execute(command)
        except Exception:  # noqa: BLE001 - one command that fails must not end the calls
            _log.exception("command %s", type(command).__name__)
            emit(CommandRefused(command=type(command).__name__, fault=Fault.INTERNAL))


def start(
    settings: PhoneSettings, mailbox: Mailbox, emit: Callable[[Event], None], around: Surroundings
) -> threading.Thread:
    """The loop on a thread of its own."""
    thread = threading.Thread(target=run, args=(settings, mailbox, emit, around), name="phone", daemon=True)
    thread.start()
    return thread
