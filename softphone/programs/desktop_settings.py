"""What the desktop remembers: one JSON file, written whole or not at all, without any secret."""

import logging
import os
from pathlib import Path

import msgspec

from softphone.calls.commands import SoundSettings, Transport

_log = logging.getLogger(__name__)


class CompanyAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Whom this desktop signs in as, at the company's server."""

    server: str
    login: str
    device: str = ""
    """The id that the server gave this desktop; it keeps its place by it."""


class ProviderAccount(msgspec.Struct, frozen=True, kw_only=True):
    """A SIP account at any provider."""

    server: str
    """The domain, or HOST:PORT."""
    user: str
    transport: Transport = Transport.TLS


class DesktopSettings(msgspec.Struct, frozen=True, kw_only=True):
    language: str = ""
    """"en", "sv", or empty: the system's."""
    company: CompanyAccount | None = None
    provider: ProviderAccount | None = None
    """At most one of company and provider."""
    sound: SoundSettings = SoundSettings()
    only_encrypted: bool = False
    """No calls with phones that cannot encrypt the sound."""
    global_keys: bool = False
    """Keys of the system answer and hang up while another program is in front."""
    geometry: str = ""
    """The window's place, as Qt saves it, in hexadecimal."""
    told_of_tray: bool = False
    """That the program goes on in the tray when its window is closed."""


class Folders(msgspec.Struct, frozen=True):
    """Where settings, data, what can be made again, and logs lie."""

    settings: Path
    data: Path
    """History, contacts, and edits that the server has not answered."""
    cache: Path
    logs: Path

    @classmethod
    def of(cls, profile: Path | None) -> "Folders":
        """Below `profile`, or where this system keeps such things."""
        if profile is not None:
            return cls(profile / "settings", profile / "data", profile / "cache", profile / "logs")
        import platformdirs

        place = platformdirs.PlatformDirs("softphone", appauthor=False)
        return cls(place.user_config_path, place.user_data_path, place.user_cache_path, place.user_log_path)

    def make(self) -> None:
        """Raises OSError when one cannot be made."""
        for folder in (self.settings, self.data, self.cache, self.logs):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)


class SettingsFile:
    """Reads what is there, and writes each change at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.now = self._read()

    def change(self, **changes: object) -> None:
        """Replace these fields and write the file. A disk that is full costs the change, not the program."""
        self.now = msgspec.structs.replace(self.now, **changes)
        fresh = self._path.with_suffix(".new")
        try:
            with fresh.open("wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(self.now), indent=2))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
        except OSError as error:
            _log.error("settings not saved in %s: %s", self._path, error)

    def _read(self) -> DesktopSettings:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=DesktopSettings)
        except FileNotFoundError:
            return DesktopSettings()
        except (OSError, msgspec.MsgspecError) as error:
            aside = self._path.with_suffix(".broken")
            _log.error("settings in %s cannot be read (%s); kept as %s", self._path, error, aside.name)
            try:
                self._path.replace(aside)
            except OSError:
                _log.exception("not even moved aside")
            return DesktopSettings()


class Anchors:
    """The certificates that the person or the company's server told us to trust: a folder of PEM files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def paths(self) -> tuple[str, ...]:
        return tuple(str(path) for path in sorted(self._folder.glob("*.pem")))

    def texts(self) -> tuple[str, ...]:
        return tuple(Path(path).read_text(encoding="ascii", errors="replace") for path in self.paths())

    def add(self, pem: str) -> str | None:
        """Keep it; the new file's path, None when it is kept already."""
        import hashlib

        path = self._folder / f"{hashlib.sha256(pem.strip().encode()).hexdigest()[:16]}.pem"
        if path.exists():
            return None
        self._folder.mkdir(parents=True, exist_ok=True)
        path.write_text(pem.strip() + "\n", encoding="ascii")
        return str(path)
