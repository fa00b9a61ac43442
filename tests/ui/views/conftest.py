"""Views are tested as they are seen: dressed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from softphone.ui.views import style


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    style.load_fonts()
    style.apply(qapp, Qt.ColorScheme.Light)
