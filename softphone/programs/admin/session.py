"""Which server, with whose token, and what it answered.

The token comes from the surroundings (SOFTPHONE_TOKEN) or the system's keyring, never from the arguments:
those everyone on the machine can read.
"""

import contextlib
import os
import ssl
from pathlib import Path
from typing import Any

import httpx
import msgspec
import platformdirs

REFUSED, WRONG_USE, UNREACHABLE, SIGNED_OUT = 1, 2, 3, 4
"""Exit statuses."""
TOKEN_VARIABLE = "SOFTPHONE_TOKEN"  # noqa: S105 - its name
_SERVICE = "softphone-admin"
PATIENCE = 10.0
"""Seconds that a server may be silent."""
WORK_PATIENCE = 120.0
"""Seconds as well: an import of ten thousand people takes its time."""


class Stop(Exception):  # noqa: N818 - not an error of the program: what the person is told
    """Ends the program with this sentence and exit status."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class Remembered(msgspec.Struct, frozen=True):
    """From the last sign-in. The token is in the keyring."""

    server: str = ""
    authority: str = ""
    """A file of certificates that the server's is trusted by, besides the system's."""


def remembered() -> Remembered:
    try:
        return msgspec.json.decode(_file().read_bytes(), type=Remembered)
    except (OSError, msgspec.MsgspecError):
        return Remembered()


def remember(server: str, authority: str, token: str) -> bool:
    """False: there is no keyring that would take the token."""
    import keyring
    from keyring.errors import KeyringError

    _file().parent.mkdir(parents=True, exist_ok=True)
    _file().write_bytes(msgspec.json.encode(Remembered(server, authority)))
    try:
        if keyring.get_keyring().priority <= 0:
            return False
        keyring.set_password(_SERVICE, server, token)
    except KeyringError:
        return False
    return True


def forget(server: str) -> None:
    import keyring
    from keyring.errors import KeyringError

    with contextlib.suppress(KeyringError):
        keyring.delete_password(_SERVICE, server)


class Server:
    """Close it."""

    def __init__(self, url: str, authority: str, token: str = "") -> None:
        self.url = url.rstrip("/")
        trusted = ssl.create_default_context()
        if authority:
            trusted.load_verify_locations(authority)
        self._http = httpx.Client(
            base_url=f"{self.url}/api/v1",
            verify=trusted,
            timeout=PATIENCE,
            trust_env=False,
            headers={"Accept-Language": _language()},
        )
        self._token = token

    @classmethod
    def known(cls, url: str, authority: str) -> "Server":
        """With the token that there is. Raises Stop."""
        kept = remembered()
        url = url or kept.server
        if not url:
            raise Stop(WRONG_USE, "Which server? Give --server or SOFTPHONE_SERVER, or sign in first.")
        token = os.environ.get(TOKEN_VARIABLE, "") or _token(url)
        if not token:
            raise Stop(SIGNED_OUT, f"Not signed in to {url}: softphone admin sign-in, or {TOKEN_VARIABLE}.")
        return cls(url, authority or (kept.authority if kept.server == url else ""), token)

    def close(self) -> None:
        self._http.close()

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """What it answered, if that is a success. Raises Stop."""
        headers = more.pop("headers", {})
        if self._token:
            if not (self._token.isascii() and self._token.isprintable()):
                raise Stop(SIGNED_OUT, f"What {TOKEN_VARIABLE} or the keyring has is no token.")
            headers = {**headers, "Authorization": f"Bearer {self._token}"}
        try:
            answer = self._http.request(method, path, headers=headers, **more)
        except httpx.TimeoutException as error:
            raise Stop(UNREACHABLE, f"{self.url} did not answer in time; is it the right address?") from error
        except (httpx.HTTPError, OSError) as error:
            raise Stop(UNREACHABLE, f"{self.url} does not answer: {error}.") from error
        if answer.is_success:
            return answer
        try:
            refusal = answer.json()
            code, sentence = str(refusal["code"]), str(refusal["sentence"])
        except (ValueError, KeyError, TypeError):
            raise Stop(UNREACHABLE, f"{self.url} is no Softphone server.") from None
        raise Stop(SIGNED_OUT if code == "signed_out" else REFUSED, f"{sentence} ({code})")

    def work(self, method: str, path: str, **more: Any) -> httpx.Response:
        """As `ask`, of what takes its time; a server that is silent is given up as soon as else."""
        self.ask("GET", "/session")
        return self.ask(method, path, timeout=WORK_PATIENCE, **more)

    def get(self, path: str, **params: Any) -> Any:
        given = {name: value for name, value in params.items() if value not in (None, "")}
        return self.ask("GET", path, params=given).json()

    def person(self, login: str) -> dict[str, Any]:
        """By login or id, active or not. Raises Stop."""
        for inactive in (False, True):
            for row in self.get("/people", search=login, limit=200, inactive=inactive)["people"]:
                if login.lower() in (row["login"].lower(), row["id"]):
                    return dict(row)
        raise Stop(REFUSED, f"Nobody has the login {login}.")


def _language() -> str:
    """Of the person, as the surroundings say it (POSIX.1 §8.2): "sv_SE.UTF-8" is sv-SE to a server."""
    said = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return said.partition(".")[0].replace("_", "-") or "en"


def _token(url: str) -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(_SERVICE, url) or ""
    except KeyringError:
        return ""


def _file() -> Path:
    return Path(platformdirs.user_config_dir("softphone", appauthor=False)) / "admin.json"
