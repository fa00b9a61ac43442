"""Tells when this computer's network changed (sleep, Wi-Fi, VPN), where the system says so."""

import logging

from PySide6.QtCore import QObject, QTimer, Signal

_log = logging.getLogger("softphone.desktop")

SETTLE_MS = 1_500
"""A change comes as a handful of signals; addresses are there only after the last."""


class NetworkWatch(QObject):
    """`changed` once for each change, when it has settled and there is a network again."""

    changed = Signal(bool)
    """Whether the computer has slept meanwhile."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(self._settled)
        self._information: QObject | None = None
        self._slept = False

    def begin(self) -> None:
        """Loads Qt's network library: after the window is there."""
        from PySide6.QtNetwork import QNetworkInformation

        if not QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            _log.info("this system does not tell of network changes")
            return
        information = self._information = QNetworkInformation.instance()
        information.reachabilityChanged.connect(self.stirred)
        information.transportMediumChanged.connect(self.stirred)

    def stirred(self, *_what: object) -> None:
        """Something about the network changed, and may go on changing."""
        self._settling.start()

    def woke(self) -> None:
        """The computer has slept: whether anything changed meanwhile, nobody knows."""
        self._slept = True
        self._settling.start()

    def _settled(self) -> None:
        from PySide6.QtNetwork import QNetworkInformation

        information = self._information
        if isinstance(information, QNetworkInformation) and (
            information.reachability() is QNetworkInformation.Reachability.Disconnected
        ):
            return
        slept, self._slept = self._slept, False
        _log.info("the computer slept" if slept else "the network changed")
        self.changed.emit(slept)
