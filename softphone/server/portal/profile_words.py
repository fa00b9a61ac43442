"""What a profile does to calls, in the words that the person's own window has."""

from collections.abc import Iterable

from softphone.people.directory import Directory
from softphone.profiles.effect import Effect, Part, Phrase
from softphone.profiles.incoming import Phones
from softphone.server.portal import number_words
from softphone.server.portal.visitor import Visitor


def effect_sentence(of: Effect, directory: Directory, visitor: Visitor) -> str:
    """“Landline: referral, then 08-…; mobile: rings.”"""
    parts = [visitor.say("Landline: {what}", what=_phrases(of.landline, directory, visitor))]
    if of.mobile:
        parts.append(visitor.say("mobile: {what}", what=_phrases(of.mobile, directory, visitor)))
    return "; ".join(parts) + "."


def _phrases(phrases: Iterable[Phrase], directory: Directory, visitor: Visitor) -> str:
    said = ""
    for phrase in phrases:
        words = _phrase(phrase, directory, visitor)
        # What follows "no answer" belongs to it.
        said += words if not said or said.endswith(" ") else f", {words}"
    return said


def _phrase(phrase: Phrase, directory: Directory, visitor: Visitor) -> str:
    to = "" if phrase.to is None else number_words.target(phrase.to, directory, visitor)
    match phrase.part:
        case Part.RINGS:
            return _rings(phrase, visitor)
        case Part.REFERRAL:
            return visitor.say("referral")
        case Part.NEUTRAL_REFERRAL:
            return visitor.say("neutral referral")
        case Part.THEN:
            return visitor.say("then {target}", target=to)
        case Part.FORWARDED:
            return visitor.say("forwarded to {target}", target=to)
        case Part.NO_ANSWER:
            return visitor.say("no answer after {n} s: ", n=phrase.seconds)
        case Part.BUSY:
            return visitor.say("busy: ")
        case Part.NO_CONNECTION:
            return visitor.say("no connection: ")
        case Part.AS_LANDLINE:
            return visitor.say("as the landline")


def _rings(phrase: Phrase, visitor: Visitor) -> str:
    match phrase.phones:
        case Phones.MOBILE:
            return visitor.say("rings the mobile")
        case Phones.BOTH:
            return visitor.say("rings the computer and the mobile")
        case Phones.COMPUTER_THEN_MOBILE:
            return visitor.say("rings the computer, after {n} s the mobile too", n=phrase.seconds)
        case _:
            return visitor.say("rings")
