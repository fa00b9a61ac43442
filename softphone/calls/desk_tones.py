"""Which tone the phone should play: told once per change, and the short ones left to end by themselves."""

from softphone.calls.commands import PlayTone, Tone

SHORT = {Tone.CALL_WAITING: 3.0, Tone.BUSY: 6.0}
"""Seconds during which these are not interrupted by ringback."""


class Tones:
    def __init__(self) -> None:
        self._playing: Tone | None = None
        self._until = 0.0

    def once(self, tone: Tone, now: float) -> PlayTone:
        """Play a tone that ends by itself."""
        self._playing, self._until = tone, now + SHORT[tone]
        return PlayTone(tone)

    def settle(self, wanted: Tone | None, now: float) -> tuple[PlayTone, ...]:
        """What to say so that `wanted` (RINGING, RINGBACK or none) plays from now on."""
        if self._playing in SHORT:
            if now < self._until and wanted is not Tone.RINGING:
                return ()
            self._playing = None
        if wanted is self._playing:
            return ()
        self._playing = wanted
        return (PlayTone(wanted),)

    def cut(self) -> tuple[PlayTone, ...]:
        """Stop a short tone: the person does something else now."""
        if self._playing not in SHORT:
            return ()
        self._playing = None
        return (PlayTone(None),)

    def forget(self) -> None:
        """The phone is a new one, and plays nothing."""
        self._playing = None
