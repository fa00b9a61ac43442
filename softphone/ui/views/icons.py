"""Our icons, drawn as paths on a grid of 24, so that they are sharp at every scale and take any colour."""

import math
from enum import Enum, auto
from functools import cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QIcon,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPen,
    QPixmap,
    QPixmapCache,
    QTransform,
)

_GRID = 24.0
_STROKE = 1.8
_SCALES = (1.0, 1.5, 2.0, 3.0)
"""Device pixels per pixel that an icon is kept for."""


class Glyph(Enum):
    PHONE = auto()
    HANG_UP = auto()
    PAUSE = auto()
    PLAY = auto()
    MICROPHONE = auto()
    MICROPHONE_OFF = auto()
    KEYPAD = auto()
    GEAR = auto()
    SEARCH = auto()
    CLOSE = auto()
    SIGN_OUT = auto()
    LOCK = auto()
    PARK = auto()
    LOCK_OPEN = auto()
    SPEAKER = auto()
    GLOBE = auto()
    INFO = auto()
    GOOD = auto()
    WARNING = auto()
    PERSON = auto()
    DOWN = auto()
    TRANSFER = auto()
    FORWARD = auto()
    SPEECH = auto()
    SWAP = auto()
    PEOPLE = auto()
    CLOCK = auto()
    BOOK = auto()
    AWAY = auto()
    UP = auto()
    STAR = auto()
    STARRED = auto()
    PICK_UP = auto()
    CALENDAR = auto()


_FILLED = frozenset(
    {Glyph.PHONE, Glyph.HANG_UP, Glyph.KEYPAD, Glyph.PLAY, Glyph.TRANSFER, Glyph.STARRED, Glyph.PICK_UP}
)


def paint(painter: QPainter, glyph: Glyph, rect: QRectF, colour: str) -> None:
    """Draw the glyph over the whole of `rect`, a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / _GRID, rect.height() / _GRID)
    ink = QColor(colour)
    if glyph in _FILLED:
        painter.fillPath(_path(glyph), ink)
    else:
        pen = QPen(ink, _STROKE)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(_path(glyph), pen)
    painter.restore()


def icon(glyph: Glyph, colour: str, size: int, gap: int = 0) -> QIcon:
    """`gap`: empty pixels at the right, where words follow; the icon is `size + gap` wide."""
    made = QIcon()
    for scale in _SCALES:
        pixmap = _pixmap(glyph, colour, size, gap, scale)
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
            made.addPixmap(pixmap, mode)
    return made


def _pixmap(glyph: Glyph, colour: str, size: int, gap: int, scale: float) -> QPixmap:
    """Drawn once: a window has hundreds of buttons, and some dozens of different icons."""
    key, side = f"{glyph.name} {colour} {size} {gap} {scale}", round(size * scale)
    pixmap = QPixmap(QSize(round((size + gap) * scale), side))
    if not QPixmapCache.find(key, pixmap):
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint(painter, glyph, QRectF(0, 0, side, side), colour)
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        QPixmapCache.insert(key, pixmap)
    return pixmap


@cache
def _path(glyph: Glyph) -> QPainterPath:
    return _DRAWINGS[glyph]()


def _lines(*strokes: tuple[tuple[float, float], ...]) -> QPainterPath:
    path = QPainterPath()
    for first, *rest in strokes:
        path.moveTo(*first)
        for point in rest:
            path.lineTo(*point)
    return path


def _handset() -> QPainterPath:
    """Lying, its hollow side down: the way one puts it back."""
    path = QPainterPath(QPointF(2, 14))
    path.cubicTo(2, 10, 6.8, 7.6, 12, 7.6)
    path.cubicTo(17.2, 7.6, 22, 10, 22, 14)
    path.lineTo(22, 15.4)
    path.quadTo(22, 17, 20.4, 16.8)
    path.lineTo(17.4, 16.3)
    path.quadTo(16, 16.1, 16, 14.8)
    path.lineTo(16, 13)
    path.cubicTo(14.6, 12.2, 9.4, 12.2, 8, 13)
    path.lineTo(8, 14.8)
    path.quadTo(8, 16.1, 6.6, 16.3)
    path.lineTo(3.6, 16.8)
    path.quadTo(2, 17, 2, 15.4)
    path.closeSubpath()
    return path


def _lifted_handset() -> QPainterPath:
    turn = QTransform().translate(12, 12).rotate(-135).translate(-12, -12.2)
    return turn.map(_handset())


def _pause() -> QPainterPath:
    return _lines(((9, 6), (9, 18)), ((15, 6), (15, 18)))


def _play() -> QPainterPath:
    path = QPainterPath(QPointF(8, 6.2))
    path.quadTo(8, 5, 9.1, 5.6)
    path.lineTo(18.3, 11.2)
    path.quadTo(19.5, 12, 18.3, 12.8)
    path.lineTo(9.1, 18.4)
    path.quadTo(8, 19, 8, 17.8)
    path.closeSubpath()
    return path


def _microphone() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(9, 3, 6, 11), 3, 3)
    path.moveTo(5.5, 11.5)
    path.cubicTo(5.5, 19.6, 18.5, 19.6, 18.5, 11.5)
    path.addPath(_lines(((12, 17.8), (12, 21))))
    return path


def _microphone_off() -> QPainterPath:
    path = _microphone()
    path.addPath(_lines(((4, 3.5), (20, 20.5))))
    return path


def _keypad() -> QPainterPath:
    path = QPainterPath()
    for x in (6, 12, 18):
        for y in (5, 12, 19):
            path.addEllipse(QPointF(x, y), 1.7, 1.7)
    return path


def _gear() -> QPainterPath:
    path = QPainterPath()
    teeth = 8
    for n in range(teeth):
        middle = 2 * math.pi * n / teeth - math.pi / 2
        for radius, offset in ((7.0, -0.24), (9.6, -0.16), (9.6, 0.16), (7.0, 0.24)):
            point = QPointF(
                12 + radius * math.cos(middle + offset * 1.05), 12 + radius * math.sin(middle + offset * 1.05)
            )
            if path.elementCount() == 0:
                path.moveTo(point)
            else:
                path.lineTo(point)
    path.closeSubpath()
    path.addEllipse(QPointF(12, 12), 3.2, 3.2)
    return path


def _search() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(10.5, 10.5), 6.5, 6.5)
    path.addPath(_lines(((15.4, 15.4), (20.5, 20.5))))
    return path


def _close() -> QPainterPath:
    return _lines(((6, 6), (18, 18)), ((18, 6), (6, 18)))


def _sign_out() -> QPainterPath:
    return _lines(
        ((10, 4), (5.5, 4), (5.5, 20), (10, 20)), ((10.5, 12), (20, 12)), ((16, 7.8), (20.2, 12), (16, 16.2))
    )


def _lock() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(5, 10.5, 14, 10), 2.4, 2.4)
    path.moveTo(8, 10)
    path.lineTo(8, 7.5)
    path.cubicTo(8, 2.2, 16, 2.2, 16, 7.5)
    path.lineTo(16, 10)
    return path


def _lock_open() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(3, 10.5, 14, 10), 2.4, 2.4)
    path.moveTo(13.5, 10)
    path.lineTo(13.5, 7.5)
    path.cubicTo(13.5, 2.2, 21.5, 2.2, 21.5, 7.5)
    path.lineTo(21.5, 9)
    return path


def _park() -> QPainterPath:
    """As on the sign of a parking place."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(3.5, 3.5, 17, 17), 3, 3)
    path.moveTo(9.5, 17)
    path.lineTo(9.5, 7.5)
    path.lineTo(12.5, 7.5)
    path.cubicTo(16.6, 7.5, 16.6, 13.2, 12.5, 13.2)
    path.lineTo(9.5, 13.2)
    return path


def _speaker() -> QPainterPath:
    path = _lines(((4, 9.5), (7.5, 9.5), (12, 5.5), (12, 18.5), (7.5, 14.5), (4, 14.5), (4, 9.5)))
    path.moveTo(15.5, 9)
    path.quadTo(17.4, 12, 15.5, 15)
    path.moveTo(18.4, 6.6)
    path.quadTo(22, 12, 18.4, 17.4)
    return path


def _globe() -> QPainterPath:
    path = _disc()
    path.addEllipse(QPointF(12, 12), 3.8, 9)
    path.addPath(_lines(((3.6, 9), (20.4, 9)), ((3.6, 15), (20.4, 15))))
    return path


def _disc() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(12, 12), 9, 9)
    return path


def _info() -> QPainterPath:
    path = _disc()
    path.addPath(_lines(((12, 11), (12, 16.2)), ((12, 7.6), (12, 7.7))))
    return path


def _good() -> QPainterPath:
    path = _disc()
    path.addPath(_lines(((8, 12.2), (11, 15.2), (16.2, 9.2))))
    return path


def _away() -> QPainterPath:
    path = _disc()
    path.addPath(_lines(((8, 12), (16, 12))))
    return path


def _warning() -> QPainterPath:
    return _lines(
        ((12, 3.8), (21.4, 20), (2.6, 20), (12, 3.8), (12.01, 3.8)),
        ((12, 10), (12, 14.2)),
        ((12, 17), (12, 17.1)),
    )


def _person() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(12, 8), 4, 4)
    path.moveTo(4.5, 20)
    path.cubicTo(5, 13, 19, 13, 19.5, 20)
    return path


def _calendar() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(4, 5.5, 16, 14.5), 2, 2)
    for begin, end in (((4, 10), (20, 10)), ((8.5, 3.5), (8.5, 7)), ((15.5, 3.5), (15.5, 7))):
        path.moveTo(QPointF(*begin))
        path.lineTo(QPointF(*end))
    return path


def _clock() -> QPainterPath:
    path = _lines(((12, 7), (12, 12), (15.5, 14)))
    path.addEllipse(QPointF(12, 12), 8.5, 8.5)
    return path


def _book() -> QPainterPath:
    """An address book: its tabs at the right, somebody on its cover."""
    path = _lines(((19, 7), (21, 7)), ((19, 12), (21, 12)), ((19, 17), (21, 17)))
    path.addRoundedRect(QRectF(4, 3.5, 15, 17), 2, 2)
    path.addEllipse(QPointF(11.5, 9.5), 2.2, 2.2)
    path.moveTo(7.5, 16)
    path.cubicTo(8, 12.8, 15, 12.8, 15.5, 16)
    return path


def _down() -> QPainterPath:
    return _lines(((6, 9.5), (12, 15.5), (18, 9.5)))


def _up() -> QPainterPath:
    return _lines(((6, 14.5), (12, 8.5), (18, 14.5)))


def _forward() -> QPainterPath:
    path = QPainterPath(QPointF(4, 19))
    path.cubicTo(4, 12, 8, 9.5, 13, 9.5)
    path.lineTo(20, 9.5)
    path.addPath(_lines(((15.2, 4.7), (20, 9.5), (15.2, 14.3))))
    return path


def _transfer() -> QPainterPath:
    """The handset, and an arrow that leads away from it."""
    return _handset_with(((13.2, 6), (21.4, 6)), ((17.8, 2.2), (21.6, 6), (17.8, 9.8)))


def _pick_up() -> QPainterPath:
    """The handset, and an arrow that comes to it."""
    return _handset_with(((21.4, 2.4), (14.2, 9.6)), ((14, 3.8), (14, 9.8), (20, 9.8)))


def _handset_with(*strokes: tuple[tuple[float, float], ...]) -> QPainterPath:
    path = QTransform().translate(-1, 4).scale(0.86, 0.86).map(_lifted_handset())
    pen = QPainterPathStroker()
    pen.setWidth(_STROKE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return path.united(pen.createStroke(_lines(*strokes)))


def _star() -> QPainterPath:
    path = QPainterPath()
    for n in range(10):
        radius, angle = (9.4, 4.2)[n % 2], math.pi * n / 5 - math.pi / 2
        point = QPointF(12 + radius * math.cos(angle), 12.6 + radius * math.sin(angle))
        if n == 0:
            path.moveTo(point)
        else:
            path.lineTo(point)
    path.closeSubpath()
    return path


def _speech() -> QPainterPath:
    path = QPainterPath(QPointF(8, 17))
    path.lineTo(4.5, 20.5)
    path.lineTo(4.5, 7.5)
    path.quadTo(4.5, 4.5, 7.5, 4.5)
    path.lineTo(17, 4.5)
    path.quadTo(20, 4.5, 20, 7.5)
    path.lineTo(20, 14)
    path.quadTo(20, 17, 17, 17)
    path.closeSubpath()
    return path


def _swap() -> QPainterPath:
    return _lines(
        ((4, 8.5), (19.5, 8.5)),
        ((15.5, 4.5), (19.5, 8.5), (15.5, 12.5)),
        ((20, 16.5), (4.5, 16.5)),
        ((8.5, 12.5), (4.5, 16.5), (8.5, 20.5)),
    )


def _people() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(9, 8.5), 3.4, 3.4)
    path.moveTo(2.8, 19.5)
    path.cubicTo(3.2, 13, 14.8, 13, 15.2, 19.5)
    path.moveTo(15.5, 5.4)
    path.cubicTo(19.6, 5.6, 19.6, 11.4, 15.5, 11.6)
    path.moveTo(17.6, 14.4)
    path.cubicTo(20, 15, 21, 17, 21.2, 19.5)
    return path


_DRAWINGS = {
    Glyph.PHONE: _lifted_handset,
    Glyph.HANG_UP: _handset,
    Glyph.PAUSE: _pause,
    Glyph.PLAY: _play,
    Glyph.MICROPHONE: _microphone,
    Glyph.MICROPHONE_OFF: _microphone_off,
    Glyph.KEYPAD: _keypad,
    Glyph.GEAR: _gear,
    Glyph.SEARCH: _search,
    Glyph.CLOSE: _close,
    Glyph.SIGN_OUT: _sign_out,
    Glyph.LOCK: _lock,
    Glyph.PARK: _park,
    Glyph.LOCK_OPEN: _lock_open,
    Glyph.SPEAKER: _speaker,
    Glyph.GLOBE: _globe,
    Glyph.INFO: _info,
    Glyph.GOOD: _good,
    Glyph.WARNING: _warning,
    Glyph.PERSON: _person,
    Glyph.DOWN: _down,
    Glyph.CLOCK: _clock,
    Glyph.CALENDAR: _calendar,
    Glyph.BOOK: _book,
    Glyph.AWAY: _away,
    Glyph.UP: _up,
    Glyph.TRANSFER: _transfer,
    Glyph.FORWARD: _forward,
    Glyph.SPEECH: _speech,
    Glyph.SWAP: _swap,
    Glyph.PEOPLE: _people,
    Glyph.STAR: _star,
    Glyph.STARRED: _star,
    Glyph.PICK_UP: _pick_up,
}
