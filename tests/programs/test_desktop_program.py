"""The desktop as a program: its log, its phone over a restart, and machines without a screen."""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from softphone.calls.commands import ListDevices, SoundMode, SoundSettings, UseSound
from softphone.calls.events import DevicesChanged, Started
from softphone.calls.phone import PhoneSettings
from softphone.phone.fake import FakePhone
from softphone.programs import desktop_logs
from softphone.programs.desktop_phone import RestartablePhone
from softphone.programs.desktop_screen import screen_fault


def test_the_log_is_lines_of_json_with_the_exact_cause(tmp_path: Path) -> None:
    root = logging.getLogger()
    level = root.level
    handler = desktop_logs.begin(tmp_path)
    try:
        log = logging.getLogger("softphone.test")
        log.warning("sign-in: %s", "WRONG_PASSWORD", extra={"server": "company.test"})
        try:
            raise OSError(111, "refused")
        except OSError:
            log.info("tried", exc_info=True)
    finally:
        desktop_logs.end(handler)
        root.setLevel(level)
    first, second = map(json.loads, (tmp_path / "desktop.log").read_text().splitlines())
    assert first["message"] == "sign-in: WRONG_PASSWORD" and first["server"] == "company.test"
    assert first["level"] == "warning" and first["time"].endswith("Z")
    assert "[Errno 111] refused" in second["error"]


def test_what_nobody_expected_is_in_the_log(tmp_path: Path) -> None:
    """As a slot of Qt's or a thread that failed reports it."""
    root = logging.getLogger()
    level = root.level
    hooks = sys.excepthook, threading.excepthook
    handler = desktop_logs.begin(tmp_path)
    handler_of_tests = [each for each in root.handlers if each is not handler]
    try:
        for each in handler_of_tests:
            root.removeHandler(each)
        failing = ValueError("no such thing")
        sys.excepthook(ValueError, failing, None)
        threading.excepthook(threading.ExceptHookArgs((ValueError, failing, None, None)))
    finally:
        for each in handler_of_tests:
            root.addHandler(each)
        desktop_logs.end(handler)
        root.setLevel(level)
        sys.excepthook, threading.excepthook = hooks
    lines = list(map(json.loads, (tmp_path / "desktop.log").read_text().splitlines()))
    assert [each["level"] for each in lines] == ["critical", "critical"]
    assert all("ValueError: no such thing" in each["error"] for each in lines)


class TestRestartablePhone:
    def test_a_new_anchor_means_a_new_phone_with_the_same_sound(self) -> None:
        made: list[tuple[PhoneSettings, FakePhone]] = []

        def make(settings: PhoneSettings) -> FakePhone:
            made.append((settings, FakePhone()))
            return made[-1][1]

        phone = RestartablePhone(make, PhoneSettings(trust_anchors=("a.pem",)))
        assert isinstance(phone.receive(1), Started)
        phone.send(UseSound(SoundSettings(microphone="Headset")))
        phone.trust("a.pem")
        assert len(made) == 1
        phone.trust("b.pem")
        assert made[1][0].trust_anchors == ("a.pem", "b.pem")
        assert made[1][1].sound.microphone == "Headset"
        phone.send(ListDevices())
        events = [phone.receive(1) for _ in range(5)]
        assert isinstance(events[0], Started)
        assert any(isinstance(event, DevicesChanged) for event in events)
        phone.close()
        phone.close()
        phone.trust("c.pem")
        assert len(made) == 2
        while phone.receive() is not None:
            pass

    def test_two_never_write_one_recording(self) -> None:
        """The former phone may still be about to begin it."""
        may_end = threading.Event()

        class Slow(FakePhone):
            def close(self) -> None:
                assert may_end.wait(60)
                super().close()

        made: list[FakePhone] = []

        def make(_: PhoneSettings) -> FakePhone:
            made.append(FakePhone() if made else Slow())
            return made[-1]

        phone = RestartablePhone(make, PhoneSettings())
        recording = UseSound(SoundSettings(mode=SoundMode.FILES, record="heard.wav"))
        phone.send(recording)
        phone.trust("a.pem")
        phone.send(recording)
        assert [each.sound.record for each in made] == ["heard.wav", ""]
        may_end.set()
        deadline = time.monotonic() + 60
        while made[1].sound != recording.settings:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        phone.close()

    def test_nothing_within_the_time_is_none(self) -> None:
        phone = RestartablePhone(lambda settings: FakePhone(), PhoneSettings())
        phone.receive(1)
        assert phone.receive(0.01) is None
        phone.close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Windows and macOS always have a screen")
class TestWithoutAScreen:
    def environment(self, **screen: str) -> dict[str, str]:
        kept = {
            k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
        }
        return kept | screen

    @pytest.mark.parametrize(
        ("screen", "said"),
        [({}, "there is none here"), ({"DISPLAY": ":4711"}, "cannot reach the screen :4711")],
    )
    def test_the_program_says_so_in_a_sentence(
        self, tmp_path: Path, screen: dict[str, str], said: str
    ) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "softphone", "--profile-dir", str(tmp_path)],
            env=self.environment(**screen),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 1 and said in done.stderr and done.stderr.count("\n") == 1

    def test_a_screen_that_answers_is_one(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        with socket.socket(socket.AF_UNIX) as server:
            number = 50_000 + os.getpid() % 10_000
            server.bind(f"\0/tmp/.X11-unix/X{number}")
            server.listen()
            monkeypatch.setenv("DISPLAY", f":{number}.0")
            assert screen_fault() == ""
        assert f":{number}.0" in screen_fault()
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
        assert screen_fault() == ""
        monkeypatch.delenv("WAYLAND_DISPLAY")
        monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
        assert screen_fault() == ""


@pytest.mark.realtime
def test_the_whole_program_starts_and_ends_when_told(tmp_path: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "softphone", "--profile-dir", str(tmp_path)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        log = tmp_path / "logs" / "desktop.log"
        _until(lambda: log.exists() and "window after" in log.read_text(), program)
        program.send_signal(signal.SIGTERM)
        _, errors = program.communicate(timeout=60)
    finally:
        program.kill()
        program.wait()
    assert program.returncode == 0, errors
    assert "error" not in [json.loads(line)["level"] for line in log.read_text().splitlines()]
    assert (tmp_path / "settings" / "desktop.json").exists()


def _until(condition: Callable[[], bool], program: "subprocess.Popen[str]") -> None:
    end = time.monotonic() + 60
    while not condition():
        assert program.poll() is None, program.communicate()
        assert time.monotonic() < end
        time.sleep(0.05)
