"""Which codecs are offered, and in which order: the best sound first, everything else off."""

import pjsua2 as pj

ORDER = ("opus/48000", "G722/16000", "PCMA/8000", "PCMU/8000")
"""As PJSIP names them. Opus is there only where PJSIP was built with it."""

_OPUS_HZ = 16_000
"""Our sound's rate: PJSIP's default of 48000 resamples each frame twice and encodes what nobody can hear."""
_OPUS_BIT_RATE = 28_000
"""Wide-band speech gains nothing above it (RFC 7587 §3.1.1)."""
_OPUS_LOSS = 5
"""Per cent expected: the encoder then sends each frame once more, coarser, in the next (RFC 7587 §3.3)."""


def choose(endpoint: pj.Endpoint, forced: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Set the priorities; the names of the codecs that are offered, best first. `forced` are names as SIP has
    them ("G722"), in the place of ORDER; one that this PJSIP has not is left out."""
    order = tuple(f"{name}/" for name in forced) or ORDER
    offered: dict[str, str] = {}
    for codec in endpoint.codecEnum2():
        for wanted in order:
            if codec.codecId.lower().startswith(wanted.lower()):
                offered[wanted] = codec.codecId
                break
        else:
            endpoint.codecSetPriority(codec.codecId, 0)
    if any(name.lower().startswith("opus") for name in offered.values()):
        opus = endpoint.getCodecOpusConfig()
        opus.sample_rate, opus.channel_cnt = _OPUS_HZ, 1
        opus.bit_rate, opus.cbr, opus.packet_loss = _OPUS_BIT_RATE, False, _OPUS_LOSS
        endpoint.setCodecOpusConfig(opus)
    names = [wanted for wanted in order if wanted in offered]
    for place, wanted in enumerate(names):
        endpoint.codecSetPriority(offered[wanted], 250 - 10 * place)
    return tuple(name.partition("/")[0] for name in names)
