"""The language of the window: the system's, or the one chosen; it can change while the program runs.

Qt sends every widget a LanguageChange when a translator comes or goes, and each view says its words anew.
"""

import logging

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from softphone.ui import resources

_log = logging.getLogger(__name__)

LANGUAGES = {"en": "English", "sv": "Svenska"}
"""By code, each in its own words. English is the language of the sources."""

_installed: list[QTranslator] = []
"""Qt keeps no reference of its own to a translator."""


def of_system() -> str:
    """The first of our languages among those that the person prefers; English when there is none."""
    preferred = (name.partition("-")[0] for name in QLocale.system().uiLanguages())
    return next((code for code in preferred if code in LANGUAGES), "en")


def speak(app: QCoreApplication, chosen: str) -> str:
    """Speak `chosen`, a code of LANGUAGES, or the system's language when empty. Returns the code in force.

    Where the translation is missing (./run setup makes it) the window speaks English, and the log says so.
    """
    code = chosen if chosen in LANGUAGES else of_system()
    translator = None
    if code != "en":
        translator = QTranslator()
        file = resources.folder() / "translations" / f"softphone_{code}.qm"
        if not translator.load(str(file)):
            _log.error("%s is not there or not whole: the window speaks English", file)
            code, translator = "en", None
    QLocale.setDefault(QLocale(code))
    for former in _installed:
        app.removeTranslator(former)
    _installed.clear()
    if translator is not None:
        # Qt's own words, as on the buttons of its dialogs; ours come last and win.
        qt, folder = QTranslator(), QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if qt.load(f"qtbase_{code}", folder):
            _installed.append(qt)
        _installed.append(translator)
        for each in _installed:
            app.installTranslator(each)
    return code
