"""`softphone diagnostics`: what this machine and this installation can do, for whoever helps.

Nothing secret is in it: it can be pasted into a mail.
"""

import importlib.metadata
import platform
import time

import msgspec
import typer

from softphone.calls.commands import ListDevices
from softphone.calls.events import CannotStart, Capabilities, DevicesChanged, Event, Started
from softphone.calls.phone import Phone, PhoneSettings
from softphone.programs.version import version

_PATIENCE = 20.0
"""Seconds for the phone process to start and to list the sound devices."""


class Diagnostics(msgspec.Struct, frozen=True, kw_only=True):
    softphone: str
    python: str
    system: str
    packages: dict[str, str]
    """Versions of those that matter; one that is not installed is left out."""
    phone: Capabilities | None
    """None when the phone did not start; then `why` says why."""
    why: str = ""
    microphones: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """As people read it."""
        rows = [
            ("Softphone", self.softphone),
            ("Python", self.python),
            ("System", self.system),
            *self.packages.items(),
        ]
        if self.phone is None:
            rows.append(("Phone", f"did not start: {self.why}"))
        else:
            can = self.phone
            rows += [
                ("PJSIP", can.version),
                ("TLS", ", ".join(can.tls) or "none"),
                ("SRTP keys", ", ".join(can.srtp) or "none"),
                ("Codecs", ", ".join(can.codecs)),
                ("Calls at once", str(can.calls)),
                ("Microphones", ", ".join(self.microphones) or "none"),
                ("Speakers", ", ".join(self.speakers) or "none"),
            ]
        width = max(len(name) for name, _ in rows)
        return [f"{name:{width}}  {value}" for name, value in rows]


def gather(phone: Phone) -> Diagnostics:
    """Asks the phone, which may just have been started; the caller closes it."""
    capabilities: Capabilities | None = None
    devices: DevicesChanged | None = None
    why = f"nothing within {_PATIENCE:g} s"
    deadline = time.monotonic() + _PATIENCE
    phone.send(ListDevices())
    while devices is None and (left := deadline - time.monotonic()) > 0:
        event: Event | None = phone.receive(left)
        match event:
            case Started():
                capabilities = event.capabilities
            case CannotStart(reason):
                why = reason
                break
            case DevicesChanged():
                devices = event
            case _:
                pass
    return Diagnostics(
        softphone=version(),
        python=platform.python_version(),
        system=platform.platform(),
        packages=_packages(),
        phone=capabilities,
        why="" if capabilities else why,
        microphones=tuple(each.name for each in devices.microphones) if devices else (),
        speakers=tuple(each.name for each in devices.speakers) if devices else (),
    )


def _packages() -> dict[str, str]:
    found = {}
    for name in ("PySide6-Essentials", "pjsua2-python", "miniaudio", "livekit"):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def run(*, as_json: bool) -> int:
    """The exit status: 1 when the phone did not start."""
    from softphone.phone.client import ProcessPhone

    phone = ProcessPhone(PhoneSettings(log_level=0))
    try:
        gathered = gather(phone)
    finally:
        phone.close()
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(gathered)).decode())
    else:
        for line in gathered.lines():
            typer.echo(line)
    return 0 if gathered.phone else 1
