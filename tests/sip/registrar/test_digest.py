import itertools

import pytest

from softphone.people.directory import Credential, DigestAlgorithm
from softphone.sip.message.auth import Challenge, Credentials
from softphone.sip.message.errors import ParseError
from softphone.sip.message.message import Request
from softphone.sip.registrar.digest import (
    FAILURE_WINDOW,
    MAX_FAILURES,
    NONCE_LIFE,
    Accepted,
    Authenticator,
    Challenged,
    digest_hash,
    digest_response,
    ha1,
    without_our_credentials,
)
from tests.sip.messages import request

REALM = "company.test"
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
    return Authenticator(REALM, lambda size: f"{next(numbers):0{2 * size}x}")


def signed(
    challenge: Challenge, user: str, secret: str = "secret", *, count: int = 1, method: str = "REGISTER"
) -> Request:
    algorithm = DigestAlgorithm(challenge.algorithm)
    given = Credentials(
        username=user,
        realm=challenge.realm,
        nonce=challenge.nonce,
        uri="sip:company.test",
        response="",
        algorithm=challenge.algorithm,
        qop="auth",
        nc=f"{count:08x}",
        cnonce="c",
    )
    response = digest_response(algorithm.value, ha1(algorithm, user, REALM, secret), method, given)
    values = {name: getattr(given, name) for name in Credentials.__struct_fields__} | {"response": response}
    return REGISTER.with_added(("authorization", str(Credentials(**values))))


def challenged(result: Accepted | Challenged) -> Challenged:
    assert isinstance(result, Challenged)
    return result


def first(auth: Authenticator, credentials: dict[str, Credential], now: float = 0.0) -> Challenge:
    return challenged(auth.check(REGISTER, credentials, "authorization", "h", now)).challenge


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
    result = auth.check(signed(challenge, "alice"), MODERN, "authorization", "h", 1.0)
    assert result == Accepted(MODERN["alice"])


def test_an_older_telephone_is_served_with_md5() -> None:
    auth = authenticator()
    challenge = first(auth, MIXED)
    assert challenge.algorithm == "MD5"
    assert auth.check(signed(challenge, "old"), MIXED, "authorization", "h", 0.0) == Accepted(MIXED["old"])


def test_a_modern_device_beside_older_ones_is_asked_again_with_its_own_algorithm() -> None:
    auth = authenticator()
    again = challenged(auth.check(signed(first(auth, MIXED), "alice"), MIXED, "authorization", "h", 0.0))
    assert (again.challenge.algorithm, again.challenge.stale, again.wrong) == ("SHA-256", True, False)
    result = auth.check(signed(again.challenge, "alice"), MIXED, "authorization", "h", 0.0)
    assert result == Accepted(MIXED["alice"])


def test_md5_never_passes_for_a_credential_with_sha_256() -> None:
    auth = authenticator()
    weak = Challenge(realm=REALM, nonce=first(auth, MODERN).nonce, algorithm="MD5")
    assert isinstance(auth.check(signed(weak, "alice"), MODERN, "authorization", "h", 0.0), Challenged)


@pytest.mark.parametrize("credentials", [MODERN, MIXED])
def test_an_unknown_user_gets_what_a_wrong_password_gets(credentials: dict[str, Credential]) -> None:
    def conversation(user: str) -> list[tuple[str, bool, bool, str]]:
        auth = authenticator()
        said, challenge = [], first(auth, credentials)
        for count in (1, 2, 3):
            result = challenged(
                auth.check(
                    signed(challenge, user, "wrong", count=count), credentials, "authorization", "h", 0.0
                )
            )
            challenge = result.challenge
            said.append((challenge.algorithm, challenge.stale, result.wrong, challenge.nonce))
        return said

    assert conversation("alice") == conversation("nobody")


def test_a_wrong_password_is_told_on_the_same_nonce_and_not_as_stale() -> None:
    auth = authenticator()
    challenge = first(auth, MODERN)
    result = challenged(auth.check(signed(challenge, "alice", "wrong"), MODERN, "authorization", "h", 0.0))
    assert result.wrong
    assert result.challenge == challenge


def test_a_replay_is_stale_and_a_higher_count_is_not() -> None:
    auth = authenticator()
    challenge = first(auth, MODERN)
    message = signed(challenge, "alice")
    assert isinstance(auth.check(message, MODERN, "authorization", "h", 0.0), Accepted)
    assert challenged(auth.check(message, MODERN, "authorization", "h", 0.0)).challenge.stale
    assert isinstance(
        auth.check(signed(challenge, "alice", count=2), MODERN, "authorization", "h", 0.0), Accepted
    )


def test_an_old_nonce_is_stale_for_who_knows_the_secret_only() -> None:
    auth = authenticator()
    challenge = first(auth, MODERN)
    later = NONCE_LIFE + 1
    right = challenged(auth.check(signed(challenge, "alice"), MODERN, "authorization", "h", later))
    assert (right.challenge.stale, right.wrong) == (True, False)
    wrong = challenged(auth.check(signed(challenge, "alice", "wrong"), MODERN, "authorization", "h", later))
    assert (wrong.challenge.stale, wrong.wrong) == (False, True)
    assert wrong.challenge.nonce != challenge.nonce


def test_a_nonce_of_an_earlier_start_is_stale() -> None:
    before = Authenticator(REALM, lambda size: "ab" * size)
    result = challenged(
        authenticator().check(signed(first(before, MODERN), "alice"), MODERN, "authorization", "h", 0.0)
    )
    assert result.challenge.stale


def test_a_response_for_another_method_is_wrong() -> None:
    auth = authenticator()
    message = signed(first(auth, MODERN), "alice", method="INVITE")
    assert challenged(auth.check(message, MODERN, "authorization", "h", 0.0)).wrong


def test_guessing_is_stopped_for_the_guesser_and_not_for_the_victim() -> None:
    auth = authenticator()
    challenge = first(auth, MODERN)
    for _ in range(MAX_FAILURES):
        auth.check(signed(challenge, "alice", "guess"), MODERN, "authorization", "guesser", 0.0)
    right = signed(challenge, "alice")
    assert isinstance(auth.check(right, MODERN, "authorization", "guesser", 1.0), Challenged)
    assert isinstance(auth.check(right, MODERN, "authorization", "victim", 1.0), Accepted)
    fresh = first(auth, MODERN, FAILURE_WINDOW + 1)
    auth.forget_old(FAILURE_WINDOW + 1)
    assert isinstance(
        auth.check(signed(fresh, "alice"), MODERN, "authorization", "guesser", FAILURE_WINDOW + 1), Accepted
    )


def test_malformed_credentials() -> None:
    auth = authenticator()
    for value in ("Basic x", 'Digest username="a"'):
        with pytest.raises(ParseError):
            auth.check(REGISTER.with_added(("authorization", value)), MODERN, "authorization", "h", 0.0)


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
