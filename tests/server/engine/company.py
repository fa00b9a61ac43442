"""A small company for the tests of the engine."""

from softphone.people.directory import (
    Credential,
    DigestAlgorithm,
    Directory,
    Group,
    GroupRing,
    Number,
    NumberKind,
    NumberStatus,
    Person,
    Trunk,
)
from softphone.sip.registrar.digest import ha1

DOMAIN = "company.test"
SECRET = "secret"
PEOPLE = ("alice", "bob", "carol")


def credential(
    user: str, person: str, algorithm: DigestAlgorithm = DigestAlgorithm.SHA_256, secret: str = SECRET
) -> Credential:
    return Credential(
        user=user, ha1=ha1(algorithm, user, DOMAIN, secret), algorithm=algorithm, person=person, device=user
    )


def company(
    *, trunk: str = "", trunk_transport: str = "udp", md5: tuple[str, ...] = (), without: tuple[str, ...] = ()
) -> Directory:
    """alice, bob and carol, extensions 201 to 203, landlines +46 8 12345 001 to 003; each has the devices
    `NAME-pc` and `NAME-phone`. `md5` names devices with the older algorithm, `without` those left out."""
    people = {
        name: Person(
            id=f"id-{name}",
            login=name,
            name=name.capitalize(),
            extension=f"20{n}",
            landline=f"+46812345{n:03}",
        )
        for n, name in enumerate(PEOPLE, 1)
    }
    credentials = [
        credential(
            f"{name}-{kind}",
            f"id-{name}",
            DigestAlgorithm.MD5 if f"{name}-{kind}" in md5 else DigestAlgorithm.SHA_256,
        )
        for name in PEOPLE
        for kind in ("pc", "phone")
        if f"{name}-{kind}" not in without
    ]
    groups = [
        Group(id="g-all", name="All", number="+46812345080", members=("id-bob", "id-carol")),
        Group(
            id="g-order",
            name="Order",
            extension="290",
            members=("id-bob", "id-carol"),
            ring=GroupRing.IN_ORDER,
        ),
    ]
    addresses = {
        user: person.id
        for person in people.values()
        for user in (person.login, person.extension, person.landline)
    }
    addresses |= {user: group.id for group in groups for user in (group.number, group.extension) if user}
    trunks = [Trunk(id="t1", name="Operator", address=trunk, transport=trunk_transport)] if trunk else []
    return Directory(
        domain=DOMAIN,
        people={person.id: person for person in people.values()},
        credentials={c.user: c for c in credentials},
        numbers={
            person.landline: Number(
                number=person.landline,
                kind=NumberKind.LANDLINE,
                status=NumberStatus.IN_USE,
                person=person.id,
            )
            for person in people.values()
        },
        groups={group.id: group for group in groups},
        trunks={t.id: t for t in trunks},
        addresses=addresses,
    )
