"""The company that both servers serve: the same people, secrets and names."""

from softphone.people.directory import Credential, DigestAlgorithm, Directory, Person, Trunk
from softphone.profiles.incoming import Forward, Incoming, LineRules, Ring, ToVoicemail
from softphone.profiles.profile import Profile
from softphone.server.rules import Active, Rules
from softphone.sip.registrar.digest import ha1
from tests.server.engine.company import DOMAIN, SECRET
from tests.server.engine.torture_bench import HOSTS as ALIASES
from tests.server.engine.torture_bench import PEOPLE as TORTURED

__all__ = [
    "ALIASES",
    "DOMAIN",
    "NO_ANSWER",
    "RULES",
    "SECRET",
    "TORTURED",
    "TRUNK_HOST",
    "USERS",
    "directory",
]

NO_ANSWER = "dave"
"""Rings for a second only."""
USERS = ("alice", "bob", "carol", NO_ANSWER, *TORTURED)
TRUNK_HOST = "127.0.0.9"
"""Who sends from there is believed without a digest; see `trunk_ports`."""
_SHORT = LineRules(first=Ring(), no_answer=Forward(ToVoicemail()), no_answer_seconds=1)
RULES = Rules(active={NO_ANSWER: Active(Profile(number=1, incoming=Incoming(landline=_SHORT)))})


def directory(domain: str = DOMAIN, trunk_ports: tuple[int, ...] = ()) -> Directory:
    """Each person signs in as themselves with the same secret."""
    people = {user: Person(id=user, login=user, name=user.title()) for user in USERS}
    digest_users = {user.replace("\0", ""): user for user in USERS}
    credentials = {
        user: Credential(
            user=user,
            ha1=ha1(DigestAlgorithm.SHA_256, user, domain, SECRET),
            algorithm=DigestAlgorithm.SHA_256,
            person=person,
            device=user,
        )
        for user, person in digest_users.items()
    }
    trunks = {
        f"t{port}": Trunk(id=f"t{port}", name="Operator", address=f"{TRUNK_HOST}:{port}")
        for port in trunk_ports
    }
    return Directory(
        domain=domain,
        people=people,
        credentials=credentials,
        addresses={user: user for user in USERS},
        trunks=trunks,
    )
