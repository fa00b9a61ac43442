"""Why something cannot be done with a number: one sentence, the same in the portal, the API and the shell."""

from collections.abc import Mapping

import msgspec

from softphone.profiles.profile import Language
from softphone.server.accounts import Refused

RESERVED_MOBILE = "Reserved mobile numbers cannot be forwarded because they need an active SIM card."

_STATUS = {
    "no_such_number": 404,
    "no_such_person": 404,
    "in_use": 409,
    "reserved_already": 409,
    "of_a_group": 409,
    "taken": 409,
    "not_reserved": 409,
    "reserved_mobile": 409,
    "not_kept": 503,
}
"""All others are 422."""
_ENGLISH = {
    "no_such_number": "The company has no such number.",
    "no_such_person": "There is no such person.",
    "in_use": "The number is in use; release it first.",
    "reserved_already": "The number is reserved already.",
    "of_a_group": "The number belongs to the group {group}; change it there.",
    "taken": "The company has {number} already.",
    "not_kept": "The server cannot store this now; its log says why.",
    "missing": "A number is missing.",
    "not_a_number": "This is no telephone number.",
    "nobody_so": "No colleague and no group is called so, and it is no telephone number.",
    "not_chosen": "Choose one of those who are found.",
    "mobile_number": "{number} is a mobile number; it cannot be kept as a landline number.",
    "emergency_number": "Calls are not forwarded to an emergency number.",
    "class_of_service": "The company's class of service does not allow this number.",
    "oneself": "This leads back to the number itself.",
    "no_such_colleague": "There is no such colleague.",
    "no_such_group": "There is no such group.",
    "no_reception": "The company has no reception.",
    "reserved_mobile": RESERVED_MOBILE,
    "not_reserved": "The number is in use: what calls to it do is set in the person's profiles.",
    "no_mailbox": "A reserved number has no voicemail.",
    "loop": "Calls would go round in a circle, by {detail}.",
    "past": "This day is over.",
    "too_far": "This is too far ahead: a year at most.",
    "too_long": "This is too long, {detail} characters at most.",
    "control_characters": "Line breaks and control characters are not allowed.",
    "no_date": "This is no date.",
    "too_many": "At most {most} numbers at once.",
}
_SWEDISH = {
    "no_such_number": "Företaget har inget sådant nummer.",
    "no_such_person": "Det finns ingen sådan person.",
    "in_use": "Numret är i bruk; frigör det först.",
    "reserved_already": "Numret är redan reserverat.",
    "of_a_group": "Numret hör till svarsgruppen {group}; ändra det där.",
    "taken": "Företaget har redan {number}.",
    "not_kept": "Servern kan inte spara det nu; dess logg säger varför.",
    "missing": "Det saknas ett nummer.",
    "not_a_number": "Det är inget telefonnummer.",
    "nobody_so": "Ingen kollega eller svarsgrupp heter så, och det är inget telefonnummer.",
    "not_chosen": "Välj en av dem som hittades.",
    "mobile_number": "{number} är ett mobilnummer; det kan inte läggas in som fastnummer.",
    "emergency_number": "Samtal vidarekopplas inte till nödnummer.",
    "class_of_service": "Företagets samtalsspärrar tillåter inte det numret.",
    "oneself": "Det leder tillbaka till numret självt.",
    "no_such_colleague": "Det finns ingen sådan kollega.",
    "no_such_group": "Det finns ingen sådan svarsgrupp.",
    "no_reception": "Företaget har ingen reception.",
    "reserved_mobile": (
        "Reserverade mobilnummer kan inte vidarekopplas eftersom de kräver ett aktivt SIM-kort."
    ),
    "not_reserved": "Numret är i bruk: vad samtal till det gör ställs in i personens profiler.",
    "no_mailbox": "Ett reserverat nummer har ingen röstbrevlåda.",
    "loop": "Samtalen skulle gå runt i en cirkel, via {detail}.",
    "past": "Den dagen har redan varit.",
    "too_far": "Det ligger för långt fram: högst ett år.",
    "too_long": "Det är för långt, högst {detail} tecken.",
    "control_characters": "Radbrytningar och styrtecken är inte tillåtna.",
    "no_date": "Det är inget datum.",
    "too_many": "Högst {most} nummer på en gång.",
}


class Cannot(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for is not done. `code` is stable."""

    status: int
    """The HTTP status."""
    code: str
    field: str
    """Which of what was asked is the cause; empty: none alone."""
    values: Mapping[str, str] = {}

    def sentence(self, language: Language) -> str:
        sentences = _SWEDISH if language is Language.SWEDISH else _ENGLISH
        return sentences[self.code].format(**self.values)

    def refused(self, language: Language) -> Refused:
        after = 5.0 if self.status == 503 else 0.0
        return Refused(
            status=self.status, code=self.code, sentence=self.sentence(language), retry_after=after
        )


def cannot(code: str, *, field: str = "", **values: str) -> Cannot:
    return Cannot(status=_STATUS.get(code, 422), code=code, field=field, values=values)
