"""The portal's words. English is written where it is shown; its Swedish is in `words`, a module to a section.

A word that is missing there is shown in English; a test finds it.
"""

from collections.abc import Mapping
from typing import Any

from softphone.profiles.profile import Language
from softphone.server.portal.words import company, directory, frame, numbers, profiles, sign_in, trunk_trial

SWEDISH: Mapping[str, str] = {
    **company.RECORDED,
    **company.SWEDISH,
    **directory.SWEDISH,
    **frame.SWEDISH,
    **sign_in.SWEDISH,
    **numbers.SWEDISH,
    **profiles.SWEDISH,
    **trunk_trial.SWEDISH,
}


def say(language: Language, english: str, **values: Any) -> str:
    """The sentence in that language, its {names} filled in."""
    sentence = SWEDISH.get(english, english) if language is Language.SWEDISH else english
    return sentence.format(**values) if values else sentence
