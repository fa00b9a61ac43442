"""What an administrator writes of a person, checked field by field: a person, or every fault with its
sentence."""

import re
from collections.abc import Container, Iterator
from enum import Enum

import msgspec

from softphone.people.add_on import AddOn
from softphone.people.class_of_service import parse_class_of_service
from softphone.people.directory import Person
from softphone.people.number_kind import DialledKind, planned_kind
from softphone.people.numbers import e164, is_emergency

ROLES = ("admin", "supervisor")
LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
EXTENSION = re.compile(r"[0-9]{1,8}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
LONGEST = 200
"""Characters of a field."""
_SHOWN = 60
"""Characters of a value that a sentence repeats."""
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Line breaks would become lines of a SIP message; the others turn the writing direction of what follows."""


class FaultKind(Enum):
    """The words are sent; clients translate them."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    UNSEEN_CHARACTERS = "unseen_characters"
    BAD_LOGIN = "bad_login"
    BAD_NUMBER = "bad_number"
    MOBILE_NUMBER = "mobile_number"
    BAD_EXTENSION = "bad_extension"
    EMERGENCY = "emergency"
    BAD_EMAIL = "bad_email"
    BAD_ROLE = "bad_role"
    BAD_CLASS = "bad_class"
    BAD_ADD_ON = "bad_add_on"
    TAKEN = "taken"
    OF_WHO_LEFT = "of_who_left"
    """Taken, by somebody whose entry in the company's directory is gone."""
    NOT_UNDERSTOOD = "not_understood"
    NOBODY = "nobody"
    BAD_CHOICE = "bad_choice"
    BAD_HOURS = "bad_hours"
    BAD_ADDRESS = "bad_address"
    NOWHERE = "nowhere"


_SENTENCES = {
    FaultKind.MISSING: "This is missing.",
    FaultKind.TOO_LONG: "This has more than {} characters.",
    FaultKind.UNSEEN_CHARACTERS: "Line breaks and other characters that cannot be seen are not allowed.",
    FaultKind.BAD_LOGIN: '"{}" is not a login: letters a-z, digits, dots, hyphens, underscores.',
    FaultKind.BAD_NUMBER: '"{}" is not a telephone number.',
    FaultKind.MOBILE_NUMBER: '"{}" is a mobile number; write it as mobile.',
    FaultKind.BAD_EXTENSION: '"{}" is not an extension: 1 to 8 digits.',
    FaultKind.EMERGENCY: '"{}" calls for help; it cannot be an extension.',
    FaultKind.BAD_EMAIL: '"{}" is not an e-mail address.',
    FaultKind.BAD_ROLE: f'"{{}}" is none of {", ".join(ROLES)}.',
    FaultKind.BAD_CLASS: '"{}" is not a class of service.',
    FaultKind.BAD_ADD_ON: f'"{{}}" is none of {", ".join(each.value for each in AddOn)}.',
    FaultKind.TAKEN: '"{}" is in use.',
    FaultKind.OF_WHO_LEFT: '"{}" is of somebody here whose entry is gone from the directory. Is it the same '
    "person? See that they are active here, with the name that they have there, and import again. Is it "
    "another? Give who is here another login first.",
    FaultKind.NOT_UNDERSTOOD: "{}.",
    FaultKind.NOBODY: '"{}" is nobody.',
    FaultKind.BAD_CHOICE: '"{}" is not one of the choices.',
    FaultKind.BAD_HOURS: "{}.",
    FaultKind.BAD_ADDRESS: '"{}" is not HOST or HOST:PORT.',
    FaultKind.NOWHERE: '"{}" is no login, extension, number or "voicemail".',
}


class Fault(msgspec.Struct, frozen=True):
    field: str
    kind: FaultKind
    value: str = ""
    """What was written, cut short; of what is too long, how many characters it may have."""

    @property
    def sentence(self) -> str:
        return f"{self.field}: {_SENTENCES[self.kind].replace('{}', self.value)}"


class Written(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As typed."""

    login: str = ""
    name: str = ""
    title: str = ""
    department: str = ""
    extension: str = ""
    landline: str = ""
    mobile: str = ""
    email: str = ""
    roles: tuple[str, ...] = ()
    class_of_service: str = "national"
    add_ons: tuple[str, ...] = ()

    @classmethod
    def of(cls, person: Person) -> "Written":
        """As it would have to be written to change nothing."""
        return cls(
            **{name: getattr(person, name) for name in _TEXTS},
            roles=tuple(sorted(person.roles)),
            class_of_service=person.class_of_service,
            add_ons=tuple(sorted(each.value for each in person.add_ons)),
        )


_TEXTS = ("login", "name", "title", "department", "extension", "landline", "mobile", "email")


def read(
    written: Written, id_: str, country: str, in_use: Container[str], landline: str = ""
) -> Person | tuple[Fault, ...]:
    """`in_use` are the logins, extensions and numbers of others, in lower case; `country` (ISO 3166) is where
    numbers without a country code belong. `landline` is what they have had as such, which stays allowed."""
    texts = {name: getattr(written, name).strip() for name in _TEXTS}
    faults = [fault for name, text in texts.items() for fault in _text_faults(name, text, country)]
    faulty = {fault.field for fault in faults}
    for name in ("landline", "mobile"):
        if texts[name] and name not in faulty:
            texts[name] = e164(texts[name], country) or ""
    # Released, it would be a reserved landline number, which is forwarded; a mobile number cannot be.
    is_new = texts["landline"] not in ("", landline) and "landline" not in faulty
    if is_new and planned_kind(texts["landline"], country) is DialledKind.MOBILE:
        faults.append(Fault("landline", FaultKind.MOBILE_NUMBER, _cut(written.landline.strip())))
        faulty.add("landline")
    reached = {name: texts[name] for name in ("login", "extension", "landline", "mobile")}
    faults += [
        Fault(name, FaultKind.TAKEN, text)
        for name, text in reached.items()
        if text and name not in faulty and text.lower() in in_use
    ]
    faults += [Fault("roles", FaultKind.BAD_ROLE, _cut(each)) for each in written.roles if each not in ROLES]
    class_of_service = written.class_of_service.strip()
    if len(class_of_service) > LONGEST or parse_class_of_service(class_of_service) is None:
        faults.append(Fault("class_of_service", FaultKind.BAD_CLASS, _cut(class_of_service)))
    known = {each.value: each for each in AddOn}
    faults += [
        Fault("add_ons", FaultKind.BAD_ADD_ON, _cut(each)) for each in written.add_ons if each not in known
    ]
    if faults:
        return tuple(faults)
    return Person(
        id=id_,
        **texts,
        roles=frozenset(written.roles),
        class_of_service=class_of_service,
        add_ons=frozenset(known[each] for each in written.add_ons),
    )


def _text_faults(name: str, text: str, country: str) -> Iterator[Fault]:
    if not text:
        if name in ("login", "name"):
            yield Fault(name, FaultKind.MISSING)
    elif len(text) > LONGEST:
        yield Fault(name, FaultKind.TOO_LONG, str(LONGEST))
    elif _UNSEEN.search(text) and name not in ("landline", "mobile"):
        yield Fault(name, FaultKind.UNSEEN_CHARACTERS)
    elif name == "login" and not LOGIN.fullmatch(text):
        yield Fault(name, FaultKind.BAD_LOGIN, _cut(text))
    elif name in ("landline", "mobile") and e164(text, country) is None:
        yield Fault(name, FaultKind.BAD_NUMBER, _cut(text))
    elif name == "extension" and not EXTENSION.fullmatch(text):
        yield Fault(name, FaultKind.BAD_EXTENSION, _cut(text))
    elif name == "extension" and is_emergency(text, country):
        yield Fault(name, FaultKind.EMERGENCY, text)
    elif name == "email" and not EMAIL.fullmatch(text):
        yield Fault(name, FaultKind.BAD_EMAIL, _cut(text))


def cleaned(text: str) -> str:
    """With a sign in the place of each that cannot be seen."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def is_plain(text: str) -> bool:
    """Nothing in it that cannot be seen."""
    return _UNSEEN.search(text) is None


def _cut(text: str) -> str:
    shown = cleaned(text)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
