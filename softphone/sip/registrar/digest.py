"""Digest authentication (RFC 7616, RFC 8760): one algorithm per credential, qop=auth, nonces without a table.

A nonce carries its own time and a MAC, so any nonce of ours is known again; only the nonce count of those in
use is kept. It is good on the flow that it was given to. An unknown user gets exactly what a wrong password
gets.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from typing import final

import msgspec

from softphone.people.directory import Credential, DigestAlgorithm
from softphone.sip.message.auth import Challenge, Credentials, is_digest, parse_credentials
from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Request
from softphone.sip.registrar.guesses import Guesses

NONCE_LIFE = 300.0
"""Seconds."""

_NC = re.compile(r"[0-9A-Fa-f]{8}")
HASHES: dict[str, Callable[[bytes], "hashlib._Hash"]] = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}
_HA1_OF_NOBODY = {DigestAlgorithm.MD5: "0" * 32, DigestAlgorithm.SHA_256: "0" * 64}
"""As long as a real one."""


def digest_hash(algorithm: str, text: str) -> str:
    """H() of RFC 7616 §3.3, in lower-case hexadecimal."""
    return HASHES[algorithm](text.encode("utf-8", "surrogateescape")).hexdigest()


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


@final
class Authenticator:
    """Checks the credentials of requests for one realm. `key` is a secret that outlives a restart: what an
    unknown user is answered depends on it, and must not change when those of real users do not."""

    def __init__(self, realm: str, token: Callable[[int], str], key: str) -> None:
        self.realm = realm
        self._nonce_key = token(32).encode()
        self._key = hashlib.sha256(f"unknown users {key}".encode()).digest()
        self._token = token
        self._counts: dict[str, tuple[int, float]] = {}
        self._guesses = Guesses()
        self._mixed: tuple[Mapping[str, Credential], bool] = ({}, False)

    def check(
        self, request: Request, credentials: Mapping[str, Credential], header: str, source: Flow, now: float
    ) -> Accepted | Challenged:
        """`header` is authorization or proxy-authorization, `source` where the request came from.

        ParseError when credentials for our realm are malformed.
        """
        given = self.given(request, header)
        if given is None:
            return Challenged(self._challenge(self._first_algorithm(credentials), source, now))
        credential = credentials.get(given.username)
        algorithm = credential.algorithm if credential else self._algorithm_of_nobody(given, credentials)
        if given.algorithm.upper() != algorithm.value:
            # The first challenge could not know whose it was; this one names the right algorithm. It is not
            # called stale: nothing has been proven yet.
            return Challenged(self._challenge(algorithm, source, now), user=given.username)
        age = self._age(given.nonce, source, now)
        refused = self._guesses.too_many(given.username, source, age is not None, now)
        # As much work for an unknown user, and for one that is not looked at.
        secret = credential.ha1 if credential else _HA1_OF_NOBODY[algorithm]
        expected = digest_response(algorithm.value, secret, request.method, given)
        right = hmac.compare_digest(expected.encode(), given.response.lower().encode("utf-8", "replace"))
        if credential is None or not right or given.qop != "auth" or refused:
            if not refused:
                self._guesses.wrong(given.username, source, age is not None, now)
            nonce = "" if age is None else given.nonce
            return Challenged(self._challenge(algorithm, source, now, nonce=nonce), True, given.username)
        if age is None or not self._counted(given, now):
            return Challenged(self._challenge(algorithm, source, now, stale=True), user=given.username)
        self._guesses.right(given.username, source)
        return Accepted(credential)

    def given(self, request: Request, header: str) -> Credentials | None:
        """The credentials for our realm, None without any; those of other schemes count as none."""
        for value in request.all(header):
            if not is_digest(value):
                continue
            credentials = parse_credentials(value)
            if credentials.realm == self.realm:
                return credentials
        return None

    def forget_old(self, now: float) -> None:
        """Drop what has expired; call now and then."""
        self._counts = {n: (c, at) for n, (c, at) in self._counts.items() if now - at <= NONCE_LIFE}
        self._guesses.forget_old(now)

    def _challenge(
        self, algorithm: DigestAlgorithm, source: Flow, now: float, *, nonce: str = "", stale: bool = False
    ) -> Challenge:
        if not nonce:
            body = f"{int(now * 1000):x}.{self._token(6)}"
            nonce = f"{body}.{self._mac(body, source)}"
        return Challenge(realm=self.realm, nonce=nonce, algorithm=algorithm.value, stale=stale)

    def _mac(self, body: str, source: Flow) -> str:
        text = f"{body} {source}".encode("utf-8", "surrogateescape")
        return hmac.new(self._nonce_key, text, hashlib.sha256).hexdigest()[:24]

    def _age(self, nonce: str, source: Flow, now: float) -> float | None:
        """Seconds since we gave it to that flow; None when we did not, or it is too old."""
        body, _, mac = nonce.rpartition(".")
        expected = self._mac(body, source) if body.isascii() else ""
        if not hmac.compare_digest(expected.encode(), mac.encode("utf-8", "replace")):
            return None
        issued = int(body.partition(".")[0], 16) / 1000
        return now - issued if now - issued <= NONCE_LIFE else None

    def _counted(self, given: Credentials, now: float) -> bool:
        """Whether the count of the nonce has risen: that of a replay has not."""
        if not _NC.fullmatch(given.nc):
            raise ParseError("bad nonce count")
        count = int(given.nc, 16)
        last, since = self._counts.get(given.nonce, (0, now))
        if count <= last:
            return False
        self._counts[given.nonce] = (count, since)
        return True

    def _has_older(self, credentials: Mapping[str, Credential]) -> bool:
        """Whether the company has a telephone with MD5. Looked up once for each snapshot."""
        if self._mixed[0] is not credentials:
            older = any(c.algorithm is DigestAlgorithm.MD5 for c in credentials.values())
            self._mixed = (credentials, older)
        return self._mixed[1]

    def _first_algorithm(self, credentials: Mapping[str, Credential]) -> DigestAlgorithm:
        """Of a challenge to somebody who has not said who they are: the same for all, so that it tells
        nothing. MD5 when the company has a telephone that would fail on anything else."""
        return DigestAlgorithm.MD5 if self._has_older(credentials) else DigestAlgorithm.SHA_256

    def _algorithm_of_nobody(
        self, given: Credentials, credentials: Mapping[str, Credential]
    ) -> DigestAlgorithm:
        """Of an unknown user: where there are both kinds, always the same one of the two for a name."""
        if not self._has_older(credentials):
            return DigestAlgorithm.SHA_256
        name = given.username.encode("utf-8", "surrogateescape")
        drawn = hmac.new(self._key, name, hashlib.sha256).digest()[0] & 1
        return DigestAlgorithm.MD5 if drawn else DigestAlgorithm.SHA_256


def without_our_credentials(request: Request, realm: str) -> Request:
    """Proxy-Authorization for our realm ends here (RFC 3261 §22.3)."""
    if request.get("proxy-authorization") is None:
        return request
    ours = [value for value in request.all("proxy-authorization") if _realm(value) == realm]
    if not ours:
        return request
    return request.without_items(lambda name, value: name == "proxy-authorization" and value in ours)


def _realm(value: str) -> str:
    try:
        return parse_credentials(value).realm
    except ParseError:
        return ""
