"""Digest authentication (RFC 7616, RFC 8760): one algorithm per credential, qop=auth, nonces without a table.

A nonce carries its own time and a MAC, so any nonce of ours is known again; only the nonce count of those in
use is kept. An unknown user gets exactly what a wrong password gets.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping

import msgspec

from softphone.people.directory import Credential, DigestAlgorithm
from softphone.sip.message.auth import Challenge, Credentials, parse_credentials
from softphone.sip.message.errors import ParseError
from softphone.sip.message.message import Request

NONCE_LIFE = 300.0
"""Seconds."""
MAX_FAILURES = 10
"""Wrong responses for one user from one host within FAILURE_WINDOW; more are not even looked at. Counted
per host, so that nobody can lock another's telephone out."""
FAILURE_WINDOW = 60.0

_HASHES: Mapping[str, Callable[[bytes], "hashlib._Hash"]] = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


def digest_hash(algorithm: str, text: str) -> str:
    """H() of RFC 7616 §3.3, in lower-case hexadecimal."""
    return _HASHES[algorithm](text.encode("utf-8", "surrogateescape")).hexdigest()


def ha1(algorithm: DigestAlgorithm, user: str, realm: str, secret: str) -> str:
    """What is stored in place of the secret."""
    return digest_hash(algorithm.value, f"{user}:{realm}:{secret}")


def digest_response(algorithm: str, ha1: str, method: str, given: Credentials) -> str:
    """The response that a holder of HA1 gives (RFC 7616 §3.4.1), with qop=auth."""
    ha2 = digest_hash(algorithm, f"{method}:{given.uri}")
    return digest_hash(algorithm, f"{ha1}:{given.nonce}:{given.nc}:{given.cnonce}:{given.qop}:{ha2}")


class Accepted(msgspec.Struct, frozen=True):
    credential: Credential


class Challenged(msgspec.Struct, frozen=True):
    """Not proven; `challenge` goes into a 401 or 407. `wrong` when something was given and failed."""

    challenge: Challenge
    wrong: bool = False
    user: str = ""


class Authenticator:
    """Checks the credentials of requests for one realm."""

    def __init__(self, realm: str, token: Callable[[int], str]) -> None:
        self.realm = realm
        self._key = token(32).encode()
        self._token = token
        self._counts: dict[str, tuple[int, float]] = {}
        self._failures: dict[tuple[str, str], tuple[int, float]] = {}

    def check(
        self, request: Request, credentials: Mapping[str, Credential], header: str, host: str, now: float
    ) -> Accepted | Challenged:
        """`header` is authorization or proxy-authorization, `host` where the request came from.

        ParseError when credentials for our realm are malformed.
        """
        given = self.given(request, header)
        if given is None:
            return Challenged(self._challenge(_first_algorithm(credentials), now))
        credential = credentials.get(given.username)
        algorithm = credential.algorithm.value if credential else DigestAlgorithm.SHA_256.value
        if given.algorithm.upper() != algorithm:
            # The first challenge could not know whose it was; this one names the right algorithm.
            return Challenged(self._challenge(algorithm, now, stale=True), user=given.username)
        failures, since = self._failures.get((given.username, host), (0, now))
        if now - since > FAILURE_WINDOW:
            failures, since = 0, now
        expected = digest_response(algorithm, credential.ha1 if credential else "", request.method, given)
        right = hmac.compare_digest(expected.encode(), given.response.lower().encode("utf-8", "replace"))
        if credential is None or not right or given.qop != "auth" or failures >= MAX_FAILURES:
            self._failures[given.username, host] = (failures + 1, since)
            fresh = self._age(given.nonce, now) is not None
            return Challenged(
                self._challenge(algorithm, now, nonce=given.nonce if fresh else ""), True, given.username
            )
        self._failures.pop((given.username, host), None)
        if not self._counted(given, now):
            return Challenged(self._challenge(algorithm, now, stale=True), user=given.username)
        return Accepted(credential)

    def given(self, request: Request, header: str) -> Credentials | None:
        """The credentials for our realm, None without any."""
        for value in request.all(header):
            credentials = parse_credentials(value)
            if credentials.realm == self.realm:
                return credentials
        return None

    def forget_old(self, now: float) -> None:
        """Drop what has expired; call now and then."""
        self._counts = {n: (c, at) for n, (c, at) in self._counts.items() if now - at <= NONCE_LIFE}
        self._failures = {k: (n, at) for k, (n, at) in self._failures.items() if now - at <= FAILURE_WINDOW}

    def _challenge(self, algorithm: str, now: float, *, nonce: str = "", stale: bool = False) -> Challenge:
        if not nonce:
            body = f"{int(now * 1000):x}.{self._token(6)}"
            nonce = f"{body}.{self._mac(body)}"
        return Challenge(realm=self.realm, nonce=nonce, algorithm=algorithm, stale=stale)

    def _mac(self, body: str) -> str:
        return hmac.new(self._key, body.encode(), hashlib.sha256).hexdigest()[:24]

    def _age(self, nonce: str, now: float) -> float | None:
        """Seconds since we issued it; None when it is not ours or too old."""
        body, _, mac = nonce.rpartition(".")
        if not hmac.compare_digest(self._mac(body).encode(), mac.encode("utf-8", "replace")):
            return None
        issued = int(body.partition(".")[0], 16) / 1000
        return now - issued if now - issued <= NONCE_LIFE else None

    def _counted(self, given: Credentials, now: float) -> bool:
        """Whether the nonce is fresh and its count has risen: a replay has neither."""
        if self._age(given.nonce, now) is None:
            return False
        try:
            count = int(given.nc, 16)
        except ValueError:
            raise ParseError("bad nonce count") from None
        last, since = self._counts.get(given.nonce, (0, now))
        if count <= last:
            return False
        self._counts[given.nonce] = (count, since)
        return True


def _first_algorithm(credentials: Mapping[str, Credential]) -> str:
    """The algorithm of a challenge to somebody who has not said who they are: the same for all, so that it
    tells nothing. MD5 when the company has a telephone that would fail on anything else."""
    if any(credential.algorithm is DigestAlgorithm.MD5 for credential in credentials.values()):
        return DigestAlgorithm.MD5.value
    return DigestAlgorithm.SHA_256.value


def without_our_credentials(request: Request, realm: str) -> Request:
    """Proxy-Authorization for our realm ends here (RFC 3261 §22.3)."""
    ours = [value for value in request.all("proxy-authorization") if _realm(value) == realm]
    if not ours:
        return request
    kept = tuple(h for h in request.headers if h[0] != "proxy-authorization" or h[1] not in ours)
    return msgspec.structs.replace(request, headers=kept)


def _realm(value: str) -> str:
    try:
        return parse_credentials(value).realm
    except ParseError:
        return ""
