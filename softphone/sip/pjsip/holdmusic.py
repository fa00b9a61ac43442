"""What the far end hears while we hold: the company's music, or a soft tone so that the line is not dead."""

import logging

import pjsua2 as pj

_log = logging.getLogger(__name__)


class HoldMusic:
    """Made when it is first needed; one for all calls."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._player: pj.AudioMediaPlayer | None = None
        self._tone: pj.ToneGenerator | None = None

    def media(self) -> pj.AudioMedia:
        if self._player is not None:
            return self._player
        if self._tone is not None:
            return self._tone
        if self._path:
            player = pj.AudioMediaPlayer()
            try:
                player.createPlayer(self._path)
            except pj.Error as error:
                _log.warning("hold music %s cannot be played: %s", self._path, error.reason)
            else:
                self._player = player
                return player
        return self._soft_tone()

    def _soft_tone(self) -> pj.AudioMedia:
        """Two short, quiet notes every five seconds."""
        generator = pj.ToneGenerator()
        generator.createToneGenerator(16_000, 1)
        notes = pj.ToneDescVector()
        for frequency, pause in ((440, 120), (554, 4500)):
            note = pj.ToneDesc()
            note.freq1, note.freq2 = frequency, 0
            note.on_msec, note.off_msec = 180, pause
            note.volume = 2500
            notes.append(note)
        generator.play(notes, True)
        self._tone = generator
        return generator

    def drop(self) -> None:
        """After the media clock has been stopped."""
        self._player = None
        self._tone = None
