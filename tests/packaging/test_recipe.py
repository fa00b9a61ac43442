"""The recipe of our PJSIP wheel: which sources it takes, and when a finished wheel is still the one."""

import hashlib
import io
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import archives
import build
import pytest
import recipe
import wheel
from archives import NoSource
from recipe import Archive, Component

ROOT = Path(__file__).parent.parent.parent
CONTENT = b"not the source that anybody expects"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "some.tar.gz"
    path.write_bytes(CONTENT)
    return path


def component(sum_: str, **where: str) -> Component:
    return Component("thing", "THING_ARCHIVE", (Archive(sum_, **where),))


def test_the_archive_that_a_variable_names(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = component(hashlib.sha256(CONTENT).hexdigest())
    monkeypatch.setenv("THING_ARCHIVE", str(archive))
    assert archives.fetched(wanted, archive.parent) == (archive, wanted.archives[0])


def test_another_archive_than_the_recipe_knows_is_refused(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THING_ARCHIVE", str(archive))
    with pytest.raises(NoSource, match=r"has the SHA-256 sum .*…, but the recipe knows thing as 0000"):
        archives.fetched(component("0" * 64), archive.parent)


def test_a_variable_that_names_no_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("THING_ARCHIVE", str(tmp_path / "nothing"))
    with pytest.raises(NoSource, match="there is no such file"):
        archives.fetched(component("0" * 64), tmp_path)


def test_what_upstream_has_changed_is_refused(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its sum, with the way out in the sentence."""
    monkeypatch.delenv("THING_ARCHIVE", raising=False)
    changed = component("0" * 64, url=archive.as_uri())
    with pytest.raises(NoSource, match=r"another file than the recipe knows.*THING_ARCHIVE"):
        archives.fetched(changed, tmp_path)


def test_upstreams_release(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("THING_ARCHIVE", raising=False)
    wanted = component(hashlib.sha256(CONTENT).hexdigest(), url=archive.as_uri())
    path, which = archives.fetched(wanted, tmp_path)
    assert path.read_bytes() == CONTENT
    assert which is wanted.archives[0]


def test_every_source_can_be_had_in_two_ways() -> None:
    for each in recipe.COMPONENTS:
        assert any(one.url for one in each.archives), each.name
        assert any(one.package for one in each.archives), each.name
        assert all(re.fullmatch(r"[0-9a-f]{64}", one.sha256) for one in each.archives)


def test_an_archive_is_unpacked_to_its_one_folder(tmp_path: Path) -> None:
    packed = tmp_path / "x.tar"
    with tarfile.open(packed, "w") as tar:
        info = tarfile.TarInfo("thing-1.0/readme")
        info.size = len(CONTENT)
        tar.addfile(info, io.BytesIO(CONTENT))
    (tmp_path / "out").mkdir()
    assert (archives.unpacked(packed, tmp_path / "out") / "readme").read_bytes() == CONTENT


def test_an_archive_is_unpacked_by_the_python_of_debian_12(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """3.11.2: its tarfile has no filters yet (they came with 3.11.4)."""
    packed = tmp_path / "x.tar"
    with tarfile.open(packed, "w") as tar:
        tar.add(Path(__file__), "thing-1.0/readme")
    whole = tarfile.TarFile.extractall

    def older(self: tarfile.TarFile, path: str = ".") -> None:
        whole(self, path)

    monkeypatch.setattr(tarfile.TarFile, "extractall", older)
    monkeypatch.delattr(tarfile, "data_filter", raising=False)  # the real one has none
    (tmp_path / "out").mkdir()
    assert (archives.unpacked(packed, tmp_path / "out") / "readme").is_file()


def test_the_key_is_of_python_recipe_and_source() -> None:
    one = recipe.key("a" * 64)
    assert one != recipe.key("b" * 64)
    assert one == f"{recipe.wheel_tag()}-{recipe.recipe_hash()}-{'a' * 12}"
    assert one.startswith(f"cp{sys.version_info.major}{sys.version_info.minor}-")


@pytest.mark.parametrize("changed", ["config_site.h", f"patches/{recipe.PATCHES[0].name}"])
def test_a_changed_recipe_has_another_key(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "recipe"
    shutil.copytree(recipe.FOLDER, copy)
    before = recipe.recipe_hash()
    monkeypatch.setattr(recipe, "FOLDER", copy)
    assert recipe.recipe_hash() == before
    with (copy / changed).open("a") as file:
        file.write("\n")
    assert recipe.recipe_hash() != before


def test_each_patch_says_what_it_mends_before_it_does() -> None:
    for number, patch in enumerate(recipe.PATCHES, 1):
        assert patch.name.startswith(f"{number}-"), "they follow one another"
        said, _, done = patch.read_text().partition("\n--- a/")
        assert len(said) > 200, patch.name
        assert done, patch.name


def test_the_cache_is_outside_the_tree_and_tells_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("PJPROJECT_ARCHIVE", raising=False)
    assert build.kept() is None
    other = tmp_path / "softphone/pjsip/cp39-somewhere-000000000000-000000000000"
    other.mkdir(parents=True)
    (other / "pjsua2_python.whl").touch()
    assert build.kept() is None
    ours = tmp_path / "softphone/pjsip" / recipe.key(recipe.PJPROJECT.archives[1].sha256)
    ours.mkdir()
    (ours / "pjsua2_python.whl").touch()
    assert build.kept() == ours / "pjsua2_python.whl"


def test_cached_alone_builds_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "packaging/pjsip/build.py"), "--cached"],
        env={"PATH": "", "XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert list(tmp_path.iterdir()) == []


def test_a_wheel_is_packed_with_its_licences(tmp_path: Path) -> None:
    binding = tmp_path / "binding"
    binding.mkdir()
    (binding / "pjsua2.py").write_text("answer = 42\n")
    made = wheel.packed(binding, {"thing.txt": "Do what you like."}, "Built from nothing.", tmp_path)
    again = made.read_bytes()
    assert wheel.packed(binding, {"thing.txt": "Do what you like."}, "Built from nothing.", tmp_path) == made
    assert made.read_bytes() == again, "the same input makes the same wheel"
    with zipfile.ZipFile(made) as opened:
        info = f"pjsua2_python-{recipe.VERSION}.dist-info"
        assert opened.read(f"{info}/licenses/thing.txt") == b"Do what you like."
        metadata = opened.read(f"{info}/METADATA").decode()
    assert "License-File: thing.txt" in metadata
    assert "Built from nothing." in metadata
    target = tmp_path / "installed"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-index", "--no-deps", "--target", target, made],
        check=True,
        env={"PATH": "", "PYTHONDONTWRITEBYTECODE": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    assert (target / "pjsua2/pjsua2.py").read_text() == "answer = 42\n"


def test_a_licence_that_is_missing_stops_the_build(tmp_path: Path) -> None:
    sources = {"pjproject": tmp_path, "libsrtp": tmp_path}
    with pytest.raises(wheel.NotPacked, match="pjproject comes without COPYING"):
        wheel.licences(sources)
