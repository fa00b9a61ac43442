"""An office on a bench: people with landline and mobile, groups, a reception, and a trunk to an operator."""

import msgspec

from softphone.people.directory import Directory, Group, GroupRing, Number, NumberKind, NumberStatus, Person
from softphone.profiles.incoming import Incoming, LineRules
from softphone.profiles.presets import AVAILABLE
from softphone.profiles.profile import Profile
from softphone.server.rules import Active, Rules
from softphone.sip.message.flow import Flow
from tests.server.engine.bench import Bench, BenchTelephone
from tests.server.engine.company import DOMAIN, company, credential

OUTSIDE = "+46709999999"
RESERVED = "+46812345090"
_NAMES = ("alice", "bob", "carol", "dave", "erin", "frank")
_OPERATOR = ("10.0.0.9:7000", "10.0.0.9:7001")


def landline(name: str) -> str:
    return f"+46812345{_NAMES.index(name) + 1:03}"


def mobile(name: str) -> str:
    return f"+46701111{_NAMES.index(name) + 1:03}"


def office(*, trunks: int = 1, **trunk: object) -> Directory:
    """Up to two trunks, at 10.0.0.9:7000 and 7001; `trunk`: fields of the first."""
    base = company(trunk=_OPERATOR[0])
    people = {
        f"id-{name}": Person(
            id=f"id-{name}",
            login=name,
            name=name.capitalize(),
            extension=f"20{n}",
            landline=landline(name),
            mobile=mobile(name),
        )
        for n, name in enumerate(_NAMES, 1)
    }
    pair = ("id-dave", "id-erin")
    groups = [
        Group(id="g-all", name="All", number="+46812345080", members=pair),
        Group(id="g-order", name="Order", number="+46812345081", members=pair, ring=GroupRing.IN_ORDER),
        Group(id="g-reception", name="Reception", number="+46812345082", members=("id-erin",)),
    ]
    first = msgspec.structs.replace(base.trunks["t1"], **trunk)
    second = msgspec.structs.replace(base.trunks["t1"], id="t2", name="Second", address=_OPERATOR[1])
    numbers = [
        Number(number=number, kind=kind, status=NumberStatus.IN_USE, person=f"id-{name}")
        for name in _NAMES
        for number, kind in ((landline(name), NumberKind.LANDLINE), (mobile(name), NumberKind.MOBILE))
    ]
    numbers.append(Number(number=RESERVED, kind=NumberKind.LANDLINE, status=NumberStatus.RESERVED))
    credentials = [credential(f"{name}-{kind}", f"id-{name}") for name in _NAMES for kind in ("pc", "phone")]
    addresses = {
        user: person.id
        for person in people.values()
        for user in (person.login, person.extension, person.landline, person.mobile)
    }
    addresses |= {group.number: group.id for group in groups}
    return msgspec.structs.replace(
        base,
        people=people,
        credentials={each.user: each for each in credentials},
        numbers={each.number: each for each in numbers},
        groups={group.id: group for group in groups},
        trunks={each.id: each for each in (first, second)[:trunks]},
        addresses=addresses,
    )


def with_class_of_service(directory: Directory, name: str, allowed: str) -> Directory:
    person = msgspec.structs.replace(directory.people[f"id-{name}"], class_of_service=allowed)
    return msgspec.structs.replace(directory, people={**directory.people, person.id: person})


class Office(Bench):
    """A bench with that company; `rules` by login, `operator` behind the trunk."""

    def __init__(self, directory: Directory | None = None) -> None:
        directory = directory or office()
        super().__init__(directory)
        flows = {
            trunk: Flow("udp", host, int(port))
            for trunk, (host, port) in zip(
                directory.trunks, (each.split(":") for each in _OPERATOR), strict=False
            )
        }
        self.core.use_directory(directory, flows)
        self.operator = self.telephone("operator", OUTSIDE, port=7000)
        self.second = self.telephone("second", OUTSIDE, port=7001)

    def use(self, profiles: dict[str, Profile | LineRules], **reserved: object) -> None:
        """Profiles in force, by login; rules alone are for both numbers."""
        active = {
            f"id-{name}": Active(each if isinstance(each, Profile) else profile(each))
            for name, each in profiles.items()
        }
        self.core.use_rules(Rules(active=active, **reserved))  # type: ignore[arg-type]

    def rang(self) -> list[str]:
        """The devices that were asked to ring and have not been looked at since, in the order they came."""
        return [
            t.device
            for t in self.telephones.values()
            if any(getattr(m, "method", "") == "INVITE" for m in t.got)
        ]


def profile(landline: LineRules, mobile: LineRules | None = None, **fields: object) -> Profile:
    changed = msgspec.structs.replace(AVAILABLE, incoming=Incoming(landline=landline, mobile=mobile))
    return msgspec.structs.replace(changed, **fields)


def diverted(by: str, reason: str) -> str:
    """A Diversion entry for the number."""
    return f"<sip:{by}@{DOMAIN}>;reason={reason};counter=1"


def ring_and_answer(telephone: BenchTelephone) -> None:
    came = telephone.asked("INVITE")
    telephone.answer(came, 180)
    telephone.answer(came, 200)
