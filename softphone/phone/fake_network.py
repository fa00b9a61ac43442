"""Where fake phones find one another, in place of a server and the network."""

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from softphone.calls.events import Fault

if TYPE_CHECKING:
    from softphone.phone.fake import FakePhone


@dataclass
class FakeNetwork:
    """Who can be reached, and how registrations are answered.

    `registrations` maps user@domain to the fault that its registration meets; without an entry it succeeds.
    """

    registrations: dict[str, Fault] = field(default_factory=dict)
    _phones: dict[str, "tuple[FakePhone, str]"] = field(default_factory=dict)
    _calls: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    def next_number(self) -> int:
        self._calls += 1
        return self._calls

    def attach(self, uri: str, phone: "FakePhone", account: str) -> None:
        self._phones[uri] = (phone, account)

    def detach(self, uri: str) -> None:
        self._phones.pop(uri, None)

    def find(self, uri: str) -> "tuple[FakePhone, str] | None":
        return self._phones.get(uri)
