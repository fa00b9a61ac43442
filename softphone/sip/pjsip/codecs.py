"""Which codecs are offered, and in which order: the best sound first, everything else off."""

import pjsua2 as pj

ORDER = ("opus/48000", "G722/16000", "PCMA/8000", "PCMU/8000")
"""As PJSIP names them. Opus is there only where PJSIP was built with it."""


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
    names = [wanted for wanted in order if wanted in offered]
    for place, wanted in enumerate(names):
        endpoint.codecSetPriority(offered[wanted], 250 - 10 * place)
    return tuple(name.partition("/")[0] for name in names)
