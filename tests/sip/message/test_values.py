"""URI, name-addr, Via, CSeq, Replaces, Digest: the typed headers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.sip.message.address import Address, parse_address
from softphone.sip.message.auth import Challenge, Credentials, parse_challenge, parse_credentials
from softphone.sip.message.cseq import CSeq, parse_cseq
from softphone.sip.message.errors import ParseError
from softphone.sip.message.grammar import parse_params, split_list, with_param, write_params
from softphone.sip.message.replaces import Replaces, parse_replaces, replaces_in
from softphone.sip.message.uri import Uri, parse_uri
from softphone.sip.message.via import Via, parse_via


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("sip:bob@company.test", Uri("sip", "bob", "company.test")),
        ("SIP:Bob@Company.TEST:5070", Uri("sip", "Bob", "company.test", 5070)),
        ("sips:company.test", Uri("sips", "", "company.test")),
        ("sip:bob:secret@host", Uri("sip", "bob", "host", password="secret")),
        ("sip:[::1]:5060;lr", Uri("sip", "", "[::1]", 5060, (("lr", ""),))),
        ("sip:b@h;transport=TCP;ob", Uri("sip", "b", "h", None, (("transport", "TCP"), ("ob", "")))),
        ("sip:b@h?Replaces=a%3Bto-tag%3Db", Uri("sip", "b", "h", headers="Replaces=a%3Bto-tag%3Db")),
        ("sip:%61lice@h", Uri("sip", "alice", "h")),
        ("sip:user;par=u@h;x=y", Uri("sip", "user;par=u", "h", None, (("x", "y"),))),
        ("tel:+46-8-123;ext=5", Uri("tel", "+46-8-123", params=(("ext", "5"),))),
        ("http://x/y", Uri("http", opaque="//x/y")),
    ],
)
def test_uris(text: str, uri: Uri) -> None:
    assert parse_uri(text) == uri
    assert parse_uri(str(uri)) == uri


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bob",
        "sip:",
        "sip:@",
        "sip:b@",
        "sip:b@h:0",
        "sip:b@h:70000",
        "sip:b@h x",
        "sip:<b@h>",
        "sip:b@h:port",
    ],
)
def test_bad_uris(text: str) -> None:
    with pytest.raises(ParseError):
        parse_uri(text)


@pytest.mark.parametrize(
    ("text", "transport"),
    [
        ("sip:h", "udp"),
        ("sip:h;transport=tcp", "tcp"),
        ("sips:h", "tls"),
        ("sips:h;transport=tcp", "tls"),
        ("sip:h;transport=TLS", "tls"),
    ],
)
def test_the_transport_of_a_uri(text: str, transport: str) -> None:
    assert parse_uri(text).transport == transport


@pytest.mark.parametrize(
    ("text", "name", "user", "tag"),
    [
        ('"Åsa \\"B\\"" <sip:asa@h>;tag=1', 'Åsa "B"', "asa", "1"),
        ("Bob Smith <sip:bob@h> ; tag = 2", "Bob Smith", "bob", "2"),
        ("<sip:bob@h;tag=no>;tag=3", "", "bob", "3"),
        ("sip:bob@h;tag=4", "", "bob", "4"),
        ('"a, b" <sip:bob@h>', "a, b", "bob", ""),
        ('""<sip:bob@h>', "", "bob", ""),
    ],
)
def test_addresses(text: str, name: str, user: str, tag: str) -> None:
    address = parse_address(text)
    assert (address.name, address.uri.user, address.tag) == (name, user, tag)
    assert parse_address(str(address)) == address


@pytest.mark.parametrize(
    "text", ["", "<>", "<sip:b@h", '"a <sip:b@h>', "sip:b@h?x=y", "a <sip:b@h> b", "<sip:b@h>;="]
)
def test_bad_addresses(text: str) -> None:
    with pytest.raises(ParseError):
        parse_address(text)


@given(st.text(max_size=40))
def test_any_display_name_survives_or_is_made_harmless(name: str) -> None:
    written = str(Address(Uri("sip", "b", "h"), name))
    assert "\r" not in written
    assert "\n" not in written
    if name.isprintable():
        assert parse_address(written).name == name


@given(st.text(max_size=30))
def test_any_user_part_survives_escaping(user: str) -> None:
    try:
        user.encode()
    except UnicodeEncodeError:
        return
    written = str(Uri("sip", user, "h"))
    assert parse_uri(written).user == user


def test_vias() -> None:
    via = parse_via("SIP / 2.0 / udp  First.example : 4000 ;ttl=16 ;branch=z9hG4bK1 ; rport")
    assert (via.transport, via.host, via.port, via.branch, via.rport) == (
        "UDP",
        "First.example",
        4000,
        "z9hG4bK1",
        "",
    )
    assert via.sent_by == "first.example:4000"
    assert parse_via("SIP/2.0/TLS h;branch=x").sent_by == "h:5061"
    assert parse_via(str(via)) == via


@given(
    st.sampled_from(["UDP", "TCP", "TLS", "WS", "udp", "X-1"]),
    st.from_regex(r"[A-Za-z0-9\-_.:\[\]é٣ ]{0,8}", fullmatch=True),
    st.from_regex(r"(:[0-9٣]{0,6})?", fullmatch=True),
    st.sampled_from(["", ";", ";rport", ";branch=z9hG4bK-1;rport", ";a b"]),
)
def test_a_via_as_most_are_written_is_what_the_grammar_says(
    transport: str, host: str, port: str, params: str
) -> None:
    def parsed(text: str) -> Via | None:
        try:
            return parse_via(text)
        except ParseError:
            return None

    # A space about a slash is allowed, and only the grammar knows that.
    assert parsed(f"SIP/2.0/{transport} {host}{port}{params}") == parsed(
        f"SIP/2.0 /{transport} {host}{port}{params}"
    )


@pytest.mark.parametrize(
    "text", ["", "SIP/2.0/UDP", "SIP/1.0/UDP h", "SIP/2.0/UDP h:x", "SIP/2.0/UDP h;=1", "UDP h"]
)
def test_bad_vias(text: str) -> None:
    with pytest.raises(ParseError):
        parse_via(text)


def test_where_a_request_was_seen_from() -> None:
    asked = parse_via("SIP/2.0/UDP 10.0.0.1:5060;rport;branch=x").seen_from("192.0.2.1", 4711)
    assert (asked.received, asked.rport) == ("192.0.2.1", "4711")
    behind = parse_via("SIP/2.0/UDP pc.example:5060;branch=x").seen_from("192.0.2.1", 4711)
    assert (behind.received, behind.rport) == ("192.0.2.1", None)
    plain = parse_via("SIP/2.0/UDP 192.0.2.1:5060;branch=x").seen_from("192.0.2.1", 5060)
    assert plain.received is None
    twice = parse_via("SIP/2.0/UDP 10.0.0.1;received=1.1.1.1;rport;branch=x;rport=7;received=2.2.2.2")
    assert str(twice.seen_from("192.0.2.1", 4711)) == (
        "SIP/2.0/UDP 10.0.0.1;received=192.0.2.1;rport=4711;branch=x"
    )


def test_a_parameter_that_is_set_stands_once_in_its_old_place() -> None:
    params = parse_params(";a=1;b;a=2;c")
    assert write_params(with_param(params, "a", "3")) == ";a=3;b;c"
    assert write_params(with_param(params, "d", "4")) == ";a=1;b;a=2;c;d=4"


def test_cseq() -> None:
    assert parse_cseq(" 7  INVITE ") == CSeq(7, "INVITE")
    for bad in ("", "7", "x INVITE", "-1 INVITE", "2147483648 INVITE", "1 IN VITE", "1 (", "٣ INVITE"):
        with pytest.raises(ParseError):
            parse_cseq(bad)


def test_replaces() -> None:
    replaces = Replaces("c@h", "t", "f", early_only=True)
    assert parse_replaces(str(replaces)) == replaces
    assert parse_replaces("c ; from-tag=f ; to-tag=t") == Replaces("c", "t", "f")
    for bad in ("", "c", "c;to-tag=t", ";to-tag=t;from-tag=f"):
        with pytest.raises(ParseError):
            parse_replaces(bad)
    uri = parse_uri("sip:b@h?Require=replaces&Replaces=c%40h%3Bto-tag%3Dt%3Bfrom-tag%3Df")
    assert replaces_in(uri) == Replaces("c@h", "t", "f")
    assert replaces_in(parse_uri("sip:b@h")) is None


def test_digest_values() -> None:
    challenge = Challenge(realm='a "b"', nonce="n", algorithm="SHA-256", stale=True, opaque="o")
    assert parse_challenge(str(challenge)) == challenge
    credentials = Credentials(
        username="u, v",
        realm="r",
        nonce="n",
        uri="sip:h",
        response="00",
        algorithm="SHA-256",
        qop="auth",
        nc="00000001",
        cnonce="c",
    )
    assert parse_credentials(str(credentials)) == credentials
    assert parse_credentials('Digest username="u",realm="r", nonce=n,uri="x",response="1", other=2').qop == ""
    for bad in (
        "",
        "Basic abc",
        "Digest",
        'Digest username="u"',
        'Digest realm="a", realm="b"',
        "Digest a=b=c,,",
    ):
        with pytest.raises(ParseError):
            parse_credentials(bad)


def test_lists() -> None:
    assert split_list("a, b ,c") == ["a", "b", "c"]
    assert split_list('"x, \\", y" <sip:a,b@h>, <sip:c>') == ['"x, \\", y" <sip:a,b@h>', "<sip:c>"]
    assert split_list(",,a,") == ["a"]


@pytest.mark.parametrize(
    ("uri", "subscriber"),
    [
        ("sip:+46812345;npdi;rn=1@h;user=phone", "+46812345"),
        ("sip:*21;x@h", "*21"),
        ("sip:a;b@h", "a;b"),
        ("tel:+46-8;ext=2", "+46-8"),
        ("sip:h", ""),
    ],
)
def test_parameters_within_a_number_are_not_the_number(uri: str, subscriber: str) -> None:
    assert parse_uri(uri).subscriber == subscriber
