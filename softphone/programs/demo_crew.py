"""The phones of the demo: the colleagues', in few processes, and the operator's beyond the trunk."""

import contextlib
import itertools
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from softphone.calls.commands import (
    AccountSettings,
    AddAccount,
    Dial,
    SoundMode,
    SoundSettings,
    Transport,
    UseSound,
)
from softphone.calls.phone import PhoneSettings
from softphone.calltest.accounts import Server
from softphone.calltest.colleague import Colleague, Manner
from softphone.calltest.station import Station
from softphone.calltest.words import Behaviour
from softphone.phone.client import ProcessPhone
from softphone.programs.demo_company import (
    COUNTRY,
    EMPLOYEES,
    MAIN_NUMBER,
    OPERATOR_NUMBER,
    PATIENCE,
    Employee,
)
from softphone.programs.demo_network import Network
from softphone.programs.demo_sound import write_talk

IN_ONE_PROCESS = 6
"""Accounts; PJSIP 2.15 takes 8, and each process costs 50 MB."""
PITCHES = (190.0, 120.0, 155.0)
"""Hz, a voice for each process."""
OPERATOR = "operator"


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Crew:
    """Everybody in the company who has a telephone, and the operator. Ends with its block."""

    def __init__(self, server: Server, folder: Path, operator_port: int) -> None:
        self._server = server
        self._folder = folder
        self._operator_port = operator_port
        self._ids = (f"demo-{number}" for number in itertools.count(1))
        self._stations: dict[str, Station] = {}
        """By account: the colleague's login, or OPERATOR."""
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> "Crew":
        with contextlib.ExitStack() as stack:
            self._start(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def call(self, who: str, target: str) -> None:
        """Has one of them call; they give up, and hang up, by themselves."""
        self._stations[who].send(Dial(call=next(self._ids), account=who, target=target))

    def wait_until_signed_in(self, seconds: float) -> bool:
        """Whether all colleagues are, within that time for each process."""
        return all(_signed_in(self._stations[each], seconds) for each in self._stations if each != OPERATOR)

    def operator_calls(self) -> None:
        """Somebody outside calls the company's main number."""
        self.call(OPERATOR, MAIN_NUMBER)

    def _start(self, stack: contextlib.ExitStack) -> None:
        accounts = {account.user: account for account in self._server.accounts}
        for number, employees in enumerate(_batches()):
            settings = PhoneSettings(
                bind="127.0.0.1", trust_anchors=self._server.trust_anchors, user_agent="Telefon", log_level=1
            )
            manners = {each.login: each.manner for each in employees if each.manner is not None}
            station = self._phone(stack, settings, manners, number)
            for each in employees:
                account = self._server.settings(accounts[each.login], Transport.TLS)
                station.send(AddAccount(each.login, account))
        outside = PhoneSettings(
            bind="127.0.0.1", udp_port=self._operator_port, user_agent="Operator", log_level=1
        )
        manner = Manner(behaviour=Behaviour.ANSWER, after=2, patience=PATIENCE)
        operator = self._phone(stack, outside, {OPERATOR: manner}, len(PITCHES) - 1)
        operator.send(
            AddAccount(
                OPERATOR,
                AccountSettings(
                    user=OPERATOR_NUMBER,
                    domain=self._server.domain,
                    secret="",
                    transport=Transport.UDP,
                    proxy=self._server.addresses[Transport.UDP],
                    register=False,
                    any_user=True,
                ),
            )
        )

    def _phone(
        self, stack: contextlib.ExitStack, settings: PhoneSettings, manners: dict[str, Manner], number: int
    ) -> Station:
        talk = self._folder / f"talk-{number}.wav"
        write_talk(talk, PITCHES[number % len(PITCHES)])
        colleagues = [
            Network(account, manner, COUNTRY) if account == OPERATOR else Colleague(account, manner)
            for account, manner in manners.items()
        ]
        station = Station(f"demo {number}", ProcessPhone(settings), colleagues, time.monotonic)
        stack.callback(station.close)
        self._stations |= dict.fromkeys(manners, station)
        station.send(UseSound(SoundSettings(mode=SoundMode.FILES, play=str(talk))))
        return station


def _signed_in(station: Station, seconds: float) -> bool:
    return station.wait(lambda: station.registered, seconds)


def _batches() -> Iterator[list[Employee]]:
    with_phone = [each for each in EMPLOYEES if each.manner is not None]
    for start in range(0, len(with_phone), IN_ONE_PROCESS):
        yield with_phone[start : start + IN_ONE_PROCESS]
