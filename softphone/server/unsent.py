"""What could not be sent.

Whatever goes out in its place may fail as well, some hundred times in a row where as many trunks cannot be
reached: each failure waits for the one before to be dealt with, on no deeper a stack.
"""

from collections import deque
from collections.abc import Callable
from typing import final

from softphone.sip.transaction.layer import Transaction


@final
class Unsent:
    """`failed(transaction, now)` deals with one, and may add others."""

    def __init__(self, failed: Callable[[Transaction, float], None]) -> None:
        self._failed = failed
        self._waiting: deque[Transaction] = deque()
        self._is_telling = False

    def add(self, transaction: Transaction, now: float) -> None:
        """Its last message could not be sent."""
        self._waiting.append(transaction)
        if not self._is_telling:
            self.tell(now)

    def tell(self, now: float) -> None:
        """Of all that waits. Nothing does, except where one of them could not be dealt with."""
        self._is_telling = True
        try:
            while self._waiting:
                self._failed(self._waiting.popleft(), now)
        finally:
            self._is_telling = False
