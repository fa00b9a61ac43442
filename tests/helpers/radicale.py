"""A real CalDAV server (Radicale) on a port of its own, in a process of its own."""

import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.helpers.ports import free_port

LOGIN, PASSWORD = "asa", "Åsas lösenord"
_MAKE_CALENDAR = """<?xml version="1.0" encoding="utf-8"?>
<mkcol xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><set><prop>
<resourcetype><collection/><c:calendar/></resourcetype><displayname>{name}</displayname>
<c:supported-calendar-component-set><c:comp name="{kind}"/></c:supported-calendar-component-set>
</prop></set></mkcol>"""


class Radicale:
    """Until stop(). One calendar, /asa/work/."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.server = f"http://127.0.0.1:{self.port}"
        self.address = f"{self.server}/{LOGIN}/work/"
        users, self._words = folder / "users", folder / "words"
        users.write_text(f"{LOGIN}:{PASSWORD}\n", encoding="utf-8")
        config = folder / "config"
        config.write_text(
            f"[server]\nhosts = 127.0.0.1:{self.port}\n"
            f"[auth]\ntype = htpasswd\nhtpasswd_filename = {users}\nhtpasswd_encryption = plain\ndelay = 0\n"
            f"[storage]\nfilesystem_folder = {folder / 'collections'}\n"
            "[web]\ntype = none\n",
            encoding="utf-8",
        )
        with self._words.open("wb") as words:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "radicale", "--config", config],
                stdout=words,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait()
            self.make("work", "Jobb")
        except BaseException:
            self.stop()
            raise

    def make(self, path: str, name: str, kind: str = "VEVENT") -> None:
        """Another calendar, /asa/PATH/."""
        self._ask("MKCOL", f"{self.server}/{LOGIN}/{path}/", _MAKE_CALENDAR.format(name=name, kind=kind))

    def forget(self, path: str) -> None:
        self._ask("DELETE", f"{self.server}/{LOGIN}/{path}/")

    def put(self, name: str, *events: str) -> None:
        """Events of one UID, each as its lines, under a name of their own."""
        inside = "".join(f"BEGIN:VEVENT\nDTSTAMP:20260101T000000Z\n{event}\nEND:VEVENT\n" for event in events)
        text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test\n{inside}END:VCALENDAR\n"
        self._ask("PUT", f"{self.address}{name}.ics", text.replace("\n", "\r\n"), "text/calendar")

    def delete(self, name: str) -> None:
        self._ask("DELETE", f"{self.address}{name}.ics")

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, method: str, address: str, content: str = "", kind: str = "application/xml") -> None:
        response = httpx.request(
            method,
            address,
            content=content.encode(),
            headers={"Content-Type": f"{kind}; charset=utf-8"},
            auth=httpx.BasicAuth(LOGIN, PASSWORD),
            trust_env=False,
            timeout=120,
        )
        assert response.is_success, f"{method} {address}: {response.status_code} {response.text}"

    def _wait(self) -> None:
        ends = time.monotonic() + 60
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{self.port}/", trust_env=False, timeout=30)
            except httpx.TransportError:
                if self._process.poll() is not None or time.monotonic() > ends:
                    raise AssertionError(self._words.read_text(errors="replace")) from None
                time.sleep(0.05)
            else:
                return
