"""Quality of a call from RTP and RTCP counters (RFC 3550 §6.4), and a simple estimate of how it is heard."""

import msgspec

from softphone.calls.call import Quality

_CODECS: dict[str, tuple[float, float, float]] = {
    # name: (impairment of the codec itself, robustness to loss, delay of coding in ms); ITU-T G.113
    "PCMA": (0.0, 25.1, 20.0),
    "PCMU": (0.0, 25.1, 20.0),
    "G722": (0.0, 20.0, 20.0),
    "opus": (0.0, 25.0, 26.5),
}


class Counters(msgspec.Struct, frozen=True):
    """What a stream has counted since it was made. Times in ms."""

    codec: str
    packets: int
    lost: int
    jitter_ms: float
    round_trip_ms: float | None


def mos(codec: str, loss_percent: float, jitter_ms: float, round_trip_ms: float | None) -> float:
    """Estimated listening quality, 1 to 4.5 (ITU-T G.107, simplified: no echo, no noise in the rooms)."""
    equipment, robustness, coding = _CODECS.get(codec, (5.0, 15.0, 20.0))
    # The jitter buffer waits about twice the jitter; half of the round trip is one way.
    delay = coding + 2 * jitter_ms + (round_trip_ms or 0.0) / 2
    delay_impairment = 0.024 * delay + (0.11 * (delay - 177.3) if delay > 177.3 else 0.0)
    loss_impairment = equipment + (95 - equipment) * loss_percent / (loss_percent + robustness)
    rating = max(0.0, min(100.0, 93.2 - delay_impairment - loss_impairment))
    estimate = 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6
    return round(max(1.0, min(4.5, estimate)), 2)


def between(earlier: Counters | None, now: Counters) -> Quality:
    """Quality of the time from `earlier` to `now`; from the beginning without it, or for a new stream."""
    packets, lost = now.packets, now.lost
    if earlier is not None and earlier.packets <= packets:
        packets -= earlier.packets
        lost = max(0, lost - earlier.lost)
    expected = packets + lost
    loss = 100.0 * lost / expected if expected else 0.0
    return Quality(
        codec=now.codec,
        packets_received=packets,
        loss_percent=round(loss, 2),
        jitter_ms=round(now.jitter_ms, 2),
        round_trip_ms=now.round_trip_ms,
        mos=mos(now.codec, loss, now.jitter_ms, now.round_trip_ms),
    )


def together(streams: list[Counters]) -> Quality | None:
    """Quality over all the streams that a call has had; None when there was none."""
    if not streams:
        return None
    packets = sum(stream.packets for stream in streams)
    weight = packets or 1
    return between(
        None,
        Counters(
            codec=streams[-1].codec,
            packets=packets,
            lost=sum(stream.lost for stream in streams),
            jitter_ms=sum(stream.jitter_ms * stream.packets for stream in streams) / weight,
            round_trip_ms=next(
                (s.round_trip_ms for s in reversed(streams) if s.round_trip_ms is not None), None
            ),
        ),
    )
