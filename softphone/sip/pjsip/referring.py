"""Telling the far end of a call to call somebody else (RFC 3515), and hearing how it gets on.

Its reports are read from the NOTIFYs themselves: PJSIP's own callback says neither whether a REFER was
refused nor what a far end reports after PJSIP gave up waiting.
"""

import pjsua2 as pj

from softphone.calls.events import TransferProgress
from softphone.sip.message.errors import ParseError
from softphone.sip.message.message import Request, Response
from softphone.sip.pjsip import refer
from softphone.sip.pjsip.facts import Came, TransactionSeen
from softphone.sip.pjsip.leg import Leg


class Referring:
    """The REFERs of one call, by CSeq. Where several run, a report that does not say is of the newest."""

    def __init__(self, call: str) -> None:
        self._call = call
        self._sent = False
        """One has been sent, and its CSeq is not known yet."""
        self._asked: set[int] = set()
        """Those that have not been answered."""
        self._running: set[int] = set()
        """Those that were taken and have no result."""

    @property
    def runs(self) -> bool:
        """Whether there is one without a result."""
        return self._sent or bool(self._asked or self._running)

    def send(self, leg: Leg, target: str, wish: pj.CallOpParam) -> None:
        """`target`: the Refer-To. Referred-By is PJSIP's."""
        leg.xfer(target, wish)
        self._sent = True

    def forget(self) -> None:
        """The call goes on with somebody else."""
        self._sent = False
        self._asked.clear()
        self._running.clear()

    def seen(self, fact: TransactionSeen, message: Request | Response | None) -> TransferProgress | None:
        """What a transaction of the call says of it. `message` is the fact's."""
        if fact.method == "REFER" and fact.client and message is not None:
            return self._answered(fact, message)
        if fact.method == "NOTIFY" and not fact.client and isinstance(message, Request):
            return self._reported(fact, message)
        return None

    def _answered(self, fact: TransactionSeen, message: Request | Response) -> TransferProgress | None:
        try:
            sequence = message.cseq.number
        except ParseError:
            return None
        if not fact.finished:
            self._sent = False
            self._asked.add(sequence)
            return None
        if sequence not in self._asked:
            return None
        self._asked.discard(sequence)
        if fact.status in (401, 407):
            # Challenged: PJSIP asks again, with credentials.
            return None
        if fact.status >= 300 and fact.status != pj.PJSIP_SC_REQUEST_UPDATED:
            return TransferProgress(call=self._call, status=fact.status, final=True, refused=True)
        if isinstance(message, Response) and refer.unreported(message):
            return TransferProgress(call=self._call, status=100, final=True)
        # Also one whose answer PJSIP waits for no longer, since another REFER followed (490, its own status):
        # the far end may have taken it, and reports then.
        self._running.add(sequence)
        return None

    def _reported(self, fact: TransactionSeen, notify: Request) -> TransferProgress | None:
        # The first report may be here before the answer to the REFER.
        about = {each for each in self._running | self._asked if refer.is_about(notify, each)}
        said = refer.report(notify)
        if fact.came is not Came.RECEIVED or not about or said is None:
            return None
        if said.final:
            self._running.discard(max(about))
            self._asked.discard(max(about))
        return TransferProgress(call=self._call, status=said.status, final=said.final)
