"""The portal without a browser: a client that keeps cookies, and reads and sends forms as one does."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import httpx

from tests.helpers.running_server import PATIENCE, RunningServer


class Browsing:
    """Signed in or not; each request says that it comes from our own page unless told otherwise."""

    def __init__(self, server: RunningServer, language: str = "sv") -> None:
        self._client = httpx.Client(
            base_url=server.addresses.http,
            headers={"Accept-Language": language, "Sec-Fetch-Site": "same-origin"},
            trust_env=False,
            timeout=PATIENCE,
        )

    @property
    def cookies(self) -> httpx.Cookies:
        return self._client.cookies

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._client.get(path, headers=headers)

    def post(self, path: str, form: dict[str, str], **headers: str) -> httpx.Response:
        """With the word of the page that was read last, unless the form has one."""
        return self._client.post(path, data=form, headers=headers)

    def send_file(self, page: str, path: str, file: bytes, **form: str) -> httpx.Response:
        """As `send`, with a file called so."""
        form = {"form_word": form_word(self.get(page).text), **form}
        return self._client.post(path, data=form, files={"file": ("people.csv", file, "text/csv")})

    def send(self, page: str, path: str, **form: str) -> httpx.Response:
        """Read the page, and send one of its forms."""
        return self.post(path, {"form_word": form_word(self.get(page).text), **form})

    def sign_in(self, login: str = "asa") -> httpx.Response:
        return self.post("/admin/sign-in", {"login": login, "password": f"{login}'s password"})

    def close(self) -> None:
        self._client.close()


@contextmanager
def browsing(server: RunningServer, login: str = "", language: str = "sv") -> Iterator[Browsing]:
    made = Browsing(server, language)
    try:
        if login:
            assert made.sign_in(login).status_code == 303
        yield made
    finally:
        made.close()


def form_word(text: str) -> str:
    found = re.search(r'name="form_word" value="([0-9a-f]+)"', text)
    assert found, text
    return found[1]


def words(text: str) -> str:
    """What is read on a page, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
