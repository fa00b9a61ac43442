"""Every state of the window, in both languages, light and dark, at 100 and 200 %.

Words fit, controls have names and can be hit, Tab goes as one reads.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from softphone.programs.desktop_language import LANGUAGES, Language
from softphone.ui.views import style
from tests.ui import gallery, inspection, personal_scenes, profile_scenes, transfer_scenes

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),  # the offscreen one
    pytest.mark.timeout(1800),  # half a minute on a quiet machine, ten times that on a busy one
]
SCENES = gallery.SCENES | transfer_scenes.SCENES | personal_scenes.SCENES | profile_scenes.SCENES
SCHEMES = (Qt.ColorScheme.Light, Qt.ColorScheme.Dark)


@pytest.fixture
def language(qapp: QApplication) -> Iterator[Language]:
    language = Language(qapp)
    yield language
    language.use("en")


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    style.load_fonts()
    yield
    style.apply(qapp, Qt.ColorScheme.Light)


def faults(app: QApplication, scene: gallery.Scene, size: tuple[int, int]) -> list[str]:
    scene.window.resize(*size)
    scene.window.show()
    app.processEvents()
    return [
        fault
        for window in scene.windows()
        for look in (inspection.clipped, inspection.nameless, inspection.ambiguous, inspection.small_targets)
        for fault in look(window)
    ]


def look_at_all(app: QApplication, language: Language) -> dict[str, list[str]]:
    """Faults by scene, language, scheme and size; empty when all is well."""
    found = {}
    for code, scheme in zip(LANGUAGES, SCHEMES, strict=True):  # colours change no place
        language.use(code)
        style.apply(app, scheme)
        for name, make in SCENES.items():
            scene = make()
            least = scene.window.minimumSize()
            for size in (gallery.SIZE, (least.width(), least.height())):
                if seen := faults(app, scene, size):
                    found[f"{name} {code} {scheme.name} {size}"] = seen
            scene.close()
    return found


def test_everything_fits_and_has_a_name(qtbot: QtBot, qapp: QApplication, language: Language) -> None:
    assert look_at_all(qapp, language) == {}


def test_everything_fits_at_twice_the_size() -> None:
    environment = os.environ | {"QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.ui.test_scenes"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1700)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {}


@pytest.mark.parametrize("name", SCENES)
def test_tab_goes_as_one_reads(qtbot: QtBot, qapp: QApplication, name: str) -> None:
    scene = SCENES[name]()
    scene.window.resize(*gallery.SIZE)
    scene.window.show()
    order = inspection.tab_order(scene.window)
    assert order
    assert len(order) == len(set(order))
    for pane in (scene.window.sign_in, scene.window.calls):
        inside = [widget for widget in order if pane.isAncestorOf(widget)]
        read = inspection.as_one_reads(inside, scene.window)
        assert [each.accessibleName() for each in inside] == [each.accessibleName() for each in read]
    scene.close()


def test_each_state_has_at_most_one_filled_button(qtbot: QtBot, qapp: QApplication) -> None:
    for name, make in SCENES.items():
        scene = make()
        scene.window.show()
        filled = [
            button.accessibleName()
            for button in inspection.buttons(scene.window)
            if button.property("kind") == "primary" and button.isEnabled()
        ]
        assert len(filled) <= 1, (name, filled)
        scene.close()


def texts(scene: gallery.Scene) -> list[str]:
    return [text for window in scene.windows() for text in inspection.texts(window)]


def test_a_change_of_language_reaches_every_word(
    qtbot: QtBot, qapp: QApplication, language: Language
) -> None:
    """What was built in English and switched reads as what was built in Swedish."""
    for name, make in SCENES.items():
        language.use("en")
        scene = make()
        scene.window.show()
        qapp.processEvents()
        english = texts(scene)
        language.use("sv")
        qapp.processEvents()
        scene.say_again()
        switched = texts(scene)
        scene.close()
        fresh = make()
        fresh.window.show()
        qapp.processEvents()
        assert switched == texts(fresh), name
        assert switched != english
        fresh.close()


if __name__ == "__main__":
    application = QApplication(["softphone"])
    style.load_fonts()
    print(json.dumps(look_at_all(application, Language(application)), indent=1))
