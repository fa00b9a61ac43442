"""The desktop: the window, its phone process, and the company's server, wired together.

The phone process starts first, on another core, while Qt loads here; the company's client loads what it needs
on its own thread. Exit status: 0 closed, 1 cannot start, 2 wrong options.
"""

import logging
import os
import random
import sys
import time
import uuid
from pathlib import Path

from softphone.calls.phone import Phone, PhoneSettings
from softphone.programs import desktop_logs
from softphone.programs.desktop_instance import OtherStart, claim, hand_over
from softphone.programs.desktop_phone import RestartablePhone
from softphone.programs.desktop_screen import screen_fault
from softphone.programs.desktop_settings import Anchors, Folders, SettingsFile

_log = logging.getLogger("softphone.desktop")


def run(
    *,
    server: str = "",
    login: str = "",
    profile: Path | None = None,
    password_stdin: bool = False,
    link: str = "",
    started: float | None = None,
) -> int:
    """Until the window is closed; gives the exit status.

    With `server` and `login`, signs in there; the password is the first line of standard input, or is asked
    for. With `profile`, everything is kept in that folder and secrets only in memory. `link` is to be called
    (people.links), by the desktop that runs already, if one does. `started` is the monotonic time, in
    seconds, at which the program began, for the log.
    """
    began = time.monotonic() if started is None else started
    if fault := screen_fault():
        print(fault, file=sys.stderr)
        return 1
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else ""
    folders = Folders.of(profile)
    try:
        folders.make()
        instance = claim(folders.settings)
        if instance is None:
            return _tell_the_first(folders.settings, link)
        handler = desktop_logs.begin(folders.logs)
    except OSError as error:
        print(f"Softphone cannot write its folders: {error}", file=sys.stderr)
        return 1
    try:
        settings = SettingsFile(folders.settings / "desktop.json")
        anchors = Anchors(folders.settings / "anchors")
        phone = RestartablePhone(
            _start_phone, PhoneSettings(trust_anchors=anchors.paths(), user_agent="Softphone")
        )
        try:
            # Only now: the phone process loads its libraries while this one loads Qt's.
            from softphone.programs.desktop_secrets import MemoryOnly, SystemKeyring
            from softphone.programs.desktop_system import system_services
            from softphone.programs.desktop_window import DesktopWindow, EndingSignals, application
            from softphone.storage.personal_keeper import FolderKeeper
            from softphone.sync.client import CompanyClient

            app = application()
            signals = EndingSignals(app)
            company = CompanyClient(
                random.random,
                anchors.texts(),
                new_id=lambda: uuid.uuid4().hex,
                store=folders.data / "desktop.db",
                version=_version(),
            )
            desktop = DesktopWindow(
                app,
                phone=phone,
                settings=settings,
                anchors=anchors,
                company=company,
                own=company.settings,
                store=SystemKeyring() if profile is None else MemoryOnly(),
                clock=time.monotonic,
                version=_version(),
                personal=FolderKeeper(folders.data),
                other_starts=instance,
                services=system_services,
            )
            desktop.begin(server=server, login=login, password=password)
            if link:
                desktop.links.open(link)
            desktop.when_shown(lambda: _log.info("window after %.0f ms", (time.monotonic() - began) * 1000))
            status = app.exec()
            desktop.end()
            signals.end()
        finally:
            phone.close()
        return status
    finally:
        instance.close()
        desktop_logs.end(handler)


def _tell_the_first(folder: Path, link: str) -> int:
    if hand_over(folder, OtherStart(link, os.environ.get("XDG_ACTIVATION_TOKEN", ""))):
        return 0
    print("Softphone runs already, but does not answer. End it, and start it again.", file=sys.stderr)
    return 1


def _version() -> str:
    from importlib import metadata

    try:
        return metadata.version("softphone")
    except metadata.PackageNotFoundError:
        return ""


def _start_phone(settings: PhoneSettings) -> Phone:
    from softphone.phone.client import ProcessPhone

    return ProcessPhone(settings)
