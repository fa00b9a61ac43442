"""The `Directory` made from what is kept."""

from collections.abc import Iterable

from softphone.people.directory import Credential, Directory, Group, Number, Person, Trunk
from softphone.storage.records import Device


def credential(device: Device) -> Credential:
    return Credential(
        user=device.user,
        ha1=device.ha1,
        algorithm=device.algorithm,
        person=device.person,
        device=device.id,
    )


def users(person: Person) -> dict[str, str]:
    """Under which a person is reached, as in `Directory.addresses`."""
    named = (person.login, person.extension, person.landline, person.mobile)
    return {user.lower(): person.id for user in named if user}


def taken(directory: Directory) -> set[str]:
    """Every login, extension and number that is somebody's, in lower case; also of who is not active."""
    kept = (user for person in directory.inactive.values() for user in users(person))
    return {*directory.addresses, *kept}


def assemble(
    *,
    domain: str,
    country: str,
    people: Iterable[Person],
    devices: Iterable[Device],
    numbers: Iterable[Number],
    groups: Iterable[Group],
    trunks: Iterable[Trunk],
) -> Directory:
    everybody = list(people)
    by_id = {person.id: person for person in everybody if person.active}
    by_number = {number.number: number for number in numbers}
    group_by_id = {group.id: group for group in groups}
    addresses: dict[str, str] = {}
    for group in group_by_id.values():
        addresses.update(dict.fromkeys((group.number, group.extension), group.id))
    for number in by_number.values():
        if number.person in by_id:
            addresses[number.number] = number.person
    for person in by_id.values():
        addresses.update(users(person))
    addresses.pop("", None)
    return Directory(
        domain=domain,
        country=country,
        people=by_id,
        inactive={person.id: person for person in everybody if not person.active},
        credentials={device.user: credential(device) for device in devices if device.person in by_id},
        numbers=by_number,
        groups=group_by_id,
        trunks={trunk.id: trunk for trunk in trunks},
        addresses=addresses,
    )
