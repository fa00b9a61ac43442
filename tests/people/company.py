"""A small company for the tests of people and profiles."""

from softphone.people.directory import Directory, Group, GroupRing, Number, NumberKind, NumberStatus, Person

ANNA = Person(
    id="p-anna", login="anna", name="Anna", extension="101", landline="+46812345001", mobile="+46701234501"
)
BO = Person(id="p-bo", login="bo", name="Bo", extension="102", landline="+46812345002", mobile="+46701234502")
CILLA = Person(id="p-cilla", login="cilla", name="Cilla", extension="103", landline="+46812345003")
DAN = Person(id="p-dan", login="dan", name="Dan", extension="104", class_of_service="internal")
RESERVED = Number(number="+46812345099", kind=NumberKind.LANDLINE, status=NumberStatus.RESERVED)
RESERVED_MOBILE = Number(number="+46701234599", kind=NumberKind.MOBILE, status=NumberStatus.RESERVED)
SECOND = Number(number="+46812345011", kind=NumberKind.LANDLINE, status=NumberStatus.IN_USE, person="p-anna")
RECEPTION = Group(
    id="g-reception",
    name="Receptionen",
    number="+46812345000",
    extension="100",
    members=("p-cilla", "p-dan"),
    hours="mon-fri 08:00-17:00",
)
SUPPORT = Group(
    id="g-support",
    name="Support",
    extension="190",
    members=("p-bo", "p-cilla"),
    ring=GroupRing.IN_ORDER,
    overflow="dan",
)


def directory(
    people: tuple[Person, ...] = (ANNA, BO, CILLA, DAN),
    groups: tuple[Group, ...] = (RECEPTION, SUPPORT),
    numbers: tuple[Number, ...] = (RESERVED, RESERVED_MOBILE, SECOND),
) -> Directory:
    owned = [
        Number(number=number, kind=kind, status=NumberStatus.IN_USE, person=person.id)
        for person in people
        for number, kind in ((person.landline, NumberKind.LANDLINE), (person.mobile, NumberKind.MOBILE))
        if number
    ]
    addresses = {
        address: person.id
        for person in people
        for address in (person.login, person.extension, person.landline, person.mobile)
        if address
    }
    addresses |= {a: group.id for group in groups for a in (group.number, group.extension) if a}
    addresses |= {number.number: number.person for number in numbers if number.person}
    return Directory(
        domain="company.test",
        people={person.id: person for person in people},
        groups={group.id: group for group in groups},
        numbers={number.number: number for number in (*owned, *numbers)},
        addresses=addresses,
    )
