"""What differs in the scripts about calls."""

from tests.e2e.differential.difference import AS_ABOVE, NOTHING, Difference, one

CALLS = (
    one(
        "Hold and a transfer in a call: re-INVITE, REFER, NOTIFY",
        "Record-Routes",
        "1",
        "0",
        "Of NOTIFY: within a dialog a Record-Route changes no route set any more (RFC 3261 §12.2).",
    ),
    one(
        "A call to a colleague who is not registered",
        "alice gets",
        "407, 404",
        "407, 480",
        "The colleague exists and is not there now: 480, and 404 for who does not exist (RFC 3261 §16.5).",
    ),
    one(
        "A call to oneself",
        "alice gets",
        "407, 486",
        "407, 480",
        "A telephone is not rung by the call that it is making; one's other telephones are.",
    ),
    one(
        "A call to oneself",
        "alice is asked",
        "INVITE, ACK",
        NOTHING,
        "As above: the caller's own telephone is left out.",
    ),
    one(
        "The telephone answers 503",
        "alice gets",
        "407, 500",
        "407, 480",
        "A 503 must not reach the caller (RFC 3261 §16.7 step 6); the person cannot be reached, which the "
        "rules take further, and with nothing left is 480.",
    ),
    one(
        "The telephone itself wants credentials (401)",
        "alice gets",
        "407, 401",
        "407, 480",
        "A colleague's telephone has no business asking for a caller's secret; the company's realm is the "
        "only one they share.",
    ),
    one(
        "Two telephones: 404 and 486",
        "alice gets",
        "407, 404",
        "407, 486",
        "Within a class the choice is free (RFC 3261 §16.7 step 6): that the person is busy says more than "
        "that one of the telephones knows nobody.",
    ),
    one(
        "CANCEL of nothing",
        "alice gets",
        NOTHING,
        "481",
        "A CANCEL that matches nothing is answered 481 (RFC 3261 §9.2); silence is asked again for 32 s.",
    ),
    one(
        "It rings a second without an answer",
        "alice gets",
        "407, 180, 408",
        "407, 180, 480",
        "The server did not time out, the person did not answer: 480 is for that (RFC 3261 §21.4.18).",
    ),
    Difference(
        "Reason",
        "none",
        'SIP;cause=480;text="No answer"',
        "Of CANCEL: the telephone is told why it stops ringing (RFC 3326), and shows a missed call or not.",
        (
            "It rings a second without an answer",
            "The 200 crosses the server's own CANCEL for no answer",
        ),
    ),
    one(
        "The 200 crosses the server's own CANCEL for no answer",
        "alice gets",
        "407, 180, 408, 200",
        "407, 180, 200, 200",
        "Who answers at the last moment has answered: one final response, the 200 (RFC 3261 §16.7 step 5). "
        "From Kamailio it follows a 408, after which no caller takes it; the second 200 of ours is that of "
        "BYE.",
    ),
    one(
        "The 200 crosses the server's own CANCEL for no answer",
        "dave is asked",
        "INVITE, CANCEL",
        "INVITE, CANCEL, ACK, BYE",
        "The call is a call; with Kamailio the telephone that answered sits in one that nobody else is in.",
    ),
    one(
        "A telephone that is registered and silent",
        "alice gets",
        "407, 408",
        "407, 480",
        "Nobody is there: the rules treat it as no connection, and with nothing left it is 480.",
    ),
    one(
        "302 to a colleague",
        "alice gets",
        "407, 302",
        "407, 181, 486",
        "A proxy may follow a redirection (RFC 3261 §16.7 step 4): the colleague's rules and class of "
        "service hold, and callers whose telephones follow none get through.",
    ),
    one("302 to a colleague", "carol is asked", NOTHING, "INVITE, ACK", AS_ABOVE),
    one(
        "302 to an address elsewhere",
        "alice gets",
        "407, 302",
        "407, 480",
        "A colleague's telephone must not send callers of the company to a free address; we are no relay.",
    ),
    one(
        "The same INVITE a second time by another way (merged request)",
        "alice gets",
        "407, 486, 486",
        "407, 407, 486",
        "Its credentials were used before (RFC 7616 §3.4), so nothing rings twice.",
    ),
    one(
        "The same INVITE a second time by another way (merged request)",
        "bob is asked",
        "INVITE, INVITE, ACK, ACK",
        "INVITE, ACK",
        AS_ABOVE,
    ),
)
