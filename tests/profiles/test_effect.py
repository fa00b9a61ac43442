"""The effect of a profile in one sentence."""

import pytest

from softphone.profiles.effect import Effect, Part, Phrase, effect
from softphone.profiles.incoming import (
    Forward,
    HangUp,
    Incoming,
    LineRules,
    Phones,
    Refer,
    Ring,
    ToNumber,
    ToReception,
    ToVoicemail,
)
from softphone.profiles.presets import PRESETS

OUT = ToNumber("+46812345678")


def test_referral_then_a_number_and_the_mobile_rings() -> None:
    incoming = Incoming(landline=LineRules(first=Refer(OUT)), mobile=LineRules(first=Ring(Phones.MOBILE)))
    assert effect(incoming, has_mobile=True) == Effect(
        landline=(Phrase(Part.REFERRAL), Phrase(Part.THEN, to=OUT)),
        mobile=(Phrase(Part.RINGS, phones=Phones.MOBILE),),
    )


@pytest.mark.parametrize(
    ("rules", "parts"),
    [
        (LineRules(), (Phrase(Part.RINGS, phones=Phones.COMPUTER),)),
        (LineRules(first=Forward(OUT)), (Phrase(Part.FORWARDED, to=OUT),)),
        (LineRules(first=Refer()), (Phrase(Part.REFERRAL), Phrase(Part.THEN, to=HangUp()))),
        (
            LineRules(first=Ring(Phones.COMPUTER_THEN_MOBILE, 8), no_answer=Forward(OUT)),
            (
                Phrase(Part.RINGS, phones=Phones.COMPUTER_THEN_MOBILE, seconds=8),
                Phrase(Part.NO_ANSWER, seconds=20),
                Phrase(Part.FORWARDED, to=OUT),
            ),
        ),
        (
            LineRules(busy=Forward(OUT), no_answer=Forward(OUT), no_connection=Refer(ToReception())),
            (
                Phrase(Part.RINGS, phones=Phones.COMPUTER),
                Phrase(Part.NO_ANSWER, seconds=20),
                Phrase(Part.FORWARDED, to=OUT),
                Phrase(Part.BUSY),
                Phrase(Part.FORWARDED, to=OUT),
                Phrase(Part.NO_CONNECTION),
                Phrase(Part.REFERRAL),
                Phrase(Part.THEN, to=ToReception()),
            ),
        ),
        (
            PRESETS[6].incoming.landline,
            (
                Phrase(Part.RINGS, phones=Phones.COMPUTER),
                Phrase(Part.NO_ANSWER, seconds=15),
                Phrase(Part.REFERRAL),
                Phrase(Part.THEN, to=ToVoicemail()),
            ),
        ),
        (
            PRESETS[5].incoming.landline,
            (Phrase(Part.NEUTRAL_REFERRAL), Phrase(Part.THEN, to=ToReception())),
        ),
    ],
)
def test_the_parts(rules: LineRules, parts: tuple[Phrase, ...]) -> None:
    assert effect(Incoming(landline=rules), has_mobile=False) == Effect(parts, ())


def test_a_mobile_that_is_not_set_apart() -> None:
    assert effect(Incoming(), has_mobile=True).mobile == (Phrase(Part.AS_LANDLINE),)
