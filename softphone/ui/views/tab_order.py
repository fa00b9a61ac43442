"""Tab goes as one reads: in the order of the layouts, whenever the widgets were made."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def stops(layout: QLayout) -> Iterator[QWidget]:
    """Whatever Tab may stop at in there, as one reads."""
    for n in range(layout.count()):
        item = layout.itemAt(n)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                yield widget
            inner = widget.layout()
        if inner is not None:
            yield from stops(inner)


def chain(first: QWidget, rest: list[QWidget]) -> None:
    """After `first`, one by one."""
    for widget in rest:
        QWidget.setTabOrder(first, widget)
        first = widget
