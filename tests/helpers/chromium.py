"""The system's Chromium without a window, driven by Playwright; it reaches nothing but this machine."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from playwright.sync_api import Browser, Page, sync_playwright

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
PATIENCE = 60_000.0
"""Milliseconds that a page gets: other work may have the machine."""
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--proxy-server=direct://",
]

_NO_MISTAKES = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")
"""That are in the console too: what a server refuses, and a request whose place the next one took while it
was under way. One that could not be sent is "htmx:sendError" besides."""

Scheme = Literal["light", "dark"]


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="softphone-chromium-") as home:
        browser = playwright.chromium.launch(
            executable_path=PROGRAM,
            headless=True,
            args=_QUIET,
            env={"HOME": home, "PATH": "/usr/bin:/bin"},
            timeout=2 * PATIENCE,
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def looking(
    browser: Browser,
    address: str,
    *,
    language: str = "sv-SE",
    scheme: Scheme = "light",
    width: int = 1280,
    height: int = 800,
    scripts: bool = True,
) -> Iterator[Page]:
    """A person's own window, with nothing kept from others. A mistake that the page reports in its console, a
    refusal of its policy among them, is one of the test's."""
    complaints: list[str] = []
    settings: dict[str, Any] = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
    context = browser.new_context(
        base_url=address, locale=language, java_script_enabled=scripts, reduced_motion="reduce", **settings
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    mistakes = [each for each in complaints if not any(part in each for part in _NO_MISTAKES)]
    assert mistakes == [], mistakes


def sign_in(page: Page, login: str, password: str) -> None:
    page.goto("/admin/")
    page.get_by_label("Användarnamn").fill(login)
    page.get_by_label("Lösenord").fill(password)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url("**/admin/numbers")
