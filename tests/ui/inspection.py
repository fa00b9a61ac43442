"""What is looked for in every window: words that do not fit, controls without a name, targets too small."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QWidget,
)

from softphone.ui.views.labels import ElidedLabel
from softphone.ui.views.tokens import TARGET

Role = QAccessible.Role
_CONTROLS = {
    Role.Button,
    Role.ButtonMenu,
    Role.CheckBox,
    Role.ComboBox,
    Role.EditableText,
    Role.Link,
    Role.List,
    Role.ListItem,
    Role.MenuItem,
    Role.PageTab,
    Role.RadioButton,
    Role.Slider,
    Role.ProgressBar,
}


def visible(root: QWidget) -> Iterator[QWidget]:
    """The window and everything in it that a person sees."""
    yield root
    for child in root.findChildren(QWidget):
        if child.isVisible() and child.window() is root:
            yield child


def clipped(root: QWidget) -> list[str]:
    """Words that do not fit where they stand, and widgets that stick out of what holds them."""
    found = []
    for widget in visible(root):
        if isinstance(widget, QLabel) and not isinstance(widget, ElidedLabel):
            found += _clipped_label(widget)
        elif isinstance(widget, QPushButton) and widget.text():
            hint = widget.sizeHint()
            if hint.width() > widget.width() or hint.height() > widget.height():
                found.append(f"button '{widget.text()}' has {widget.size()}, wants {hint}")
        elif isinstance(widget, QLineEdit):
            found += _clipped_line(widget)
        elif isinstance(widget, QComboBox):
            found += _clipped_choice(widget)
        found += _sticks_out(widget, root)
    return found


def _clipped_label(label: QLabel) -> list[str]:
    if not label.text():
        return []
    room = label.contentsRect()
    if label.wordWrap():
        needed = label.fontMetrics().boundingRect(
            QRect(0, 0, room.width(), 10_000), int(label.alignment()) | 0x1000, label.text()
        )
        fits = needed.height() <= room.height() + 1 and needed.width() <= room.width() + 1
    else:
        lines = label.text().splitlines()
        width = max(label.fontMetrics().horizontalAdvance(line) for line in lines)
        fits = width <= room.width() and label.fontMetrics().height() * len(lines) <= room.height() + 1
    return [] if fits else [f"label '{label.text()}' has only {room.size()}"]


def _clipped_line(line: QLineEdit) -> list[str]:
    option = QStyleOptionFrame()
    line.initStyleOption(option)
    room = line.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, line)
    words = line.placeholderText()
    needed = line.fontMetrics().horizontalAdvance(words) + 4
    if words and needed > room.width():
        return [f"placeholder '{words}' needs {needed} of {room.width()}"]
    return []


def _clipped_choice(choice: QComboBox) -> list[str]:
    option = QStyleOptionComboBox()
    choice.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    room = choice.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, choice)
    needed = choice.fontMetrics().horizontalAdvance(choice.currentText())
    return (
        []
        if needed <= room.width()
        else [f"choice '{choice.currentText()}' needs {needed} of {room.width()}"]
    )


def _sticks_out(widget: QWidget, root: QWidget) -> list[str]:
    parent = widget.parentWidget()
    if widget is root or parent is None or widget.isWindow():
        return []
    holder = parent.parentWidget()
    if isinstance(parent, QAbstractScrollArea) or isinstance(holder, QScrollArea):
        return []  # what is larger than its view can be scrolled to
    if parent.rect().contains(widget.geometry()):
        return []
    name = widget.accessibleName() or widget.objectName() or type(widget).__name__
    return [f"{name} at {widget.geometry()} sticks out of {parent.rect()} of {type(parent).__name__}"]


def small_targets(root: QWidget) -> list[str]:
    """Buttons that are smaller than a fingertip or a tired hand hits."""
    return [
        f"{widget.accessibleName() or widget.text()}: {widget.size()}"
        for widget in visible(root)
        if isinstance(widget, QAbstractButton) and (widget.width() < TARGET or widget.height() < TARGET)
    ]


def nameless(root: QWidget) -> list[str]:
    """Controls that a screen reader could not name."""
    return [
        f"{each.role()} of {type(each.object()).__name__} at {each.rect()}"
        for each in _accessible(QAccessible.queryAccessibleInterface(root))
        if each.role() in _CONTROLS and not each.text(QAccessible.Text.Name).strip()
    ]


def ambiguous(root: QWidget) -> list[str]:
    """Buttons that a screen reader would call by the same name: whose each is must be part of it."""
    names = [button.accessibleName() for button in buttons(root) if button.isEnabled()]
    return sorted({name for name in names if names.count(name) > 1})


def _accessible(node: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    if not node.isValid():
        return
    state = node.state()
    owner = node.object()
    if isinstance(owner, QWidget) and not owner.isVisible():
        return
    if not state.invisible:
        yield node
    for i in range(node.childCount()):
        yield from _accessible(node.child(i))


def tab_order(root: QWidget) -> list[QWidget]:
    """The widgets that Tab visits, in its order."""
    order, widget = [], root.nextInFocusChain()
    while widget is not None and widget is not root:
        policy = widget.focusPolicy().value
        if widget.isVisible() and widget.isEnabled() and policy & 1 and widget.window() is root:
            order.append(widget)
        widget = widget.nextInFocusChain()
    return order


def as_one_reads(widgets: list[QWidget], root: QWidget) -> list[QWidget]:
    """Row by row, from left to right; in one row is what has its top within 12 pixels of the first's."""

    def top(widget: QWidget) -> int:
        return widget.mapTo(root, QPoint(0, 0)).y()

    rows: list[list[QWidget]] = []
    for widget in sorted(widgets, key=top):
        if not rows or top(widget) - top(rows[-1][0]) > 12:
            rows.append([])
        rows[-1].append(widget)
    return [each for row in rows for each in sorted(row, key=lambda one: one.mapTo(root, QPoint(0, 0)).x())]


def buttons(root: QWidget) -> list[QAbstractButton]:
    return [widget for widget in visible(root) if isinstance(widget, QAbstractButton)]


def texts(root: QWidget) -> list[str]:
    """Every word that is seen or read aloud, in the order of the tree."""
    found = []
    for widget in visible(root):
        found += [widget.accessibleName(), widget.toolTip(), widget.windowTitle()]
        if isinstance(widget, QLabel | QAbstractButton):
            found.append(widget.text())
        elif isinstance(widget, QLineEdit):
            found += [widget.placeholderText(), widget.text()]
        elif isinstance(widget, QComboBox):
            found += [widget.itemText(i) for i in range(widget.count())]
    return list(filter(None, found))
