"""The interface's language: the system's or the chosen one, switched while running."""

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from softphone.ui import resources

_log = logging.getLogger("softphone.desktop")

LANGUAGES = ("en", "sv")
"""Those that the interface speaks whole; English is in the source."""


class Language:
    """`use` installs the translation of `code`; empty means the system's language, or English."""

    def __init__(self, app: QCoreApplication) -> None:
        self._app = app
        self._installed: list[QTranslator] = []

    def use(self, code: str) -> None:
        chosen = code or QLocale.system().name().partition("_")[0]
        if chosen not in LANGUAGES:
            chosen = "en"
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed = []
        if chosen == "en":
            return
        for name, folder in (
            (f"qtbase_{chosen}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
            (f"softphone_{chosen}", str(resources.folder() / "translations")),
        ):
            translator = QTranslator(self._app)
            if translator.load(name, folder):
                self._app.installTranslator(translator)
                self._installed.append(translator)
            elif name.startswith("softphone"):
                _log.error("no translation %s in %s", name, folder)


def country() -> str:
    """Where numbers without country code belong when no company's server says it: by the system's region, or
    Sweden where that says none."""
    _, _, territory = QLocale.system().name().partition("_")
    return territory if len(territory) == 2 else "SE"
