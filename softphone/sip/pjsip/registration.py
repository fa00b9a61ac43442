"""How a registration goes on: what an answer means, and when the next try is. Time and chance are given.

PJSIP's own retries are off: they wait 0 s at first and 300 s after that, and ignore what the answer was.
"""

from collections.abc import Callable

from softphone.calls.events import Fault, RegistrationChanged, RegistrationState

RETRY_SHORTEST = 2.0
RETRY_LONGEST = 10.0
"""Seconds. Between them by chance, so that a company's phones do not all come back at once."""

_FINAL = {
    401: Fault.WRONG_PASSWORD,
    407: Fault.WRONG_PASSWORD,
    403: Fault.NOT_ALLOWED,
    404: Fault.UNKNOWN_USER,
    604: Fault.UNKNOWN_USER,
}
_SILENT = frozenset({408, 504})
_NO_CONNECTION = frozenset({502, 503})


class Registration:
    """The registration of one account. `chance` gives a number from 0 to 1."""

    def __init__(self, account: str, chance: Callable[[], float]) -> None:
        self._account = account
        self._chance = chance
        self.state = RegistrationState.UNREGISTERED
        self.retry_at: float | None = None
        """Monotonic seconds; None: nothing is due."""

    def begun(self) -> RegistrationChanged:
        """A REGISTER is on its way."""
        self.retry_at = None
        self.state = RegistrationState.REGISTERING
        return RegistrationChanged(account=self._account, state=self.state)

    def answered(
        self,
        code: int,
        expires: int,
        reason: str,
        now: float,
        *,
        received: bool,
        untrusted: str,
        unknown: bool,
    ) -> RegistrationChanged:
        """The last word on a REGISTER.

        `received`: it came from a server. `untrusted`: why its certificate is not trusted, when it is not.
        `unknown`: the server's name was not resolved.
        """
        if code // 100 == 2:
            self.retry_at = None
            registered = expires > 0
            self.state = RegistrationState.REGISTERED if registered else RegistrationState.UNREGISTERED
            return RegistrationChanged(account=self._account, state=self.state, status=code, reason=reason)
        if received and (code in _FINAL or code // 100 == 6):
            return self.failed(_FINAL.get(code, Fault.NOT_ALLOWED), reason, code)
        if code in _FINAL:
            return self.failed(_FINAL[code], reason, code)
        fault = Fault.SERVER_ERROR
        if untrusted:
            fault, reason = Fault.UNTRUSTED_CERTIFICATE, untrusted
        elif unknown:
            fault = Fault.UNKNOWN_SERVER
        elif code in _SILENT or (code in _NO_CONNECTION and not received):
            fault = Fault.NO_ANSWER
        return self.retry(fault, reason, now, code)

    def failed(self, fault: Fault, reason: str, code: int = 0) -> RegistrationChanged:
        """It will not be tried again until something changes."""
        self.retry_at = None
        self.state = RegistrationState.FAILED
        return RegistrationChanged(
            account=self._account, state=self.state, status=code, fault=fault, reason=reason
        )

    def retry(self, fault: Fault, reason: str, now: float, code: int = 0) -> RegistrationChanged:
        """It did not succeed this time."""
        wait = RETRY_SHORTEST + (RETRY_LONGEST - RETRY_SHORTEST) * self._chance()
        self.retry_at = now + wait
        self.state = RegistrationState.RETRYING
        return RegistrationChanged(
            account=self._account,
            state=self.state,
            status=code,
            fault=fault,
            reason=reason,
            retry_in=round(wait, 1),
        )
