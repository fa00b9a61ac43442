"""What the desktop remembers, and where."""

import json
from pathlib import Path

import pytest

from softphone.calls.commands import SoundSettings, Transport
from softphone.programs.desktop_settings import (
    Anchors,
    CompanyAccount,
    DesktopSettings,
    Folders,
    ProviderAccount,
    SettingsFile,
)
from tests.helpers.unexpected_errors import ExpectErrors

PEM = "-----BEGIN CERTIFICATE-----\nQ0E=\n-----END CERTIFICATE-----\n"


def test_what_is_changed_is_there_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "desktop.json"
    settings = SettingsFile(path)
    assert settings.now == DesktopSettings()
    settings.change(language="sv", company=CompanyAccount(server="https://c", login="asa", device="d"))
    settings.change(sound=SoundSettings(microphone="Headset"))
    again = SettingsFile(path).now
    assert (again.language, again.sound.microphone) == ("sv", "Headset")
    assert again.company == CompanyAccount(server="https://c", login="asa", device="d")
    assert json.loads(path.read_text())["company"]["login"] == "asa"
    assert [each.name for each in tmp_path.iterdir()] == ["desktop.json"]


def test_a_provider_is_remembered_with_its_transport(tmp_path: Path) -> None:
    provider = ProviderAccount(server="sip.example", user="me", transport=Transport.TCP)
    SettingsFile(tmp_path / "s.json").change(provider=provider)
    assert SettingsFile(tmp_path / "s.json").now.provider == provider


@pytest.mark.parametrize("content", ["", "{", '{"language": 3}', "[]", '{"sound": {"mode": "loud"}}'])
def test_a_broken_file_is_kept_aside(tmp_path: Path, content: str, expected_errors: ExpectErrors) -> None:
    path = tmp_path / "desktop.json"
    path.write_text(content)
    expected_errors("cannot be read")
    assert SettingsFile(path).now == DesktopSettings()
    assert (tmp_path / "desktop.broken").read_text() == content and not path.exists()


def test_fields_of_a_later_version_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / "desktop.json").write_text('{"language": "sv", "colour": "green"}')
    assert SettingsFile(tmp_path / "desktop.json").now.language == "sv"


def test_a_disk_that_refuses_costs_the_change_and_not_the_file(
    tmp_path: Path, expected_errors: ExpectErrors
) -> None:
    path = tmp_path / "desktop.json"
    settings = SettingsFile(path)
    settings.change(language="sv")
    (tmp_path / "desktop.new").mkdir()
    expected_errors("not saved")
    settings.change(language="en")
    assert settings.now.language == "en" and SettingsFile(path).now.language == "sv"


def test_folders_of_a_profile_and_of_the_system(tmp_path: Path) -> None:
    folders = Folders.of(tmp_path / "p")
    folders.make()
    folders.make()
    assert sorted(each.name for each in (tmp_path / "p").iterdir()) == ["cache", "data", "logs", "settings"]
    system = Folders.of(None)
    assert all("softphone" in str(each) for each in (system.settings, system.data, system.cache, system.logs))


def test_an_anchor_is_kept_once(tmp_path: Path) -> None:
    anchors = Anchors(tmp_path / "anchors")
    assert anchors.paths() == () and anchors.texts() == ()
    path = anchors.add(PEM)
    assert path is not None and anchors.paths() == (path,)
    assert anchors.add(PEM.strip()) is None and anchors.texts() == (PEM,)
