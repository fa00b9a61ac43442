"""Whether what was heard is what a scenario asks for; each difference is one sentence. Pure."""

from softphone.calltest.results import Listened
from softphone.calltest.scenario import NOTHING, TONE, Limits


def differences(listened: Listened, limits: Limits, voices: dict[str, int]) -> list[str]:
    """What is wrong, empty when nothing is. `voices` tells the voice of each phone."""
    heard, who = listened.heard, listened.listener
    names = [name for name, voice in voices.items() if voice in heard.voices]
    if heard.silent:
        got = "nothing"
    else:
        got = " and ".join(names) or f"something that is no phone's voice, at {heard.level:.0f} dBFS"
    if listened.expected == NOTHING:
        return [] if heard.silent else [f"{who} heard {got}, and should have heard nothing"]
    right = not names and not heard.silent if listened.expected == TONE else names == [listened.expected]
    if not right:
        return [f"{who} heard {got}, and should have heard {listened.expected}"]

    wrong = []
    if not limits.min_level <= heard.level <= limits.max_level:
        wrong.append(
            f"{who} heard {listened.expected} at {heard.level:.1f} dBFS, "
            f"not between {limits.min_level:g} and {limits.max_level:g}"
        )
    if heard.longest_gap > limits.max_gap:
        gap = max(heard.gaps, key=lambda gap: gap.length)
        wrong.append(
            f"{who} heard silence for {gap.length:.2f} s, {gap.start:.2f} s after the step began; "
            f"{limits.max_gap:g} s are allowed"
        )
    if heard.missing * 100 > limits.max_loss:
        wrong.append(
            f"{who} heard silence for {heard.missing:.1%} of the time; {limits.max_loss:g} % are allowed"
        )
    if listened.loss is not None and listened.loss > limits.max_loss:
        wrong.append(f"{who} lost {listened.loss:.1f} % of the packets; {limits.max_loss:g} % are allowed")
    if limits.min_snr is not None and (heard.snr is None or heard.snr < limits.min_snr):
        snr = "no" if heard.snr is None else f"{heard.snr:.1f} dB"
        wrong.append(
            f"{who} heard {listened.expected} with {snr} signal to noise; {limits.min_snr:g} dB are asked"
        )
    if limits.max_delay is not None and (listened.delay is None or listened.delay > limits.max_delay):
        delay = "unknown" if listened.delay is None else f"{listened.delay * 1000:.0f} ms"
        wrong.append(
            f"{who} heard {listened.expected} late: {delay}; {limits.max_delay * 1000:.0f} ms are allowed"
        )
    return wrong
