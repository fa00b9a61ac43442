import hashlib
import itertools
import json

import pytest

from softphone.people.directory import Credential, DigestAlgorithm
from softphone.sip.message.auth import Challenge, Credentials
from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request
from softphone.sip.registrar.digest import (
    HASHES,
    NONCE_LIFE,
    Accepted,
    Authenticator,
    Challenged,
    digest_hash,
    digest_response,
    ha1,
    without_our_credentials,
)
from softphone.sip.registrar.guesses import MAX_OF_ACCOUNT, MAX_OF_HOST, MAX_OF_PAIR, WINDOW
from tests.sip.messages import request

REALM = "company.test"
HERE = Flow("udp", "10.0.0.9", 5062)
SHA, MD5 = DigestAlgorithm.SHA_256, DigestAlgorithm.MD5
REGISTER = request("REGISTER", "sip:company.test")


def credential(user: str, algorithm: DigestAlgorithm = SHA, secret: str = "secret") -> Credential:
    return Credential(
        user=user, ha1=ha1(algorithm, user, REALM, secret), algorithm=algorithm, person=user, device=user
    )


MODERN = {"alice": credential("alice")}
MIXED = {"alice": credential("alice"), "old": credential("old", MD5)}


def authenticator() -> Authenticator:
    numbers = itertools.count(1)
    return Authenticator(REALM, lambda size: f"{next(numbers):0{2 * size}x}", "key")


def signed(
    challenge: Challenge,
    user: str,
    secret: str = "secret",
    *,
    count: int = 1,
    method: str = "REGISTER",
    nc: str | None = None,
    qop: str = "auth",
) -> Request:
    algorithm = DigestAlgorithm(challenge.algorithm)
    given = Credentials(
        username=user,
        realm=challenge.realm,
        nonce=challenge.nonce,
        uri="sip:company.test",
        response="",
        algorithm=challenge.algorithm,
        qop=qop,
        nc=f"{count:08x}" if nc is None else nc,
        cnonce="c",
    )
    response = digest_response(algorithm.value, ha1(algorithm, user, REALM, secret), method, given)
    values = {name: getattr(given, name) for name in Credentials.__struct_fields__} | {"response": response}
    return REGISTER.with_added(("authorization", str(Credentials(**values))))


def challenged(result: Accepted | Challenged) -> Challenged:
    assert isinstance(result, Challenged)
    return result


def first(
    auth: Authenticator, credentials: dict[str, Credential], now: float = 0.0, source: Flow = HERE
) -> Challenge:
    return challenged(auth.check(REGISTER, credentials, "authorization", source, now)).challenge


def test_the_example_of_the_rfc() -> None:
    """RFC 7616 §3.9.1."""
    for algorithm, expected in (
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ):
        given = Credentials(
            username="Mufasa",
            realm="http-auth@example.org",
            nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            uri="/dir/index.html",
            response="",
            algorithm=algorithm,
            qop="auth",
            nc="00000001",
            cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        )
        a1 = digest_hash(algorithm, "Mufasa:http-auth@example.org:Circle of Life")
        assert digest_response(algorithm, a1, "GET", given) == expected


def test_the_right_secret_is_accepted() -> None:
    auth = authenticator()
    challenge = first(auth, MODERN)
    assert challenge.algorithm == "SHA-256"
    result = auth.check(signed(challenge, "alice"), MODERN, "authorization", HERE, 1.0)
    assert result == Accepted(MODERN["alice"])


def test_an_older_telephone_is_served_with_md5() -> None:
    auth = authenticator()
    challenge = first(auth, MIXED)
    assert challenge.algorithm == "MD5"
    assert auth.check(signed(challenge, "old"), MIXED, "authorization", HERE, 0.0) == Accepted(MIXED["old"])


def test_a_modern_device_beside_older_ones_is_asked_again_with_its_own_algorithm() -> None:
    auth = authenticator()
    again = challenged(auth.check(signed(first(auth, MIXED), "alice"), MIXED, "authorization", HERE, 0.0))
    assert (again.challenge.algorithm, again.challenge.stale, again.wrong) == ("SHA-256", False, False)
    assert again.challenge.nonce != first(auth, MIXED).nonce
    result = auth.check(signed(again.challenge, "alice"), MIXED, "authorization", HERE, 0.0)
    assert result == Accepted(MIXED["alice"])


def test_md5_never_passes_for_a_credential_with_sha_256() -> None:
    auth = authenticator()
    weak = Challenge(realm=REALM, nonce=first(auth, MODERN).nonce, algorithm="MD5")
    assert isinstance(auth.check(signed(weak, "alice"), MODERN, "authorization", HERE, 0.0), Challenged)


def conversation(user: str, credentials: dict[str, Credential]) -> list[tuple[str, bool, bool, str]]:
    """What somebody hears who tries a wrong password three times."""
    auth = authenticator()
    said, challenge = [], first(auth, credentials)
    for count in (1, 2, 3):
        message = signed(challenge, user, "wrong", count=count)
        result = challenged(auth.check(message, credentials, "authorization", HERE, 0.0))
        challenge = result.challenge
        said.append((challenge.algorithm, challenge.stale, result.wrong, challenge.nonce))
    return said


def test_an_unknown_user_gets_what_a_wrong_password_gets() -> None:
    assert conversation("alice", MODERN) == conversation("nobody", MODERN)


def test_an_unknown_user_gets_what_a_wrong_password_gets_with_either_algorithm() -> None:
    """Where some have MD5 and some SHA-256, so have those who are not there; each name always the same."""
    real = {json.dumps(conversation(user, MIXED)) for user in MIXED}
    assert len(real) == 2
    said = {name: json.dumps(conversation(name, MIXED)) for name in (f"nobody{n}" for n in range(40))}
    assert set(said.values()) == real
    assert said == {name: json.dumps(conversation(name, MIXED)) for name in said}


def test_an_unknown_user_costs_as_much_work(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[int] = []

    def counting(text: bytes) -> "hashlib._Hash":
        hashed.append(len(text))
        return hashlib.sha256(text)

    def work(user: str) -> list[int]:
        auth = authenticator()
        message = signed(first(auth, MODERN), user, "wrong")
        with monkeypatch.context() as patched:
            patched.setitem(HASHES, "SHA-256", counting)
            hashed.clear()
            auth.check(message, MODERN, "authorization", HERE, 0.0)
        return list(hashed)

    assert work("nobod") == work("alice") != []


def test_a_wrong_password_is_told_on_the_same_nonce_and_not_as_stale() -> None:
    auth = authenticator()
    challenge = first(auth, MODERN)
    result = challenged(auth.check(signed(challenge, "alice", "wrong"), MODERN, "authorization", HERE, 0.0))
    assert result.wrong
    assert result.challenge == challenge


def test_a_replay_is_stale_and_a_higher_count_is_not() -> None:
    auth = authenticator()
    challenge = first(auth, MODERN)
    message = signed(challenge, "alice")
    assert isinstance(auth.check(message, MODERN, "authorization", HERE, 0.0), Accepted)
    assert challenged(auth.check(message, MODERN, "authorization", HERE, 0.0)).challenge.stale
    assert isinstance(
        auth.check(signed(challenge, "alice", count=2), MODERN, "authorization", HERE, 0.0), Accepted
    )


def test_an_old_nonce_is_stale_for_who_knows_the_secret_only() -> None:
    auth = authenticator()
    challenge = first(auth, MODERN)
    later = NONCE_LIFE + 1
    right = challenged(auth.check(signed(challenge, "alice"), MODERN, "authorization", HERE, later))
    assert (right.challenge.stale, right.wrong) == (True, False)
    wrong = challenged(auth.check(signed(challenge, "alice", "wrong"), MODERN, "authorization", HERE, later))
    assert (wrong.challenge.stale, wrong.wrong) == (False, True)
    assert wrong.challenge.nonce != challenge.nonce


def test_a_nonce_of_an_earlier_start_is_stale() -> None:
    before = Authenticator(REALM, lambda size: "ab" * size, "key")
    result = challenged(
        authenticator().check(signed(first(before, MODERN), "alice"), MODERN, "authorization", HERE, 0.0)
    )
    assert result.challenge.stale


def test_a_response_for_another_method_is_wrong() -> None:
    auth = authenticator()
    message = signed(first(auth, MODERN), "alice", method="INVITE")
    assert challenged(auth.check(message, MODERN, "authorization", HERE, 0.0)).wrong


GUESSER = Flow("udp", "10.6.6.6", 6666)


def guess(auth: Authenticator, source: Flow, times: int, user: str = "alice", now: float = 0.0) -> None:
    challenge = first(auth, MODERN, now, source)
    for _ in range(times):
        auth.check(signed(challenge, user, "guess"), MODERN, "authorization", source, now)


def enters(auth: Authenticator, source: Flow, now: float = 1.0) -> bool:
    """Whether alice's secret is accepted from there."""
    message = signed(first(auth, MODERN, now, source), "alice")
    return isinstance(auth.check(message, MODERN, "authorization", source, now), Accepted)


def test_guessing_is_stopped_for_the_guesser_and_not_for_the_victim() -> None:
    auth = authenticator()
    guess(auth, GUESSER, MAX_OF_PAIR - 1)
    assert enters(auth, GUESSER)
    stranger = Flow("udp", "10.7.7.7", 1)
    guess(auth, stranger, MAX_OF_PAIR)
    assert not enters(auth, stranger)
    assert enters(auth, HERE)
    auth.forget_old(WINDOW + 1)
    assert enters(auth, stranger, WINDOW + 1)


def test_a_right_guess_looks_like_a_wrong_one_to_who_guessed_too_much() -> None:
    auth = authenticator()
    guess(auth, GUESSER, MAX_OF_PAIR)
    challenge = first(auth, MODERN, 1.0, GUESSER)
    right, wrong = (
        auth.check(signed(challenge, "alice", secret), MODERN, "authorization", GUESSER, 1.0)
        for secret in ("secret", "wrong")
    )
    assert right == wrong


def test_guessing_more_makes_the_wait_no_longer() -> None:
    auth = authenticator()
    for now in (0.0, 30.0, 59.0):
        guess(auth, GUESSER, MAX_OF_PAIR, now=now)
    assert enters(auth, GUESSER, WINDOW + 1)


def test_a_guesser_behind_the_same_address_does_not_lock_a_telephone_out() -> None:
    auth = authenticator()
    assert enters(auth, HERE)
    neighbour = Flow("udp", HERE.host, 6666)
    guess(auth, neighbour, 2 * MAX_OF_PAIR)
    assert not enters(auth, neighbour)
    assert enters(auth, HERE)


def test_a_forged_source_does_not_lock_a_telephone_out() -> None:
    """Who forges an address never sees a nonce that was given to it."""
    auth = authenticator()
    assert enters(auth, HERE)
    challenge = first(auth, MODERN, source=GUESSER)
    for _ in range(2 * MAX_OF_PAIR):
        auth.check(signed(challenge, "alice", "guess"), MODERN, "authorization", HERE, 0.0)
    assert enters(auth, HERE)


def test_a_nonce_of_another_flow_is_no_way_to_guess_on() -> None:
    auth = authenticator()
    guess(auth, GUESSER, MAX_OF_PAIR)
    elsewhere = first(auth, MODERN, source=HERE)
    result = auth.check(signed(elsewhere, "alice"), MODERN, "authorization", GUESSER, 1.0)
    assert challenged(result).wrong


def test_a_nonce_of_another_flow_is_stale_for_who_knows_the_secret() -> None:
    auth = authenticator()
    message = signed(first(auth, MODERN, source=GUESSER), "alice")
    again = challenged(auth.check(message, MODERN, "authorization", HERE, 0.0))
    assert (again.challenge.stale, again.wrong) == (True, False)


def test_guessing_from_many_addresses_is_stopped_but_not_for_known_ones() -> None:
    auth = authenticator()
    assert enters(auth, HERE)
    for host in range(MAX_OF_ACCOUNT):
        guess(auth, Flow("udp", f"10.9.0.{host}", 5060), 1)
    assert not enters(auth, Flow("udp", "10.9.1.1", 5060))
    assert enters(auth, Flow("tcp", HERE.host, 40000, 3))


def test_one_address_does_not_try_one_password_on_everybody() -> None:
    auth = authenticator()
    for number in range(MAX_OF_HOST):
        guess(auth, GUESSER, 1, f"user{number}")
    assert not enters(auth, GUESSER)
    assert enters(auth, HERE)


@pytest.mark.parametrize("count", ["1", "0x000001", "+0000001", "0000_001", "000000001", "zzzzzzzz", ""])
def test_a_nonce_count_is_eight_hexadecimal_digits(count: str) -> None:
    auth = authenticator()
    message = signed(first(auth, MODERN), "alice", nc=count)
    with pytest.raises(ParseError):
        auth.check(message, MODERN, "authorization", HERE, 0.0)


def test_a_lower_count_is_stale_too() -> None:
    auth = authenticator()
    challenge = first(auth, MODERN)
    for count, accepted in ((5, True), (4, False), (5, False), (6, True)):
        result = auth.check(signed(challenge, "alice", count=count), MODERN, "authorization", HERE, 0.0)
        assert isinstance(result, Accepted) is accepted


def test_a_response_without_qop_is_wrong() -> None:
    auth = authenticator()
    message = signed(first(auth, MODERN), "alice", qop="auth-int")
    assert challenged(auth.check(message, MODERN, "authorization", HERE, 0.0)).wrong


def test_malformed_credentials() -> None:
    auth = authenticator()
    with pytest.raises(ParseError):
        auth.check(
            REGISTER.with_added(("authorization", 'Digest username="a"')), MODERN, "authorization", HERE, 0.0
        )


def test_credentials_of_another_scheme_get_a_challenge_of_ours() -> None:
    other = REGISTER.with_added(("authorization", "Basic x"))
    checked = authenticator().check(other, MODERN, "authorization", HERE, 0.0)
    assert isinstance(checked, Challenged) and not checked.wrong


def test_credentials_of_another_realm_are_not_ours() -> None:
    foreign = ("proxy-authorization", 'Digest username="a", realm="other", nonce="n", uri="u", response="r"')
    ours = (
        "proxy-authorization",
        'Digest username="a", realm="company.test", nonce="n", uri="u", response="r"',
    )
    message = request("INVITE").with_added(foreign, ours)
    stripped = without_our_credentials(message, REALM)
    assert stripped.all("proxy-authorization") == [foreign[1]]
    assert without_our_credentials(stripped, REALM) is stripped
