"""What the parser reads in the messages of RFC 4475."""

from collections.abc import Callable

import pytest

from softphone.sip.message.errors import ParseError
from softphone.sip.message.framing import Framer
from softphone.sip.message.message import Message, Request, Response, parse
from softphone.sip.message.salvage import salvage
from softphone.sip.message.via import parse_via
from tests.sip.messages import parse_request, parse_response
from tests.sip.torture.messages import BY_NAME, MESSAGES
from tests.sip.torture.wire import Torture

VALID = [message for message in MESSAGES if message.valid and message.name != "inv2543"]


def request(name: str) -> Request:
    return parse_request(BY_NAME[name].data)


def response(name: str) -> Response:
    return parse_response(BY_NAME[name].data)


def read(message: Message) -> None:
    """Every header that has a type here."""
    if isinstance(message, Request):
        str(message.uri)
    message.number("max-forwards")
    assert message.from_.tag and message.call_id and message.cseq.method
    str(message.to)
    for via in message.all("via"):
        parse_via(via)
    for contact in message.contacts:
        str(contact)


@pytest.mark.parametrize("message", VALID, ids=lambda message: message.name)
def test_what_is_valid_is_read_to_the_last_header(message: Torture) -> None:
    read(parse(message.data))


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.name)
def test_what_was_read_is_written_and_read_again(message: Torture) -> None:
    try:
        came = parse(message.data)
    except ParseError:
        assert not message.valid
        return
    again = parse(came.to_bytes())
    assert (again.headers, again.body) == (came.headers, came.body)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("clerr", "the body is shorter than its Content-Length"),
        ("ncl", "bad Content-Length"),
        ("mcl01", "two Content-Lengths"),
        ("lwsruri", "bad request line"),
        ("lwsstart", "bad request line"),
        ("trws", "bad request line"),
        ("bigcode", "bad status line"),
        ("badinv01", "bad parameters"),
        ("scalar02", "bad CSeq"),
        ("scalarlg", "bad CSeq"),
        ("quotbal", "bad address"),
        ("ltgtruri", "bad URI"),
        ("regbadct", "URI must stand in angle brackets"),
        ("baddn", "bad address"),
        ("badvers", "bad Via"),
        ("multi01", "From twice"),
        ("insuf", "From missing"),
    ],
)
def test_what_is_invalid_is_found_where_it_is(name: str, fault: str) -> None:
    with pytest.raises(ParseError) as raised:
        read(parse(BY_NAME[name].data))
    assert raised.value.reason == fault


def test_wsinv() -> None:
    message = request("wsinv")
    assert message.uri.param("unknownparam") == ""
    assert (message.to.uri.user, message.to.tag) == ("vivekg", "1918181833n")
    assert (message.from_.name, message.from_.tag) == ('J Rosenberg \\"', "98asjd8")
    assert (message.number("max-forwards"), message.cseq.number, message.cseq.method) == (68, 9, "INVITE")
    vias = [parse_via(value) for value in message.all("via")]
    assert [(via.transport, via.host, via.branch) for via in vias] == [
        ("UDP", "192.0.2.2", "390skdjuw"),
        ("TCP", "spindle.example.com", "z9hG4bK9ikj8"),
        ("UDP", "192.168.255.111", "z9hG4bK30239"),
    ]
    assert message.get("subject") == ""
    assert message.get("newfangledheader") == "newfangled value continued newfangled value"
    assert message.get("unknownheaderwithunusualvalue") == ";;,,;;,;"
    (route,) = message.routes
    assert (route.uri.param("lr"), route.uri.param("unknownwith")) == ("", "value")
    (contact,) = message.contacts
    assert contact.name == 'Quoted string ""'
    assert contact.params == (("newparam", "newvalue"), ("secondparam", ""), ("q", "0.33"))


def test_intmeth() -> None:
    message = request("intmeth")
    method = "!interesting-Method0123456789_*+`.%indeed'~"
    assert message.method == message.cseq.method == method
    assert message.uri.user == "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*"
    assert message.uri.password == "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)"
    assert message.top_via.branch == "z9hG4bK-.!%66*_+`'~"
    assert message.to.name == "BEL:\x07 NUL:\0 DEL:\x7f"
    assert message.from_.name == "token1~` token2'+_ token3*%!.-"
    assert message.from_.param("fromparam''~+*_!.-%") == '"работающий"'
    assert message.from_.tag == "_token~1'+`*%!-."
    assert message.call_id == "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{"
    assert message.get("extensionheader-!.%*+_`'~") == "\ufeff大停電"


@pytest.mark.parametrize("name", ["To", "Subject"])
def test_nul_without_a_backslash_is_no_grammar(name: str) -> None:
    data = BY_NAME["intmeth"].data.replace(b"\r\nMax", f'\r\n{name}: "a\0b"'.encode() + b"\r\nMax")
    with pytest.raises(ParseError):
        parse(data)


def test_esc01() -> None:
    message = request("esc01")
    assert (message.uri.user, message.uri.host) == ("sips:user@example.com", "example.net")
    assert (message.to.uri.user, message.from_.uri.user) == ("user", "I have spaces")
    (contact,) = message.contacts
    assert contact.uri.user == "caller"
    assert (contact.uri.param("lr"), contact.uri.param("name")) == ("", "value%41")
    assert str(contact.uri) == "sip:caller@host5.example.net;%6c%72;n%61me=v%61lue%25%34%31"


def test_escnull() -> None:
    message = request("escnull")
    assert message.to.uri.user == "null-\0-null"
    assert [contact.uri.user for contact in message.contacts] == ["\0", "\0\0"]
    assert [str(contact.uri) for contact in message.contacts] == [
        "sip:%00@host5.example.com",
        "sip:%00%00@host5.example.com",
    ]


def test_esc02() -> None:
    message = request("esc02")
    assert message.method == message.cseq.method == "RE%47IST%45R"
    assert message.to.name == message.from_.name == "%Z%45"
    assert [contact.uri.user for contact in message.contacts] == ["alias1", "alias3"]
    assert message.get("c%6fntact") == "<sip:alias2@host2.example.com>"


def test_lwsdisp() -> None:
    assert (request("lwsdisp").from_.name, request("lwsdisp").from_.tag) == ("caller", "323")


def test_longreq() -> None:
    message = request("longreq")
    assert [parse_via(value).host for value in message.all("via")] == [
        *(f"sip{n}.example.com" for n in range(33, 0, -1)),
        "host.example.com",
    ]
    assert (message.to.uri.port, message.to.uri.params[1][1]) == (6000, "shortvalue")
    assert len(message.from_.tag) == 155


def test_dblreq_is_one_message_in_a_datagram_and_two_in_a_stream() -> None:
    data = BY_NAME["dblreq"].data
    assert (request("dblreq").method, request("dblreq").body) == ("REGISTER", b"")
    # The second one's body is longer than it says: what is left over would be the end of the stream.
    first, second = (parse_request(whole) for whole in Framer().feed(data.removesuffix(b"C\r\n\r\n")))
    assert (first.method, second.method, len(second.body)) == ("REGISTER", "INVITE", 150)


@pytest.mark.parametrize("name", ["ncl", "mcl01"])
def test_a_stream_ends_where_no_length_can_be_told(name: str) -> None:
    with pytest.raises(ParseError):
        Framer().feed(BY_NAME[name].data)


def test_semiuri() -> None:
    message = request("semiuri")
    assert (message.uri.user, message.uri.host) == ("user;par=u@example.net", "example.com")
    assert message.uri.params == ()
    assert message.items("accept")[2:4] == ["multipart/mixed", "multipart/signed"]


def test_transports() -> None:
    vias = [parse_via(value).transport for value in request("transports").all("via")]
    assert vias == ["UDP", "SCTP", "TLS", "UNKNOWN", "TCP"]


def test_mpart01() -> None:
    parts = request("mpart01").body.split(b"\r\n--7a9cbec02ceef655")
    assert parts[0].endswith(b"\r\n\r\nHello")
    assert parts[1].partition(b"\r\n\r\n")[2][:4] == bytes.fromhex("30820152")
    assert parts[2] == b"--\r\n"


def test_responses_and_their_reasons() -> None:
    assert (response("unreason").status, response("noreason").status) == (200, 100)
    assert response("unreason").reason == "= 2**3 * 5**2 но сто девяносто девять - простое"
    assert response("noreason").reason == ""
    assert response("noreason").to_bytes().startswith(b"SIP/2.0 100 \r\n")


def test_unknown_schemes_are_uris() -> None:
    assert request("unkscm").uri.scheme == "nobodyknowsthisscheme"
    assert request("novelsc").uri.scheme == "soap.beep"
    message = request("unksm2")
    assert (message.to.uri.scheme, message.from_.uri.scheme) == ("isbn", "http")
    assert message.contacts[0].uri.opaque == "John_Smith"


def test_cparam_belongs_to_the_header_without_brackets_and_to_the_uri_within() -> None:
    (first,) = request("cparam01").contacts
    (second,) = request("cparam02").contacts
    assert (first.param("unknownparam"), first.uri.param("unknownparam")) == ("", None)
    assert (second.param("unknownparam"), second.uri.param("unknownparam")) == (None, "")


def test_inv2543_has_no_branch_no_tag_and_the_rest_of_the_datagram_as_its_body() -> None:
    message = request("inv2543")
    assert (message.top_via.branch, message.from_.tag, len(message.body)) == ("", "", 105)


SALVAGED: dict[str, Callable[[Request], bool]] = {
    "clerr": lambda m: m.cseq.method == "INVITE" and m.target == "sip:user@example.com",
    "lwsruri": lambda m: m.target == "sip:user@example.com; lr",
    "lwsstart": lambda m: m.target == "sip:user@example.com",
    "trws": lambda m: m.version == "SIP/2.0",
}


@pytest.mark.parametrize("name", SALVAGED)
def test_an_answer_can_be_built_for_what_cannot_be_read(name: str) -> None:
    rest = salvage(BY_NAME[name].data)
    assert rest is not None
    assert SALVAGED[name](rest)
    assert {key for key, _ in rest.headers} == {"via", "from", "to", "call-id", "cseq"}


def test_a_response_is_not_answered() -> None:
    assert salvage(BY_NAME["bigcode"].data) is None
