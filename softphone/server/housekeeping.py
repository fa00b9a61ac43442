"""What the server does now and then besides calls: sessions that are over go, and what is kept no longer;
devices in use are noted."""

import asyncio
from collections.abc import Callable
from typing import Any

from softphone.server.accounts import Accounts
from softphone.server.privacy import Privacy

EVERY = 600.0
"""Seconds."""


class Housekeeping:
    """`heard` gives the digest users of the devices that were in use since it was asked last."""

    def __init__(self, accounts: Accounts, privacy: Privacy, heard: Callable[[], set[str]], log: Any) -> None:
        self._accounts = accounts
        self._privacy = privacy
        self._heard = heard
        self._log = log

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        try:
            await self._accounts.note_devices(self._heard())
            await self._accounts.forget_unused_sessions()
            await self._privacy.forget_old()
        except Exception as error:  # noqa: BLE001 - whatever the database says, the server goes on
            self._log.error("housekeeping failed", cause=repr(error))
