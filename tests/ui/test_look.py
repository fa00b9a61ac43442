"""The tokens keep what they promise, whoever changes a colour."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from softphone.people.line_state import LineState
from softphone.ui.views import style
from softphone.ui.views.tokens import DARK, HIGH_DARK, HIGH_LIGHT, LIGHT, THEMES, Colours, Tone, Type


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""

    def luminance(colour: str) -> float:
        def linear(value: float) -> float:
            return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

        c = QColor(colour)
        return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF())

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


NAMES = ["light", "dark", "high light", "high dark"]
HIGH = (HIGH_LIGHT, HIGH_DARK)


@pytest.mark.parametrize("theme", THEMES, ids=NAMES)
def test_every_text_can_be_read_on_its_ground(theme: Colours) -> None:
    """4.5:1, and 7:1 in high contrast (WCAG 2.2, 1.4.3 and 1.4.6)."""
    least = 7 if theme in HIGH else 4.5
    pairs = theme.text_pairs()
    poor = {pair: round(contrast(*pair), 2) for pair in pairs if contrast(*pair) < least}
    assert len(pairs) > 20
    assert not poor


@pytest.mark.parametrize("theme", THEMES, ids=NAMES)
def test_focus_and_line_states_can_be_seen_on_a_row(theme: Colours) -> None:
    """Shapes: 3:1 (WCAG 2.2, 1.4.11), and in high contrast the outlines of controls and panes too."""
    shapes = (theme.accent, theme.warning, theme.bad, theme.muted)
    grounds = (theme.surface, theme.hover, theme.selected)
    poor = [(s, g) for s in shapes for g in grounds if contrast(s, g) < 3]
    assert not poor
    if theme in HIGH:
        assert contrast(theme.edge, theme.surface) >= 7
        assert contrast(theme.line, theme.surface) >= 4.5


def test_no_two_themes_have_the_same_ground() -> None:
    assert len({theme.ground for theme in THEMES}) == len(THEMES)


def test_the_figures_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("scheme", "theme"), [(Qt.ColorScheme.Light, LIGHT), (Qt.ColorScheme.Dark, DARK)], ids=["light", "dark"]
)
def test_the_application_follows_the_scheme(
    qtbot: QtBot, qapp: QApplication, scheme: Qt.ColorScheme, theme: Colours
) -> None:
    style.apply(qapp, scheme)
    palette = QGuiApplication.palette()
    assert palette.color(QPalette.ColorRole.Window).name() == theme.ground
    assert style.colours() is theme
    for tone in Tone:
        assert all(QColor(colour).isValid() for colour in theme.of(tone))


@pytest.fixture
def as_asked(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    style.prefer(qapp, high_contrast=False, still=False)


def test_contrast_as_the_person_asks_for_it(qtbot: QtBot, as_asked: QApplication) -> None:
    style.prefer(as_asked, high_contrast=True, still=False)
    assert style.colours() in HIGH
    label = QLabel("a")
    qtbot.addWidget(label)
    label.show()
    assert label.palette().color(QPalette.ColorRole.WindowText).name() == style.colours().text
    style.prefer(as_asked, high_contrast=False, still=False)
    assert style.colours() in (LIGHT, DARK)


def test_nothing_moves_by_itself_when_asked_not_to(qtbot: QtBot, as_asked: QApplication) -> None:
    hints, general, menu = as_asked.styleHints(), Qt.UIEffect.UI_General, Qt.UIEffect.UI_AnimateMenu
    for effect in (general, menu):
        as_asked.setEffectEnabled(effect, True)
    assert as_asked.isEffectEnabled(menu)
    flash = hints.cursorFlashTime()
    assert flash > 0
    style.prefer(as_asked, high_contrast=False, still=True)
    assert hints.cursorFlashTime() == 0
    assert not as_asked.isEffectEnabled(menu)
    style.prefer(as_asked, high_contrast=False, still=False)
    assert hints.cursorFlashTime() == flash
    assert as_asked.isEffectEnabled(menu)
    for effect in (general, menu):
        as_asked.setEffectEnabled(effect, False)


def test_the_window_has_no_animations_of_its_own() -> None:
    sources = (Path(style.__file__).parents[1]).rglob("*.py")
    moving = re.compile(r"QPropertyAnimation|QVariantAnimation|QTimeLine|QMovie|AnimationGroup")
    assert [str(source) for source in sources if moving.search(source.read_text())] == []


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark], ids=["light", "dark"])
def test_a_placeholder_is_as_readable_as_quiet_text(
    qtbot: QtBot, qapp: QApplication, scheme: Qt.ColorScheme
) -> None:
    """Qt's own is the text at half its strength, which is too faint."""
    style.apply(qapp, scheme)
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    colour = line.palette().color(QPalette.ColorRole.PlaceholderText)
    assert (colour.name(), colour.alpha()) == (style.colours().muted, 255)


def test_three_type_sizes_and_no_more() -> None:
    assert len(set(Type)) == 3
    assert min(Type) >= 12


def test_every_line_state_has_a_word_of_its_own(qtbot: QtBot) -> None:
    from softphone.ui.models.line_words import line_state

    words = [line_state(state) for state in LineState]
    assert len(set(words)) == len(LineState) and all(words)
