"""What a profile does to calls, as the parts of one sentence: "landline: referral, then 08-…; mobile: rings".

The words are the window's, in the person's language.
"""

from enum import Enum

import msgspec

from softphone.profiles.incoming import (
    AfterReferral,
    Forward,
    Incoming,
    LineRules,
    Phones,
    Refer,
    Ring,
    Target,
)


class Part(Enum):
    RINGS = "rings"
    """`phones`; with COMPUTER_THEN_MOBILE the mobile after `seconds`."""
    REFERRAL = "referral"
    NEUTRAL_REFERRAL = "neutral referral"
    THEN = "then"
    """`to`, after a referral."""
    FORWARDED = "forwarded"
    """`to`."""
    NO_ANSWER = "no answer"
    """After `seconds`: the parts that follow."""
    BUSY = "busy"
    """The parts that follow, as of the next."""
    NO_CONNECTION = "no connection"
    AS_LANDLINE = "as the landline"


class Phrase(msgspec.Struct, frozen=True):
    part: Part
    to: AfterReferral | Target | None = None
    phones: Phones | None = None
    seconds: int = 0


class Effect(msgspec.Struct, frozen=True):
    landline: tuple[Phrase, ...]
    mobile: tuple[Phrase, ...]
    """Empty for who has no mobile number that calls come through."""


def effect(incoming: Incoming, *, has_mobile: bool) -> Effect:
    mobile: tuple[Phrase, ...] = ()
    if has_mobile:
        mobile = (Phrase(Part.AS_LANDLINE),) if incoming.mobile is None else _line(incoming.mobile)
    return Effect(_line(incoming.landline), mobile)


def _line(rules: LineRules) -> tuple[Phrase, ...]:
    if not isinstance(rules.first, Ring):
        return _otherwise(rules.first)
    alone = rules.first.mobile_after if rules.first.phones is Phones.COMPUTER_THEN_MOBILE else 0
    phrases = [Phrase(Part.RINGS, phones=rules.first.phones, seconds=alone)]
    if rules.no_answer is not None:
        phrases += (Phrase(Part.NO_ANSWER, seconds=rules.no_answer_seconds), *_otherwise(rules.no_answer))
    if rules.busy is not None:
        phrases += (Phrase(Part.BUSY), *_otherwise(rules.busy))
    # Most people let a computer that is off do what one does that nobody sits at: that goes without saying.
    if rules.no_connection is not None and rules.no_connection != rules.no_answer:
        phrases += (Phrase(Part.NO_CONNECTION), *_otherwise(rules.no_connection))
    return tuple(phrases)


def _otherwise(rule: Forward | Refer) -> tuple[Phrase, ...]:
    if isinstance(rule, Forward):
        return (Phrase(Part.FORWARDED, to=rule.to),)
    said = Phrase(Part.NEUTRAL_REFERRAL if rule.neutral else Part.REFERRAL)
    return said, Phrase(Part.THEN, to=rule.then)
