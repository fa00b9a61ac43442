"""PJSIP's side of a call: its callbacks, turned into facts.

A strong reference is kept by the agent until well after the call has ended: losing the last one hangs up.
"""

import weakref
from collections.abc import Callable

import pjsua2 as pj

from softphone.sip.pjsip import refer
from softphone.sip.pjsip.callbacks import callback
from softphone.sip.pjsip.facts import (
    Came,
    DigitSeen,
    Fact,
    MediaSeen,
    Replaced,
    SentOn,
    StateSeen,
    StreamEnded,
    TransactionSeen,
)
from softphone.sip.pjsip.quality import Counters
from softphone.sip.pjsip.text import readable
from softphone.sip.pjsip.wishes import sound_only

Note = Callable[[Fact], None]
ACCEPTED, FORBIDDEN, NO_SUCH_CALL, PENDING = 202, 403, 481, 491
_FINISHED = (pj.PJSIP_TSX_STATE_COMPLETED, pj.PJSIP_TSX_STATE_TERMINATED)


class Leg(pj.Call):
    """One call as PJSIP knows it."""

    def __init__(self, account: pj.Account, note: Note, call_id: int = -1) -> None:
        super().__init__(account, call_id)
        # Weakly: the destructor of a PJSIP account deletes whichever account has its number by then.
        self._account = weakref.ref(account)
        self._note = note
        self.refusal: Callable[[Leg], int] = lambda _: FORBIDDEN
        """With which status its far end's REFER is to be refused now; 0 when it is not."""
        self._refer = ""
        """The REFER that came last, as text."""
        self._successor: Leg | None = None
        """What takes its place, unless PJSIP refuses the INVITE yet."""
        self._invite = ""
        """That INVITE, as text."""
        self._replaced = False
        self._sent_on: weakref.ref[Leg] | None = None
        """The call that its far end had us make last. Weakly: only the agent may keep it."""

    @property
    def alive(self) -> bool:
        """Whether PJSIP has a call here: getInfo() and hangup() on another abort the process (2.15)."""
        return self.getId() >= 0 and self.isActive()

    @callback
    def onCallState(self, prm: pj.OnCallStateParam) -> None:
        info = self.getInfo()
        came, text = _message(prm.e)
        self._note(StateSeen(self, info.state, info.lastStatusCode, readable(info.lastReason), came, text))

    @callback
    def onCallMediaState(self, prm: pj.OnCallMediaStateParam) -> None:
        info = self.getInfo()
        for media in info.media:
            if media.type == pj.PJMEDIA_TYPE_AUDIO:
                self._note(MediaSeen(self, media.status, media.dir, media.index))
                return

    @callback
    def onCallTsxState(self, prm: pj.OnCallTsxStateParam) -> None:
        event = prm.e
        if event.type != pj.PJSIP_EVENT_TSX_STATE:
            return
        transaction = event.body.tsxState.tsx
        came, text = _message(event)
        ours = transaction.role == pj.PJSIP_ROLE_UAC
        if transaction.method == "REFER" and ours and not text:
            # Of several, this says which one is over.
            text = readable(transaction.lastTx.wholeMsg)
        elif transaction.method == "REFER" and not ours and came is Came.RECEIVED:
            # PJSIP comes with it to onCallTransferRequest next, and shows nothing but its Refer-To there.
            self._refer = text
        self._note(
            TransactionSeen(
                self,
                transaction.method,
                ours,
                transaction.state in _FINISHED,
                transaction.statusCode,
                came,
                text,
            )
        )

    @callback
    def onStreamDestroyed(self, prm: pj.OnStreamDestroyedParam) -> None:
        counted = self.counters(prm.streamIdx)
        if counted is not None:
            self._note(
                StreamEnded(
                    self,
                    counted.codec,
                    counted.packets,
                    counted.lost,
                    counted.jitter_ms,
                    counted.round_trip_ms,
                )
            )

    @callback
    def onDtmfDigit(self, prm: pj.OnDtmfDigitParam) -> None:
        self._note(DigitSeen(self, readable(prm.digit)))

    @callback
    def onCallReplaceRequest(self, prm: pj.OnCallReplaceRequestParam) -> None:
        account = self._account()
        if account is None or self._replaced:
            # PJSIP knows the old call until its BYE is answered: of two that want its place the first has it.
            prm.statusCode = NO_SUCH_CALL
            return
        if self._successor is None or self._successor.getId() >= 0:
            # PJSIP still points to the one of an INVITE that it refused.
            self._successor = Leg(account, self._note)
        # Without newCall the old object would get the new call's events.
        prm.newCall = self._successor
        sound_only(prm.opt)
        self._invite = readable(prm.rdata.wholeMsg)

    @callback
    def onCallReplaced(self, prm: pj.OnCallReplacedParam) -> None:
        # Not before: between the two PJSIP looks whether it can take the call at all (488).
        new, self._successor = self._successor, None
        if new is not None:
            self._replaced = True
            self._note(Replaced(self, new, self._invite))

    @callback
    def onCallTransferRequest(self, prm: pj.OnCallTransferRequestParam) -> None:
        # It must be answered here. Who sends us on may send us to addresses only, from within a call, and by
        # the account of that call: the server decides whether its user may call there.
        prm.statusCode, account, asked = FORBIDDEN, self._account(), readable(prm.dstUri)
        if account is None or refer.target(asked) is None:
            return
        info = self.getInfo()
        running = self._sent_on() if self._sent_on is not None else None
        if (running is not None and running.alive) or info.state != pj.PJSIP_INV_STATE_CONFIRMED:
            prm.statusCode = PENDING
            return
        if refusal := self.refusal(self):
            prm.statusCode = refusal
            return
        new = Leg(account, self._note)
        self._sent_on = weakref.ref(new)
        prm.statusCode = ACCEPTED
        prm.newCall = new
        sound_only(prm.opt)
        self._note(SentOn(self, new, asked, self._refer))

    def counters(self, index: int) -> Counters | None:
        """What the stream has counted; None when there is no stream."""
        try:
            stream = self.getStreamInfo(index)
            statistics = self.getStreamStat(index)
        except pj.Error:
            return None
        rtcp = statistics.rtcp
        received = rtcp.rxStat
        trip = rtcp.rttUsec
        jitter_ms = received.jitterUsec.last / 1000
        if stream.codecName.lower() == "opus":
            # PJSIP times its packets by the encoder's rate, where RTP counts at 48 kHz (RFC 7587 §4.1): at 16
            # kHz every packet seems 40 ms early. How the jitter buffer's fill varies says nearly the same.
            jitter_ms = float(statistics.jbuf.devDelayMsec)
        return Counters(
            codec=stream.codecName,
            packets=received.pkt,
            lost=received.loss,
            jitter_ms=jitter_ms,
            round_trip_ms=trip.last / 1000 if trip.n else None,
        )


def _message(event: pj.SipEvent) -> tuple[Came, str]:
    """The message behind an event. The union's member is chosen by the event's type, or memory is misread."""
    kind = event.type
    body = event.body
    if kind == pj.PJSIP_EVENT_TSX_STATE:
        source = body.tsxState
        if source.type == pj.PJSIP_EVENT_RX_MSG:
            return Came.RECEIVED, readable(source.src.rdata.wholeMsg)
        if source.type == pj.PJSIP_EVENT_TX_MSG:
            return Came.SENT, readable(source.src.tdata.wholeMsg)
        return Came.LOCAL, ""
    if kind == pj.PJSIP_EVENT_RX_MSG:
        return Came.RECEIVED, readable(body.rxMsg.rdata.wholeMsg)
    if kind == pj.PJSIP_EVENT_TX_MSG:
        return Came.SENT, readable(body.txMsg.tdata.wholeMsg)
    return Came.LOCAL, ""
