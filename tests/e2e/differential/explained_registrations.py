"""What differs in the scripts about REGISTER."""

from tests.e2e.differential.difference import Difference, one

REGISTRATIONS = (
    one(
        "REGISTER for bob with alice's credentials",
        "bob gets",
        "401, 401",
        "401, 403",
        "The credentials are right and the address is not theirs: 403 (RFC 3261 §10.3 step 4); a new "
        "challenge makes the telephone ask again for ever.",
    ),
    one(
        "REGISTER with credentials that were used before",
        "alice gets",
        "401, 200 (1 bound, 300 s), 200 (1 bound, 300 s)",
        "401, 200 (1 bound, 300 s), 401",
        "The nonce count has to rise, so what was overheard cannot be replayed (RFC 7616 §3.4); Debian's "
        "configuration leaves the count unchecked.",
    ),
    one(
        "REGISTER with credentials made for another user's nonce",
        "alice gets",
        "200 (1 bound, 300 s)",
        "401",
        "Our nonces are good from where they were asked for alone; the telephone tries again with its own.",
    ),
    Difference(
        "alice gets",
        "401, 400, 500",
        "401, 400",
        "One request has one final answer (RFC 3261 §17.2); Debian's configuration sends a second one.",
        ("REGISTER with a wildcard, but Expires 300", "REGISTER with a wildcard and a contact"),
    ),
    one(
        "REGISTER for 5 seconds",
        "alice gets",
        "401, 200 (1 bound, 60 s)",
        "401, 423 (Min-Expires 30)",
        "Too short is refused with what would do (RFC 3261 §10.3 step 7); Kamailio binds for longer than was "
        "asked for.",
    ),
    one(
        "REGISTER without any time",
        "alice gets",
        "401, 200 (1 bound, 3600 s)",
        "401, 200 (1 bound, 300 s)",
        "The registrar chooses (RFC 3261 §10.3 step 7): after 300 s a telephone that went without a word is "
        "no longer rung.",
    ),
    one(
        "REGISTER with the CSeq going back within one Call-ID",
        "alice gets",
        "401, 200 (1 bound, 300 s), 401, 400, 500",
        "401, 200 (1 bound, 300 s), 401, 500",
        "Both abort the update (RFC 3261 §10.3 step 7); the request is well-formed, so 500 and not 400, and "
        "one answer, not two.",
    ),
    one(
        "REGISTER at another domain",
        "alice gets",
        "401",
        "404",
        "A closed company server is no relay: Kamailio takes the credentials and passes the REGISTER on to "
        "wherever it says, and no answer comes.",
    ),
    one(
        "REGISTER of a contact that is no SIP address",
        "alice gets",
        "401, 200 (1 bound, 300 s)",
        "401, 400",
        "No call can be sent to a mail address; better said at once than with each call.",
    ),
    one(
        "REGISTER that requires an unknown extension",
        "alice gets",
        "401, 200 (1 bound, 300 s)",
        "401, 420 (Unsupported teleport)",
        "A registrar answers 420 to what it does not know (RFC 3261 §10.3 step 2).",
    ),
    one(
        "REGISTER through a Path that its sender does not support",
        "alice gets",
        "401, 200 (1 bound, 300 s)",
        "401, 420 (Unsupported path)",
        "Somebody put himself on the way of the telephone's calls, and it would not know: RFC 3327 §5.3 lets "
        "the registrar refuse that.",
    ),
)
