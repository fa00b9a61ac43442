"""One palette and one style sheet, made from the tokens; they follow the system: light and dark, contrast,
motion."""

import sys
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from softphone.ui import resources
from softphone.ui.views.tokens import (
    CONTROL,
    DARK,
    HIGH_DARK,
    HIGH_LIGHT,
    LIGHT,
    RADIUS,
    THEMES,
    Colours,
    Type,
)

_Widget = TypeVar("_Widget", bound=QWidget)
_PREFERRED_FAMILY = "Inter"
"""Made for screens, with tabular figures. On Linux, where the system's own may be anything, we bring it; on
Windows and macOS it is taken where it is installed."""


_HIGH_CONTRAST, _STILL = "highContrast", "still"
"""Properties of the application: what was asked for beside what Qt knows."""
_FLASH, _EFFECTS = "flashBefore", "effectsBefore"
"""And how it was before."""
_BY_GROUND = {QColor(theme.ground).rgb(): theme for theme in THEMES}


def colours() -> Colours:
    """The theme in force. The application's palette is the one place that knows it."""
    ground = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return _BY_GROUND.get(ground.rgb()) or (DARK if ground.lightness() < 128 else LIGHT)


def follow_system(app: QApplication) -> None:
    """Dress the application as the system is now, and whenever that changes."""
    load_fonts()
    hints = app.styleHints()
    apply(app, hints.colorScheme())
    hints.colorSchemeChanged.connect(lambda scheme: apply(app, scheme))
    hints.accessibility().contrastPreferenceChanged.connect(lambda _: apply(app, hints.colorScheme()))


def prefer(app: QApplication, *, high_contrast: bool, still: bool) -> None:
    """As the person asks of every program, where Qt does not know it. `still`: nothing moves by itself."""
    app.setProperty(_HIGH_CONTRAST, high_contrast)
    apply(app, app.styleHints().colorScheme())
    if still is bool(app.property(_STILL)):
        return
    app.setProperty(_STILL, still)
    hints, effects = app.styleHints(), Qt.UIEffect.UI_General
    if still:
        app.setProperty(_FLASH, hints.cursorFlashTime())
        app.setProperty(_EFFECTS, app.isEffectEnabled(effects))
    hints.setCursorFlashTime(0 if still else app.property(_FLASH))
    app.setEffectEnabled(effects, not still and app.property(_EFFECTS))


def load_fonts() -> None:
    if sys.platform.startswith("linux"):
        for file in sorted((resources.folder() / "fonts").glob("*.otf")):
            QFontDatabase.addApplicationFont(str(file))


def apply(app: QApplication, scheme: Qt.ColorScheme) -> None:
    theme = _theme(app, dark=scheme is Qt.ColorScheme.Dark)
    sheet = style_sheet(theme)
    if app.styleSheet() == sheet:
        return  # Qt would dress every widget anew
    if app.style().name() != "fusion":
        app.setStyle("fusion")
    app.setFont(font(Type.SMALL))
    app.setPalette(_palette(theme))
    app.setStyleSheet(sheet)


def _theme(app: QApplication, *, dark: bool) -> Colours:
    hints = app.styleHints()  # held: PySide takes what it gives away with it
    asked = hints.accessibility().contrastPreference()
    if asked is Qt.ContrastPreference.HighContrast or app.property(_HIGH_CONTRAST):
        return HIGH_DARK if dark else HIGH_LIGHT
    return DARK if dark else LIGHT


def font(size: Type, *, strong: bool = False, tabular: bool = False) -> QFont:
    """The interface's font. `tabular`: figures of one width, so that a running time stands still."""
    made = QFont(QGuiApplication.font())
    families = [f for f in made.families() if f != _PREFERRED_FAMILY]
    made.setFamilies([_PREFERRED_FAMILY, *families])
    made.setPixelSize(size)
    made.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def named(widget: _Widget, name: str) -> _Widget:
    """The widget, with the name that the style sheet knows it by."""
    widget.setObjectName(name)
    return widget


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet selects by, and let the sheet see it."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _palette(c: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for where, colour in {
        role.Window: c.ground,
        role.WindowText: c.text,
        role.Base: c.surface,
        role.AlternateBase: c.hover,
        role.Text: c.text,
        role.Button: c.surface,
        role.ButtonText: c.text,
        role.PlaceholderText: c.muted,
        role.Highlight: c.accent,
        role.HighlightedText: c.accent_text,
        role.ToolTipBase: c.surface,
        role.ToolTipText: c.text,
        role.Link: c.accent,
        role.Light: c.surface,
        role.Midlight: c.hover,
        role.Mid: c.line,
        role.Dark: c.edge,
        role.Shadow: c.edge,
    }.items():
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(c.muted))
    return palette


def style_sheet(c: Colours) -> str:
    return f"""
QToolTip {{ background-color: {c.surface}; color: {c.text}; border: 1px solid {c.edge}; padding: 4px 6px; }}
QLabel {{ background: transparent; color: {c.text}; }}
QLabel[tone="muted"] {{ color: {c.muted}; }}
QLabel[tone="good"] {{ color: {c.accent}; }}
QLabel[tone="warning"] {{ color: {c.warning}; }}
QLabel[tone="bad"] {{ color: {c.bad}; }}

QWidget#surface {{ background-color: {c.surface}; }}
QWidget#topBar {{ background-color: {c.surface}; border-bottom: 1px solid {c.line}; }}
QWidget#people {{ background-color: {c.surface}; border-right: 1px solid {c.line}; }}
QWidget#ground, QScrollArea#ground {{ background-color: {c.ground}; border: none; }}
QFrame#panel {{ background-color: {c.surface}; border: 1px solid {c.line}; border-radius: 12px; }}
QFrame#hairline {{ background-color: {c.line}; border: none; }}

QPushButton {{
  background-color: {c.surface}; color: {c.text}; border: 1px solid {c.edge}; border-radius: {RADIUS}px;
  padding: 0 12px; min-height: {CONTROL - 2}px; outline: none;
}}
QPushButton:hover {{ background-color: {c.hover}; }}
QPushButton:pressed {{ background-color: {c.line}; }}
QPushButton:checked {{ background-color: {c.accent_soft}; color: {c.accent}; border-color: {c.accent}; }}
QPushButton:disabled {{ background-color: {c.surface}; color: {c.muted}; border-color: {c.line}; }}
QPushButton:focus {{ border: 2px solid {c.accent}; padding: 0 11px; min-height: {CONTROL - 4}px; }}
QPushButton[kind="primary"] {{
  background-color: {c.accent}; color: {c.accent_text}; border-color: {c.accent}; font-weight: 600;
}}
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {{
  background-color: {c.accent_hover}; border-color: {c.accent_hover};
}}
QPushButton[kind="primary"]:disabled {{
  background-color: {c.hover}; color: {c.muted}; border-color: {c.line};
}}
QPushButton[kind="primary"]:focus {{ border-color: {c.text}; }}
QPushButton[kind="danger"] {{ background-color: {c.bad_soft}; color: {c.bad}; border-color: {c.bad}; }}
QPushButton[kind="danger"]:hover, QPushButton[kind="danger"]:pressed {{ background-color: {c.bad_hover}; }}
QPushButton[kind="danger"]:focus {{ border-color: {c.bad}; }}
QPushButton[kind="on"] {{
  background-color: {c.warning_soft}; color: {c.warning}; border-color: {c.warning};
}}
QPushButton[kind="quiet"] {{
  background-color: transparent; border-color: transparent; padding: 0;
  min-width: 34px; max-width: 34px;
}}
QPushButton[kind="quiet"]:hover, QPushButton[kind="quiet"]:pressed {{ background-color: {c.hover}; }}
QPushButton[kind="quiet"]:focus {{ border-color: {c.accent}; min-width: 32px; max-width: 32px; padding: 0; }}
QPushButton[bare="true"] {{ padding: 0; min-width: {CONTROL - 2}px; max-width: {CONTROL - 2}px; }}
QPushButton[bare="true"]:focus {{ padding: 0; min-width: {CONTROL - 4}px; max-width: {CONTROL - 4}px; }}
QPushButton[kind="nav"] {{
  background-color: transparent; border-color: transparent; color: {c.muted}; text-align: left;
}}
QPushButton[kind="nav"]:hover {{ background-color: {c.hover}; color: {c.text}; }}
QPushButton[kind="nav"]:checked {{ background-color: {c.selected}; color: {c.text}; font-weight: 600; }}
QPushButton[kind="nav"]:focus {{ border-color: {c.accent}; }}
QPushButton[kind="segment"] {{ background-color: transparent; border-color: transparent; color: {c.muted}; }}
QPushButton[kind="segment"]:hover {{ color: {c.text}; }}
QPushButton[kind="segment"]:checked {{
  background-color: {c.surface}; color: {c.text}; border-color: {c.edge}; font-weight: 600;
}}
QPushButton[kind="segment"]:focus {{ border-color: {c.accent}; }}
QFrame#segments {{ background-color: {c.hover}; border-radius: {RADIUS + 2}px; }}
QPushButton[kind="key"] {{ font-size: {Type.BODY}px; padding: 0; }}

QLineEdit, QComboBox {{
  background-color: {c.surface}; color: {c.text}; border: 1px solid {c.edge}; border-radius: {RADIUS}px;
  padding: 0 10px; min-height: {CONTROL - 2}px;
  selection-background-color: {c.accent}; selection-color: {c.accent_text};
  placeholder-text-color: {c.muted};
}}
QLineEdit:focus, QComboBox:focus {{
  border: 2px solid {c.accent}; padding: 0 9px; min-height: {CONTROL - 4}px;
}}
QLineEdit[wrong="true"] {{ border-color: {c.bad}; }}
QLineEdit:disabled, QComboBox:disabled {{ color: {c.muted}; background-color: {c.ground}; }}
QFrame#field {{
  background-color: {c.ground}; border: 1px solid {c.edge}; border-radius: {RADIUS}px; padding: 1px;
}}
QFrame#field[focused="true"] {{ background-color: {c.surface}; border: 2px solid {c.accent}; padding: 0; }}
QLineEdit#fieldText, QLineEdit#fieldText:focus {{
  background-color: transparent; border: none; padding: 0; min-height: {CONTROL - 4}px;
}}
QComboBox {{ combobox-popup: 0; }}
QComboBox::drop-down {{ border: none; width: 32px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{
  background-color: {c.surface}; color: {c.text}; border: 1px solid {c.edge}; padding: 4px; outline: none;
  selection-background-color: {c.selected}; selection-color: {c.text};
}}
QComboBox QAbstractItemView::item {{ min-height: 32px; padding: 0 8px; }}

QMenu {{ background-color: {c.surface}; color: {c.text}; border: 1px solid {c.edge}; padding: 4px 0; }}
QMenu::item {{ padding: 8px 32px 8px 32px; }}
QMenu::item:selected {{ background-color: {c.selected}; color: {c.text}; }}
QMenu::item:disabled {{ color: {c.muted}; }}
QMenu::indicator {{ left: 10px; width: 14px; height: 14px; }}
QMenu::separator {{ background-color: {c.line}; height: 1px; margin: 4px 0; }}

QListView {{ background-color: {c.surface}; color: {c.text}; border: none; outline: none; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{
  background-color: {c.line}; border-radius: 2px; min-height: 32px; margin: 3px;
}}
QScrollBar::handle:vertical:hover {{ background-color: {c.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
  background: none; border: none; height: 0; width: 0;
}}
"""
