"""What differs in the scripts about requests out of the ordinary."""

from tests.e2e.differential.difference import AS_ABOVE, NOTHING, Difference, one

_STRANGE_REFERENCE = (
    "A request that claims a dialog goes only where a token that we signed says; else anybody could have the "
    "server send anything to anybody."
)

REQUESTS = (
    one(
        "Max-Forwards 1",
        "Max-Forwards",
        "0",
        "70",
        "Of ACK, which is the server's own for a failure (RFC 3261 §17.1.1.3): its hops are its own.",
    ),
    one(
        "No Max-Forwards",
        "Max-Forwards",
        "10",
        "70",
        "RFC 3261 §16.6 step 3 says 70; Debian's configuration says 10.",
    ),
    one(
        "A contact that is the server itself (a spiral)",
        "alice gets",
        "407, 407",
        "407, 480",
        "The second 407 is the server's challenge to itself, which the caller would answer again and again.",
    ),
    one(
        "What reached the telephone comes back as it is, to the address that was dialled (a loop)",
        "bob gets",
        "407",
        "482",
        "A proxy that forks has to detect loops (RFC 5393 §4.2); here Kamailio's challenge hides one.",
    ),
    one(
        "An unknown method to the server",
        "alice gets",
        "407, 484",
        "501",
        "The address is complete; it is the method that nobody here knows (RFC 3261 §21.5.2).",
    ),
    one(
        "REFER outside a dialog",
        "Record-Routes",
        "0",
        "1",
        "REFER makes a dialog (RFC 3515): its NOTIFYs have to come through us, who know where each telephone "
        "is.",
    ),
    one(
        "INFO outside a dialog",
        "alice gets",
        "407, 200",
        "481",
        "INFO belongs to the dialog of a call (RFC 6086), and there is none.",
    ),
    one("INFO outside a dialog", "bob is asked", "INFO", NOTHING, AS_ABOVE),
    Difference(
        "alice gets",
        "407, 481",
        "481",
        "The answer is the same without asking the telephone.",
        ("NOTIFY outside a dialog", "BYE outside a dialog"),
    ),
    one("NOTIFY outside a dialog", "bob is asked", "NOTIFY", NOTHING, AS_ABOVE),
    Difference(
        "bob is asked",
        "BYE",
        NOTHING,
        "There is no dialog that it could end, and a made up one must not reach a telephone.",
        ("BYE outside a dialog", "BYE of a dialog that there never was, by a made up Route"),
    ),
    one(
        "SUBSCRIBE to a colleague's presence",
        "alice gets",
        "407, 489",
        "407, 200",
        "The engine is the presence server; Kamailio, without its presence modules, asks the telephone.",
    ),
    one("SUBSCRIBE to a colleague's presence", "alice is asked", NOTHING, "NOTIFY", AS_ABOVE),
    Difference(
        "bob is asked",
        "SUBSCRIBE",
        NOTHING,
        "What colleagues may see is the server's to say, not each telephone's.",
        ("SUBSCRIBE to a colleague's presence", "SUBSCRIBE to an unknown event"),
    ),
    one(
        "PUBLISH",
        "alice gets",
        "407, 404",
        "489",
        "The person exists; it is the event that is not published here (RFC 3903 §6).",
    ),
    one(
        "An INVITE in an unknown scheme",
        "alice gets",
        "400",
        "416",
        "416 is the answer to a scheme that a proxy does not know (RFC 3261 §16.3 step 2).",
    ),
    one(
        "A tel URI",
        "alice gets",
        "407, 478, 478",
        "407, 404",
        "A number that no way leads to is not found; Debian's configuration takes it for another domain, "
        "fails to find that, and says so twice.",
    ),
    one(
        "An INVITE with a P-Asserted-Identity of its own",
        "P-Asserted-Identity",
        "sip:boss@company.test",
        "sip:alice@company.test",
        "What a client asserts is taken out (RFC 3325 §5); the caller is whose digest it was.",
    ),
    one(
        "An INVITE with the From of a colleague",
        "alice gets",
        "407, 407",
        "407, 403",
        "Neither lets it through; right credentials get no new challenge (RFC 3261 §21.4.4).",
    ),
    one(
        "An INVITE of somebody unknown with a From of another domain",
        "mallory gets",
        "486",
        "407",
        "A closed PBX must not relay a foreign From: anybody could ring everybody, under any name.",
    ),
    Difference(
        "bob is asked",
        "INVITE, ACK",
        NOTHING,
        "Neither a stranger nor a call that is meant to go on to elsewhere rings here.",
        (
            "An INVITE of somebody unknown with a From of another domain",
            "An INVITE with a Route to elsewhere",
        ),
    ),
    one(
        "An INVITE of somebody unknown from and to other domains",
        "mallory gets",
        "403",
        "407",
        "Neither passes it on; we tell strangers nothing before they have said who they are.",
    ),
    one(
        "An INVITE of a colleague to another domain",
        "alice gets",
        "407, 486",
        "407, 403",
        "A closed PBX calls its own people, and the telephone network through its trunks: not free "
        "addresses, which no class of service covers.",
    ),
    Difference(
        "outside is asked",
        "INVITE, ACK",
        NOTHING,
        "Nothing goes to a free address, and surely not for a stranger with a made up dialog: an open relay.",
        (
            "An INVITE of a colleague to another domain",
            "INVITE with a made up To tag and Route, to another domain",
        ),
    ),
    one(
        "An INVITE with a Route to elsewhere",
        "alice gets",
        "407, 486",
        "403",
        "A Route says where a request has to go (RFC 3261 §16.6 step 6): not going there is to be said, and "
        "Debian's configuration drops the header in silence.",
    ),
    one(
        "BYE with a To tag and without Route, to the telephone itself",
        "alice gets",
        "407, 180, 200, 404, 200",
        "407, 180, 200, 481, 200",
        "Neither passes it on; 481 says that it is the dialog that is not known here (RFC 3261 §12.2.2), and "
        "ends it at the caller's.",
    ),
    one(
        "INVITE with a made up To tag and Route, to another domain",
        "mallory gets",
        "486",
        "481",
        _STRANGE_REFERENCE,
    ),
    one("ACK of nothing", "bob is asked", "ACK", NOTHING, _STRANGE_REFERENCE),
    one(
        "A response that nobody asked for, with somebody else's Via below",
        "victim gets",
        "200",
        NOTHING,
        "A stateful proxy drops a response to what it never sent (RFC 6026 §7.3): else it throws what "
        "anybody sends at anybody.",
    ),
    one(
        "Content-Length under what there is",
        "mallory gets",
        "400",
        "407",
        "In a datagram what follows the body is not looked at (RFC 3261 §18.3).",
    ),
    Difference(
        "mallory gets",
        NOTHING,
        "400",
        "The Via can be read, so the sender can be told instead of asking again for 32 s.",
        ("Content-Length that is no number", "No Call-ID"),
    ),
    Difference(
        "mallory gets",
        "407",
        "400",
        "It does not follow the grammar (RFC 3261 §8.1.1, §20.42), and what is passed on is another's fault.",
        ("Via that cannot be read", "No tag in From"),
    ),
    one("SIP/3.0", "mallory gets", NOTHING, "505", "505 is the answer to it (RFC 3261 §21.5.6)."),
    one(
        "A keep-alive (two line ends), and what is no SIP",
        "mallory gets",
        NOTHING,
        "line end",
        "Some telephones send over UDP the keep-alive that RFC 5626 §3.5.1 has for TCP, and wait for it.",
    ),
)
