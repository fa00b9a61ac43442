"""PJSIP's side of a call: its callbacks, turned into facts.

A strong reference is kept by the agent until well after the call has ended: losing the last one hangs up.
"""

import weakref
from collections.abc import Callable

import pjsua2 as pj

from softphone.sip.pjsip.callbacks import callback
from softphone.sip.pjsip.facts import (
    Came,
    DigitSeen,
    Fact,
    MediaSeen,
    Replaced,
    StateSeen,
    StreamEnded,
    TransactionSeen,
)
from softphone.sip.pjsip.quality import Counters

Note = Callable[[Fact], None]
_FINISHED = (pj.PJSIP_TSX_STATE_COMPLETED, pj.PJSIP_TSX_STATE_TERMINATED)


class Leg(pj.Call):
    """One call as PJSIP knows it."""

    def __init__(self, account: pj.Account, note: Note, call_id: int = -1) -> None:
        super().__init__(account, call_id)
        # Weakly: the destructor of a PJSIP account deletes whichever account has its number by then.
        self._account = weakref.ref(account)
        self._note = note

    @property
    def alive(self) -> bool:
        """Whether PJSIP has a call here: getInfo() and hangup() on another abort the process (2.15)."""
        return self.getId() >= 0 and self.isActive()

    @callback
    def onCallState(self, prm: pj.OnCallStateParam) -> None:
        info = self.getInfo()
        came, text = _message(prm.e)
        self._note(StateSeen(self, info.state, info.lastStatusCode, info.lastReason, came, text))

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
        self._note(
            TransactionSeen(
                self,
                transaction.method,
                transaction.role == pj.PJSIP_ROLE_UAC,
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
        self._note(DigitSeen(self, prm.digit))

    @callback
    def onCallReplaceRequest(self, prm: pj.OnCallReplaceRequestParam) -> None:
        account = self._account()
        if account is None:
            prm.statusCode = 481
            return
        # Without newCall the old object would get the new call's events.
        new = Leg(account, self._note)
        prm.newCall = new
        prm.opt.videoCount = 0
        if hasattr(prm.opt, "textCount"):
            prm.opt.textCount = 0
        self._note(Replaced(self, new, prm.rdata.wholeMsg))

    def counters(self, index: int) -> Counters | None:
        """What the stream has counted; None when there is no stream."""
        try:
            stream = self.getStreamInfo(index)
            statistics = self.getStreamStat(index)
        except pj.Error:
            return None
        rtcp = statistics.rtcp
        received = rtcp.rxStat
        jitter, trip = received.jitterUsec, rtcp.rttUsec
        return Counters(
            codec=stream.codecName,
            packets=received.pkt,
            lost=received.loss,
            jitter_ms=jitter.last / 1000,
            round_trip_ms=trip.last / 1000 if trip.n else None,
        )


def _message(event: pj.SipEvent) -> tuple[Came, str]:
    """The message behind an event. The union's member is chosen by the event's type, or memory is misread."""
    kind = event.type
    body = event.body
    if kind == pj.PJSIP_EVENT_TSX_STATE:
        source = body.tsxState
        if source.type == pj.PJSIP_EVENT_RX_MSG:
            return Came.RECEIVED, source.src.rdata.wholeMsg
        if source.type == pj.PJSIP_EVENT_TX_MSG:
            return Came.SENT, source.src.tdata.wholeMsg
        return Came.LOCAL, ""
    if kind == pj.PJSIP_EVENT_RX_MSG:
        return Came.RECEIVED, body.rxMsg.rdata.wholeMsg
    if kind == pj.PJSIP_EVENT_TX_MSG:
        return Came.SENT, body.txMsg.tdata.wholeMsg
    return Came.LOCAL, ""
