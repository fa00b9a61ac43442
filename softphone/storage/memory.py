"""The repository in memory: for tests, and the plainest reading of the contract."""

from softphone.people.directory import Directory, Person
from softphone.storage.records import Device, NewCompany, PasswordHash, Session
from softphone.storage.repository import TakenError
from softphone.storage.snapshot import assemble


def _all_different(what: str, values: list[str]) -> None:
    if len(set(values)) != len(values):
        raise TakenError(f"A {what} is there twice.")


class MemoryRepository:
    def __init__(self) -> None:
        self._company: NewCompany | None = None
        self._people: dict[str, Person] = {}
        self._password_hashes: dict[str, str] = {}
        self._devices: dict[str, Device] = {}
        self._sessions: dict[str, Session] = {}

    def is_empty(self) -> bool:
        return self._company is None

    def load(self, company: NewCompany) -> None:
        if self._company is not None:
            raise TakenError("A company was loaded before.")
        _all_different("person's id", [person.id for person in company.people])
        _all_different("login", [person.login.lower() for person in company.people])
        _all_different("device's id", [device.id for device in company.devices])
        _all_different("device's user", [device.user for device in company.devices])
        _all_different("number", [number.number for number in company.numbers])
        _all_different("group's id", [group.id for group in company.groups])
        _all_different("trunk's id", [trunk.id for trunk in company.trunks])
        self._company = company
        self._people = {person.id: person for person in company.people}
        self._password_hashes = dict(company.password_hashes)
        self._devices = {device.id: device for device in company.devices}

    def directory(self) -> Directory:
        if self._company is None:
            raise LookupError("no company was loaded")
        return assemble(
            domain=self._company.domain,
            country=self._company.country,
            people=self._people.values(),
            devices=self._devices.values(),
            numbers=self._company.numbers,
            groups=self._company.groups,
            trunks=self._company.trunks,
        )

    def add_person(self, person: Person, password_hash: str) -> None:
        logins = {each.login.lower() for each in self._people.values()}
        if person.id in self._people or person.login.lower() in logins:
            raise TakenError(f"The login {person.login} is in use.")
        self._people[person.id] = person
        self._password_hashes[person.id] = password_hash

    def password_hash(self, login: str) -> PasswordHash | None:
        for person in self._people.values():
            if person.login.lower() == login.lower():
                return PasswordHash(person.id, self._password_hashes.get(person.id, ""))
        return None

    def set_password_hash(self, person: str, password_hash: str) -> None:
        if person not in self._people:
            raise LookupError(person)
        self._password_hashes[person] = password_hash

    def devices(self, person: str) -> tuple[Device, ...]:
        return tuple(device for device in self._devices.values() if device.person == person)

    def put_device(self, device: Device) -> None:
        if any(each.user == device.user and each.id != device.id for each in self._devices.values()):
            raise TakenError(f"The device user {device.user} is in use.")
        self._devices[device.id] = device

    def remove_device(self, device: str) -> bool:
        return self._devices.pop(device, None) is not None

    def sessions(self) -> tuple[Session, ...]:
        return tuple(self._sessions.values())

    def add_session(self, session: Session) -> None:
        self._sessions[session.token_hash] = session

    def touch_session(self, token_hash: str, used: float) -> None:
        session = self._sessions.get(token_hash)
        if session is not None:
            self._sessions[token_hash] = Session(
                token_hash=token_hash,
                person=session.person,
                name=session.name,
                created=session.created,
                used=used,
            )

    def remove_session(self, token_hash: str) -> bool:
        return self._sessions.pop(token_hash, None) is not None

    def close(self) -> None:
        pass
