"""Draws docs/screenshots/: the main states in English and Swedish, light and dark, at 100 and 200 %; those of
transfers in two of these, in Swedish by day and in English by night.

`./run screenshots [FOLDER]`. Each scale is a process of its own, as Qt takes it at its start. The pictures
have 256 colours at most, so that all of them together stay small.
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
SCALES = (100, 200)
LANGUAGES = ("en", "sv")


def draw_all(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for scale in SCALES:
        environment = os.environ | {"QT_SCALE_FACTOR": str(scale / 100)}
        command = [sys.executable, "-m", "tests.screenshots", "--scale", str(scale), str(folder)]
        subprocess.run(command, env=environment, check=True)
    pictures = sorted(folder.glob("*.png"))
    total = sum(each.stat().st_size for each in pictures)
    print(f"{len(pictures)} pictures in {folder}, {total / 1e6:.1f} MB")


def draw_scale(folder: Path, scale: int) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from softphone.programs.desktop_language import Language
    from softphone.ui.views import style
    from tests.ui import gallery, personal_scenes, profile_scenes, transfer_scenes

    light, dark = Qt.ColorScheme.Light, Qt.ColorScheme.Dark
    twice = (("sv", light), ("en", dark))
    app = QApplication(["softphone"])
    style.load_fonts()
    language = Language(app)
    for code in LANGUAGES:
        language.use(code)
        for scheme in (light, dark):
            style.apply(app, scheme)
            scenes = gallery.PICTURED
            if scale == SCALES[0] and (code, scheme) in twice:
                scenes = (
                    scenes | transfer_scenes.PICTURED | personal_scenes.PICTURED | profile_scenes.PICTURED
                )
            for name, make in scenes.items():
                scene = make()
                suffix = "" if scale == SCALES[0] else f"-{scale}"
                file = folder / f"{name}-{code}-{scheme.name.lower()}{suffix}.png"
                _picture(scene, file)
                scene.close()


def _picture(scene: object, file: Path) -> None:
    from PySide6.QtCore import QEventLoop, QPoint, Qt
    from PySide6.QtGui import QColor, QPainter
    from PySide6.QtWidgets import QApplication

    from tests.ui.gallery import SIZE, Scene

    assert isinstance(scene, Scene)
    scene.window.resize(*SIZE)
    scene.window.show()
    scene.window.activateWindow()
    for _ in range(50):  # until it is the active window, where the screen has such a thing
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if scene.window.isActiveWindow():
            break
    for _ in range(3):
        QApplication.processEvents()
    picture = scene.window.grab()
    for over in filter(None, (scene.incoming, scene.dialog)):
        window = over.grab()
        room = QPoint(SIZE[0] - over.width(), SIZE[1] - over.height())
        place = room - QPoint(16, 16) if over is scene.incoming else room / 2
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 3))
        for grow in range(16, 0, -1):  # the shadow that a window manager draws
            edge = over.rect().translated(place).adjusted(-grow, 4 - grow, grow, 4 + grow)
            painter.drawRoundedRect(edge, grow, grow)
        painter.drawPixmap(place, window)
        painter.end()
    save(picture.toImage(), file)


def save(image: object, file: Path) -> None:
    """As PNG with a palette: the 256 most frequent colours, the others as the nearest of them."""
    from PySide6.QtGui import QImage, qRgb

    assert isinstance(image, QImage)
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), -1)[:, : image.width()]
    colours, back, counts = np.unique(pixels & 0xFFFFFF, return_inverse=True, return_counts=True)
    kept = np.argsort(-counts, kind="stable")[:256]
    split = np.stack([(colours >> shift) & 0xFF for shift in (16, 8, 0)], axis=1).astype(np.int32)
    distance = ((split[:, None, :] - split[None, kept, :]) ** 2).sum(axis=2)
    places = distance.argmin(axis=1).astype(np.uint8)[back.reshape(pixels.shape)]
    small = QImage(
        places.tobytes(), image.width(), image.height(), image.width(), QImage.Format.Format_Indexed8
    )
    small.setColorTable([qRgb(*(int(part) for part in split[each])) for each in kept])
    if not small.save(str(file), quality=0):
        raise OSError(f"could not write {file}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--scale", scale, folder]:
            draw_scale(Path(folder), int(scale))
        case [folder]:
            draw_all(Path(folder))
        case _:
            draw_all(FOLDER)
