"""The numbers and colours that the whole window is made of. Lengths are device-independent pixels."""

from enum import Enum, IntEnum, auto

import msgspec


class Tone(Enum):
    """What a sentence or a state means to the person, apart from its colour."""

    INFO = auto()
    GOOD = auto()
    WARNING = auto()
    BAD = auto()


class Space(IntEnum):
    """The grid of 4."""

    HAIR = 4
    SMALL = 8
    MEDIUM = 12
    LARGE = 16
    WIDE = 24
    HUGE = 32


class Type(IntEnum):
    """The three type sizes, in pixels."""

    SMALL = 13
    BODY = 15
    TITLE = 20


TARGET = 32
"""No control is smaller than this in either direction."""
CONTROL = 36
"""Height of buttons and fields."""
ROW = 56
BAR = 56
RADIUS = 8
CARD_RADIUS = 12
EDGE = 4
"""At the left of a card."""
AVATAR = 36


class Colours(msgspec.Struct, frozen=True, kw_only=True):
    """One theme. A name ending in `_soft` is a tint that text of that colour stands on."""

    ground: str
    """Behind the calls."""
    surface: str
    """The list, the bars, the cards and the fields."""
    hover: str
    selected: str
    line: str
    """Hairlines between surfaces."""
    edge: str
    """The outline of a control."""
    text: str
    muted: str
    accent: str
    accent_hover: str
    accent_text: str
    """On the accent."""
    accent_soft: str
    warning: str
    warning_soft: str
    bad: str
    bad_soft: str
    bad_hover: str
    avatars: tuple[tuple[str, str], ...]
    """Background and letters."""

    def of(self, tone: Tone) -> tuple[str, str]:
        """Text and tint of a tone."""
        return {
            Tone.INFO: (self.text, self.hover),
            Tone.GOOD: (self.accent, self.accent_soft),
            Tone.WARNING: (self.warning, self.warning_soft),
            Tone.BAD: (self.bad, self.bad_soft),
        }[tone]

    def text_pairs(self) -> tuple[tuple[str, str], ...]:
        """Every text colour with every background it may stand on; the tests measure their contrast."""
        plain = tuple(
            (text, back)
            for text in (self.text, self.muted)
            for back in (self.ground, self.surface, self.hover, self.selected)
        )
        toned = tuple(pair for tone in Tone for pair in (self.of(tone), (self.of(tone)[0], self.surface)))
        return (
            *plain,
            *toned,
            (self.accent_text, self.accent),
            (self.accent_text, self.accent_hover),
            (self.bad, self.bad_hover),
            (self.bad, self.ground),
            (self.warning, self.ground),
            (self.accent, self.ground),
            *((letters, back) for back, letters in self.avatars),
        )


LIGHT = Colours(
    ground="#f3f5f7",
    surface="#ffffff",
    hover="#eff2f4",
    selected="#e4f1ec",
    line="#e1e5ea",
    edge="#c3cad3",
    text="#15191f",
    muted="#566070",
    accent="#0b7558",
    accent_hover="#085f47",
    accent_text="#ffffff",
    accent_soft="#e3f3ed",
    warning="#8a5200",
    warning_soft="#fdf1dc",
    bad="#b3263a",
    bad_soft="#fdecee",
    bad_hover="#fadde1",
    avatars=(
        ("#dce9f7", "#1f4e80"),
        ("#e6e1f6", "#4b3a91"),
        ("#f6e0ea", "#8a2557"),
        ("#fae4d6", "#86401a"),
        ("#f3ead0", "#6a5010"),
        ("#d9eee5", "#145f48"),
    ),
)

DARK = Colours(
    ground="#121519",
    surface="#1a1e24",
    hover="#242931",
    selected="#1c312b",
    line="#2a3038",
    edge="#434b57",
    text="#e9ecf1",
    muted="#a0a9b7",
    accent="#4fcf9f",
    accent_hover="#74dcb5",
    accent_text="#06251a",
    accent_soft="#18332a",
    warning="#f0b45b",
    warning_soft="#35291a",
    bad="#ff8a94",
    bad_soft="#3a2126",
    bad_hover="#4a282e",
    avatars=(
        ("#21374e", "#a9cdf3"),
        ("#322c52", "#c9bff5"),
        ("#472538", "#f3b3d0"),
        ("#472e1f", "#f3bf9e"),
        ("#40371c", "#e6cf86"),
        ("#1d4035", "#93dcc0"),
    ),
)

HIGH_LIGHT = Colours(
    ground="#ffffff",
    surface="#fefefe",
    hover="#ececec",
    selected="#d6ece3",
    line="#595959",
    edge="#1a1a1a",
    text="#000000",
    muted="#333a44",
    accent="#00492f",
    accent_hover="#00341f",
    accent_text="#ffffff",
    accent_soft="#e3f3ed",
    warning="#5c3300",
    warning_soft="#fdf1dc",
    bad="#7f0018",
    bad_soft="#fdecee",
    bad_hover="#fadde1",
    avatars=(
        ("#dce9f7", "#0d335c"),
        ("#e6e1f6", "#33246e"),
        ("#f6e0ea", "#68113d"),
        ("#fae4d6", "#5c2608"),
        ("#f3ead0", "#463306"),
        ("#d9eee5", "#06402d"),
    ),
)
"""7:1 for words, and an outline around everything that can be pressed."""

HIGH_DARK = Colours(
    ground="#000000",
    surface="#0a0a0a",
    hover="#262626",
    selected="#12352a",
    line="#a6a6a6",
    edge="#f2f2f2",
    text="#ffffff",
    muted="#d4d9e1",
    accent="#7df0c4",
    accent_hover="#a5f7d8",
    accent_text="#00170e",
    accent_soft="#0d2a20",
    warning="#ffcf85",
    warning_soft="#2b1f0d",
    bad="#ffb3ba",
    bad_soft="#331318",
    bad_hover="#421a20",
    avatars=(
        ("#16273a", "#cfe3fa"),
        ("#251f42", "#dfd8fb"),
        ("#36192a", "#f9d3e4"),
        ("#351f12", "#fadcc9"),
        ("#2e2711", "#f2e0a9"),
        ("#123027", "#bdf0dc"),
    ),
)

SIGN_OFF, SIGN_RINGS = "#8a94a3", "#f0a83c"
"""Of the tray's sign, which stands on the system's own ground, light or dark; the rest of it is of LIGHT."""

THEMES = (LIGHT, DARK, HIGH_LIGHT, HIGH_DARK)
"""No two have the same ground."""
