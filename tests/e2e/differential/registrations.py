"""Scripts about REGISTER."""

from softphone.sip.message.message import Header, Request
from tests.e2e.differential.company import DOMAIN
from tests.e2e.differential.script import Scripts
from tests.e2e.differential.stage import ELSEWHERE, Peer, Stage
from tests.server.engine.telephone import authorization

scripts = Scripts()


def _with_contacts(
    peer: Peer, *contacts: str, expires: int = 300, headers: tuple[Header, ...] = ()
) -> Request:
    plain = peer.register_request(expires).without("contact")
    return plain.with_added(*(("contact", contact) for contact in contacts), *headers)


def _remove_all(peer: Peer) -> None:
    """Not part of what was seen."""
    seen = list(peer.seen)
    peer.signed(_with_contacts(peer, "*", expires=0))
    peer.seen[:] = seen


@scripts("REGISTER without credentials")
def _no_credentials(stage: Stage) -> None:
    alice = stage.stranger("alice")
    alice.send(alice.register_request(300))


@scripts("REGISTER, and again to refresh it")
def _register(stage: Stage) -> None:
    alice = stage.stranger("alice")
    alice.register()
    alice.response(200)
    alice.register()
    _remove_all(alice)


@scripts("REGISTER with a wrong secret")
def _wrong_secret(stage: Stage) -> None:
    alice = stage.stranger("alice")
    alice.signed(alice.register_request(300), secret="guess")


@scripts("REGISTER of an unknown user")
def _unknown_user(stage: Stage) -> None:
    nobody = stage.stranger("nobody")
    nobody.register()


@scripts("REGISTER for bob with alice's credentials")
def _somebody_else(stage: Stage) -> None:
    bob = stage.stranger("bob")
    bob.signed(bob.register_request(300), user="alice")


@scripts("REGISTER with credentials that were used before")
def _replay(stage: Stage) -> None:
    alice = stage.stranger("alice")
    sent = alice.register()
    alice.response(200)
    alice.send(alice.again(sent))
    _remove_all(alice)


@scripts("REGISTER with credentials made for another user's nonce")
def _nonce_of_another(stage: Stage) -> None:
    alice, mallory = stage.stranger("alice"), stage.stranger("mallory", "alice")
    mallory.send(mallory.register_request(300))
    challenge = mallory.response(401)
    request = alice.register_request(300)
    if challenge is not None:
        alice.send(request.with_added(authorization(challenge, request, "alice")))
    _remove_all(alice)


@scripts("REGISTER of two contacts, then asked for them")
def _two_contacts(stage: Stage) -> None:
    alice = stage.stranger("alice")
    alice.signed(_with_contacts(alice, alice.contact, "<sip:alice@127.0.0.1:9>;q=0.5"))
    alice.response(200)
    alice.signed(_with_contacts(alice))
    _remove_all(alice)


@scripts("REGISTER that removes everything with a wildcard, then asked")
def _wildcard(stage: Stage) -> None:
    alice = stage.stranger("alice")
    alice.register()
    alice.response(200)
    alice.signed(_with_contacts(alice, "*", expires=0))
    alice.response(200)
    alice.signed(_with_contacts(alice))


@scripts("REGISTER with a wildcard, but Expires 300")
def _wildcard_with_time(stage: Stage) -> None:
    alice = stage.stranger("alice")
    alice.signed(_with_contacts(alice, "*"))


@scripts("REGISTER with a wildcard and a contact")
def _wildcard_with_contact(stage: Stage) -> None:
    alice = stage.stranger("alice")
    alice.signed(_with_contacts(alice, "*", alice.contact, expires=0))
    _remove_all(alice)


@scripts("REGISTER for 5 seconds")
def _too_short(stage: Stage) -> None:
    alice = stage.stranger("alice")
    alice.register(5)
    _remove_all(alice)


@scripts("REGISTER for a week")
def _too_long(stage: Stage) -> None:
    alice = stage.stranger("alice")
    alice.register(7 * 86_400)
    _remove_all(alice)


@scripts("REGISTER without any time")
def _no_time(stage: Stage) -> None:
    alice = stage.stranger("alice")
    alice.signed(alice.register_request(300).without("expires"))
    _remove_all(alice)


@scripts("REGISTER with the CSeq going back within one Call-ID")
def _order(stage: Stage) -> None:
    alice = stage.stranger("alice")
    alice.cseq = 20
    first = alice.register()
    alice.response(200)
    alice.cseq = 5
    alice.signed(alice.register_request(300).with_header("call-id", first.call_id))
    _remove_all(alice)


@scripts("REGISTER that ends one of two")
def _end_one(stage: Stage) -> None:
    alice = stage.stranger("alice")
    alice.signed(_with_contacts(alice, alice.contact, "<sip:alice@127.0.0.1:9>"))
    alice.response(200)
    alice.signed(_with_contacts(alice, "<sip:alice@127.0.0.1:9>", expires=0))
    _remove_all(alice)


@scripts("REGISTER at another domain")
def _other_domain(stage: Stage) -> None:
    alice = stage.stranger("alice")
    request = alice.register_request(300)
    alice.signed(Request(request.headers, b"", "REGISTER", f"sip:{ELSEWHERE}:9"))


@scripts("REGISTER of a contact that is no SIP address")
def _mailto(stage: Stage) -> None:
    alice = stage.stranger("alice")
    alice.signed(_with_contacts(alice, "<mailto:alice@company.test>"))
    _remove_all(alice)


@scripts("REGISTER that requires an unknown extension")
def _requires(stage: Stage) -> None:
    alice = stage.stranger("alice")
    alice.signed(alice.register_request(300).with_added(("require", "teleport")))
    _remove_all(alice)


@scripts("REGISTER through a Path that its sender does not support")
def _path(stage: Stage) -> None:
    alice = stage.stranger("alice")
    alice.signed(alice.register_request(300).with_added(("path", f"<sip:{alice.flow.host}:9;lr>")))
    _remove_all(alice)


@scripts("REGISTER to a user of the domain instead of the domain")
def _user_in_uri(stage: Stage) -> None:
    alice = stage.stranger("alice")
    request = alice.register_request(300)
    alice.signed(Request(request.headers, b"", "REGISTER", f"sip:alice@{DOMAIN}"))
    _remove_all(alice)
