"""Differences of so many scripts that the page tells them once."""

from tests.e2e.differential.difference import Difference

_FAILED = (
    "Busy (486)",
    "Declined (603)",
    "The telephone answers 503",
    "The telephone itself wants credentials (401)",
    "Two telephones, one preferred (q)",
    "Two telephones: one is busy, the other answers",
    "Two telephones: one answers, the other stops ringing",
    "Two telephones: one declines for both (603)",
    "Two telephones: 404 and 486",
    "Two telephones: 503 and 486",
    "Two telephones answer at the same time (two 200s)",
    "CANCEL before the telephone says anything",
    "CANCEL while it rings",
    "CANCEL with a reason while it rings",
    "CANCEL crosses the 200",
    "It rings a second without an answer",
    "The 200 crosses the server's own CANCEL for no answer",
    "302 to a colleague",
    "302 to an address elsewhere",
    "The same INVITE a second time by another way (merged request)",
    "What reached the telephone comes back as it is, to the address that was dialled (a loop)",
    "An INVITE that requires an unknown extension",
    "An INVITE with a Route to the server (a preloaded proxy)",
    "No Contact in an INVITE",
    "An INVITE whose answer has another Via than it came with",
)
"""Calls of alice's in which a telephone was acknowledged or cancelled by the server."""
_CALLED = (
    *_FAILED,
    "A call; the caller hangs up",
    "A call; the called hangs up",
    "Hold and a transfer in a call: re-INVITE, REFER, NOTIFY",
    "Early sound, and UPDATE and INFO in a call",
    "CANCEL after the call was answered",
    "A telephone that is registered and silent",
    "Max-Forwards 1",
    "No Max-Forwards",
    "BYE with a To tag and without Route, to the telephone itself",
)
"""Calls of alice's that reached a telephone."""
_OWN_IDENTITY = ("An INVITE with a P-Asserted-Identity of its own", "An INVITE with Privacy: id")
_HANDED_ON = (
    "An unknown method to a colleague",
    "MESSAGE to a colleague",
    "OPTIONS to a colleague",
    "REFER outside a dialog",
    "The same request twice (a retransmission)",
)

EVERYWHERE = (
    Difference(
        "P-Asserted-Identity",
        "none",
        "sip:alice@company.test",
        "Who signed in is known, so telephones are told (RFC 3325 §5) and need not believe From.",
        (*_CALLED, *_HANDED_ON),
    ),
    Difference(
        "Session-Expires",
        "none",
        "600",
        "A proxy may ask for session timers (RFC 4028 §8.1): a call whose telephones vanished is noticed.",
        (*_CALLED, *_OWN_IDENTITY),
    ),
    Difference(
        "Max-Forwards",
        "69",
        "70",
        "Of CANCEL and of ACK for a failure: both go one hop and are made by the server (RFC 3261 §9.1, "
        "§17.1.1.3), so they begin with the 70 of §8.1.1.6.",
        (*_FAILED, *_OWN_IDENTITY),
    ),
)
