"""Sign-in passwords: argon2id, on threads of their own, a few at a time.

Each check costs 64 MiB and tens of milliseconds on purpose; the threads keep that from the calls, and a bound
on what waits keeps a flood of sign-ins from the memory.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_THREADS = 2
_WAITING = 64


class Passwords:
    """`hasher` says what a check costs; without one it is what RFC 9106 §4 asks of a machine with little
    memory."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="argon2")
        self._waiting = 0
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """Blocks; for the start of the server."""
        return self._hasher.hash(password)

    async def hashed(self, password: str) -> str:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._hasher.hash, password)

    async def is_right(self, encoded: str, password: str) -> bool | None:
        """None when too many wait already. With an empty hash (no such person, or one who shall not sign in)
        False, after the same time as for a wrong password."""
        if self._waiting >= _WAITING:
            return None
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            right = await loop.run_in_executor(self._threads, self._verify, encoded or self._nobody, password)
        finally:
            self._waiting -= 1
        return right and bool(encoded)

    def _verify(self, encoded: str, password: str) -> bool:
        try:
            return self._hasher.verify(encoded, password)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):  # the last: half a character
            return False

    def close(self) -> None:
        self._threads.shutdown()
