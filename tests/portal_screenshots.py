"""Draws the portal's pages into docs/screenshots/: Swedish in light, English in dark, some also narrow."""

import sys
import tempfile
from pathlib import Path

from tests.helpers.chromium import Scheme, chromium, looking
from tests.helpers.running_server import RunningServer
from tests.server.portal.scenes import PASSWORD, company, pages

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
ON_A_TELEPHONE = ("numbers", "number-forwarding", "audit")
LOOKS: tuple[tuple[str, str, Scheme], ...] = (("sv", "sv-SE", "light"), ("en", "en-GB", "dark"))


def first_start(to: Path) -> None:
    """Of a server that has nobody yet."""
    with (
        tempfile.TemporaryDirectory() as folder,
        RunningServer(Path(folder), 'domain = "exempel.se"\n') as server,
        chromium() as browser,
    ):
        for short, language, scheme in LOOKS:
            with looking(browser, server.addresses.http, language=language, scheme=scheme) as page:
                page.goto("/admin/")
                page.screenshot(path=to / f"portal-first-start-{short}-{scheme}.png", full_page=True)


def main(to: Path = FOLDER) -> int:
    first_start(to)
    with tempfile.TemporaryDirectory() as folder, company(Path(folder)) as server, chromium() as browser:
        for short, language, scheme in LOOKS:
            for width, height in ((1280, 800), (390, 800)):
                with looking(
                    browser,
                    server.addresses.http,
                    language=language,
                    scheme=scheme,
                    width=width,
                    height=height,
                ) as page:
                    suffix = f"{short}-{scheme}{'-narrow' if width < 800 else ''}"
                    page.goto("/admin/sign-in")
                    if width > 800:
                        page.screenshot(path=to / f"portal-sign-in-{suffix}.png")
                    page.locator("#login").fill("elsa")
                    page.locator("#password").fill(PASSWORD)
                    page.locator("main button").click()
                    page.wait_for_url("**/admin/numbers")
                    for name, path in pages(server).items():
                        if width > 800 or name in ON_A_TELEPHONE:
                            page.goto(path)
                            page.screenshot(path=to / f"portal-{name}-{suffix}.png", full_page=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
