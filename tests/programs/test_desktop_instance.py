"""One desktop a person."""

import json
import multiprocessing
import os
import stat
import subprocess
import sys
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from softphone.programs.desktop_instance import OtherStart, claim, hand_over

LINK = OtherStart("tel:+46-8-123-45-67", "token")


def test_a_second_start_hands_its_link_to_the_first(tmp_path: Path) -> None:
    first = claim(tmp_path)
    assert first is not None
    try:
        assert claim(tmp_path) is None
        assert hand_over(tmp_path, LINK, patience=60)
        assert first.receive(60) == LINK
        assert hand_over(tmp_path, OtherStart(), patience=60)
        assert first.receive(60) == OtherStart()
        assert first.receive(0) is None
    finally:
        first.close()


def test_two_folders_are_two_desktops(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = claim(tmp_path / "a"), claim(tmp_path / "b")
    assert one is not None and other is not None
    assert hand_over(tmp_path / "b", LINK, patience=60)
    assert other.receive(60) == LINK and one.receive(0) is None
    one.close()
    other.close()


def test_after_the_first_has_ended_the_next_is_the_first(tmp_path: Path) -> None:
    first = claim(tmp_path)
    assert first is not None
    first.close()
    first.close()
    assert first.receive() is None
    assert not hand_over(tmp_path, LINK, patience=0.3)
    following = claim(tmp_path)
    assert following is not None
    following.close()


def test_the_first_was_killed(tmp_path: Path) -> None:
    """Its lock is gone with it; what it wrote is still there."""
    code = (
        "import os, pathlib, sys; from softphone.programs.desktop_instance import claim; "
        "first = claim(pathlib.Path(sys.argv[1])); assert first; "
        "print('first', flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True, check=False
    )
    assert done.stdout.strip() == "first" and done.returncode == -9
    assert not hand_over(tmp_path, LINK, patience=0.3)
    following = claim(tmp_path)
    assert following is not None
    assert hand_over(tmp_path, LINK, patience=60)
    assert following.receive(60) == LINK
    following.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists")
def test_only_the_person_can_read_where_it_listens(tmp_path: Path) -> None:
    first = claim(tmp_path)
    assert first is not None
    assert stat.S_IMODE((tmp_path / "running.json").stat().st_mode) == 0o600
    first.close()


def test_whatever_comes_in_the_first_goes_on(tmp_path: Path) -> None:
    first = claim(tmp_path)
    assert first is not None
    try:
        place = json.loads((tmp_path / "running.json").read_text())
        for nonsense in (b"", b"{", b'{"link": 1}', b"[" * 3000, os.urandom(1000)):
            with Client(place["address"], authkey=bytes.fromhex(place["key"])) as other:
                other.send_bytes(nonsense)
        with pytest.raises(Exception, match="digest"):
            Client(place["address"], authkey=b"guessed")
        assert hand_over(tmp_path, LINK, patience=60)
        assert first.receive(60) == LINK
        assert not hand_over(tmp_path, OtherStart("tel:" + "1" * 10_000), patience=0.3)
        assert first.receive(0) is None
    finally:
        first.close()


def test_the_folder_for_temporary_files_may_lie_deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("deep" * 30)
    deep.mkdir()
    config = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    monkeypatch.setitem(config, "tempdir", str(deep))
    first = claim(tmp_path)
    assert first is not None
    try:
        assert hand_over(tmp_path, OtherStart("tel:112"), patience=60)
        assert first.receive(60) == OtherStart("tel:112")
    finally:
        first.close()
