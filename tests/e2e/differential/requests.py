"""Scripts about requests that are out of the ordinary: who may send what to whom, and what cannot be read."""

from softphone.sip.message.message import Header, Request, Response
from tests.e2e.differential.calls import talking
from tests.e2e.differential.company import DOMAIN
from tests.e2e.differential.script import Scripts
from tests.e2e.differential.stage import ELSEWHERE, Stage

scripts = Scripts()


def _to_bob(stage: Stage, method: str, *headers: Header, status: int = 200) -> None:
    """A request of alice's outside a dialog."""
    alice, bob = stage.phone("alice"), stage.phone("bob")
    alice.signed(alice.request(method, f"sip:bob@{DOMAIN}", *headers))
    bob.answers(method, status)


def _invite_to_bob(stage: Stage, *headers: Header) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    invite = alice.call("bob", *headers)
    bob.answers("INVITE", 486)
    alice.acknowledge(invite)


def _with_hops(request: Request, hops: str) -> Request:
    plain = request.without("max-forwards")
    return plain.with_added(("max-forwards", hops)) if hops else plain


@scripts("Max-Forwards 0")
def _no_hops(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    invite = alice.signed(_with_hops(alice.invite("bob"), "0"))
    bob.answers("INVITE", 486)
    alice.acknowledge(invite)


@scripts("Max-Forwards 1")
def _one_hop(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    invite = alice.signed(_with_hops(alice.invite("bob"), "1"))
    bob.answers("INVITE", 486)
    alice.acknowledge(invite)


@scripts("No Max-Forwards")
def _hops_unsaid(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    invite = alice.signed(_with_hops(alice.invite("bob"), ""))
    bob.answers("INVITE", 486)
    alice.acknowledge(invite)


@scripts("OPTIONS to the server with Max-Forwards 0")
def _options_no_hops(stage: Stage) -> None:
    alice = stage.stranger("alice")
    alice.send(_with_hops(alice.request("OPTIONS", f"sip:{DOMAIN}"), "0"))


@scripts("A contact that is the server itself (a spiral)")
def _spiral(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    bob.contact, mine = f"<sip:bob@{stage.server}>", bob.contact
    bob.register()
    bob.contact = mine
    bob.register(0)
    bob.forget()
    invite = alice.call("bob")
    stage.wait(alice.has_final)
    alice.acknowledge(invite)
    bob.contact = f"<sip:bob@{stage.server}>"


@scripts("What reached the telephone comes back as it is, to the address that was dialled (a loop)")
def _loop(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    invite = alice.call("bob")
    came = bob.asked("INVITE")
    if came is not None:
        via = f"SIP/2.0/UDP 127.0.0.1:{bob.flow.port};rport;branch=z9hG4bKloop{came.call_id}"
        back = Request(came.headers, came.body, came.method, f"sip:bob@{DOMAIN}")
        bob.send(back.without("record-route").with_first(("via", via)))
        bob.answer(came, 486)
    alice.acknowledge(invite)


@scripts("An unknown method to a colleague")
def _unknown_method(stage: Stage) -> None:
    _to_bob(stage, "TELEPORT")


@scripts("An unknown method to the server")
def _unknown_method_to_server(stage: Stage) -> None:
    alice = stage.phone("alice")
    alice.signed(alice.request("TELEPORT", f"sip:{DOMAIN}"))


@scripts("INVITE to the server, nobody named")
def _invite_to_server(stage: Stage) -> None:
    alice = stage.phone("alice")
    alice.acknowledge(alice.signed(alice.invite(f"sip:{DOMAIN}")))


@scripts("MESSAGE to a colleague")
def _message(stage: Stage) -> None:
    _to_bob(stage, "MESSAGE")


@scripts("OPTIONS to a colleague")
def _options(stage: Stage) -> None:
    _to_bob(stage, "OPTIONS")


@scripts("REFER outside a dialog")
def _refer_outside(stage: Stage) -> None:
    _to_bob(stage, "REFER", ("refer-to", f"<sip:carol@{DOMAIN}>"), status=202)


@scripts("INFO outside a dialog")
def _info(stage: Stage) -> None:
    _to_bob(stage, "INFO")


@scripts("NOTIFY outside a dialog")
def _notify(stage: Stage) -> None:
    _to_bob(stage, "NOTIFY", ("event", "presence"), ("subscription-state", "active"), status=481)


@scripts("BYE outside a dialog")
def _bye_new(stage: Stage) -> None:
    _to_bob(stage, "BYE", status=481)


@scripts("SUBSCRIBE to a colleague's presence")
def _subscribe(stage: Stage) -> None:
    _to_bob(stage, "SUBSCRIBE", ("event", "presence"), ("expires", "0"), status=489)


@scripts("SUBSCRIBE to an unknown event")
def _subscribe_unknown(stage: Stage) -> None:
    _to_bob(stage, "SUBSCRIBE", ("event", "teleport"), ("expires", "0"), status=489)


@scripts("PUBLISH")
def _publish(stage: Stage) -> None:
    alice = stage.phone("alice")
    alice.signed(alice.request("PUBLISH", f"sip:alice@{DOMAIN}", ("event", "presence")))


@scripts("An INVITE that requires an unknown extension")
def _require(stage: Stage) -> None:
    _invite_to_bob(stage, ("require", "teleport"))


@scripts("An INVITE that requires an unknown extension of proxies")
def _proxy_require(stage: Stage) -> None:
    _invite_to_bob(stage, ("proxy-require", "teleport"))


@scripts("An INVITE in an unknown scheme")
def _scheme(stage: Stage) -> None:
    alice = stage.phone("alice")
    alice.acknowledge(alice.signed(alice.request("INVITE", "teleport:bob")))


@scripts("A tel URI")
def _tel(stage: Stage) -> None:
    alice = stage.phone("alice")
    alice.acknowledge(alice.signed(alice.request("INVITE", "tel:+46812345999")))


@scripts("An INVITE with a P-Asserted-Identity of its own")
def _asserted(stage: Stage) -> None:
    _invite_to_bob(stage, ("p-asserted-identity", f"<sip:boss@{DOMAIN}>"))


@scripts("An INVITE with Privacy: id")
def _private(stage: Stage) -> None:
    _invite_to_bob(stage, ("privacy", "id"))


@scripts("An INVITE with the From of a colleague")
def _from_of_another(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    invite = alice.invite("bob").with_header("from", f"<sip:carol@{DOMAIN}>;tag=f")
    alice.signed(invite)
    bob.answers("INVITE", 486)
    alice.acknowledge(invite)


@scripts("An INVITE of somebody unknown with a From of another domain")
def _foreign_from(stage: Stage) -> None:
    mallory, bob = stage.stranger("mallory"), stage.phone("bob")
    invite = mallory.invite("bob").with_header("from", f"<sip:mallory@{ELSEWHERE}>;tag=f")
    mallory.send(invite)
    bob.answers("INVITE", 486)
    mallory.acknowledge(invite)


@scripts("An INVITE of somebody unknown from and to other domains")
def _foreign_both(stage: Stage) -> None:
    mallory, outside = stage.stranger("mallory"), stage.outsider("outside")
    invite = mallory.invite(outside.uri).with_header("from", f"<sip:mallory@{ELSEWHERE}>;tag=f")
    mallory.send(invite)
    outside.answers("INVITE", 486)
    mallory.acknowledge(invite)


@scripts("An INVITE of a colleague to another domain")
def _foreign_target(stage: Stage) -> None:
    alice, outside = stage.phone("alice"), stage.outsider("outside")
    invite = alice.call(outside.uri)
    outside.answers("INVITE", 486)
    alice.acknowledge(invite)


@scripts("An INVITE with a Route to elsewhere")
def _route_elsewhere(stage: Stage) -> None:
    alice, bob, outside = stage.phone("alice"), stage.phone("bob"), stage.outsider("outside")
    invite = alice.call("bob", ("route", f"<{outside.uri};lr>"))
    outside.answers("INVITE", 486)
    bob.answers("INVITE", 486)
    alice.acknowledge(invite)


@scripts("An INVITE with a Route to the server (a preloaded proxy)")
def _route_here(stage: Stage) -> None:
    _invite_to_bob(stage, ("route", f"<sip:{stage.server};lr>"))


@scripts("BYE with a To tag and without Route, to the telephone itself")
def _bye_without_route(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    ok, _ = talking(stage, alice, bob)
    if ok is None:
        return
    alice.send(alice.within(ok, "BYE").without("route"))
    bob.answers("BYE", 200)
    alice.response()
    alice.send(alice.within(ok, "BYE"))
    bob.answers("BYE", 200)


@scripts("BYE of a dialog that there never was, by a made up Route")
def _made_up_dialog(stage: Stage) -> None:
    mallory, bob = stage.stranger("mallory"), stage.phone("bob")
    routed = mallory.request("BYE", bob.uri, ("route", f"<sip:{stage.server};lr>"), to=f"<{bob.uri}>;tag=x")
    mallory.send(routed)
    bob.answers("BYE", 481)


@scripts("INVITE with a made up To tag and Route, to another domain")
def _made_up_relay(stage: Stage) -> None:
    mallory, outside = stage.stranger("mallory"), stage.outsider("outside")
    route = ("route", f"<sip:{stage.server};lr>")
    invite = mallory.request("INVITE", outside.uri, route, to=f"<{outside.uri}>;tag=x")
    mallory.send(invite)
    outside.answers("INVITE", 486)
    mallory.acknowledge(invite)


@scripts("ACK of nothing")
def _ack_of_nothing(stage: Stage) -> None:
    mallory, bob = stage.stranger("mallory"), stage.phone("bob")
    mallory.send(mallory.request("ACK", bob.uri, to=f"<sip:bob@{DOMAIN}>;tag=x"))
    mallory.send(
        mallory.request("ACK", bob.uri, ("route", f"<sip:{stage.server};lr>"), to=f"<{bob.uri}>;tag=x")
    )


@scripts("A response that nobody asked for, with somebody else's Via below")
def _stray_response(stage: Stage) -> None:
    mallory, victim = stage.stranger("mallory"), stage.outsider("victim")
    vias = [
        f"SIP/2.0/UDP {stage.server};branch=z9hG4bKstray",
        f"SIP/2.0/UDP {ELSEWHERE}:{victim.flow.port};branch=z9hG4bKvictim",
    ]
    request = mallory.request("INVITE", f"sip:{DOMAIN}", to=f"<sip:{DOMAIN}>;tag=x")
    kept = request.without("via", "max-forwards").headers
    mallory.send(Response((*(("via", via) for via in vias), *kept), b"", 200, "OK"))


def _raw(stage: Stage, old: str, new: str) -> None:
    """OPTIONS to bob of somebody unknown, with one thing put wrong."""
    mallory = stage.stranger("mallory")
    data = mallory.request("OPTIONS", f"sip:bob@{DOMAIN}").to_bytes().decode()
    assert old in data
    mallory.send_bytes(data.replace(old, new, 1).encode())


@scripts("Content-Length over what there is")
def _length_over(stage: Stage) -> None:
    _raw(stage, "Content-Length: 0", "Content-Length: 10")


@scripts("Content-Length under what there is")
def _length_under(stage: Stage) -> None:
    _raw(stage, "Content-Length: 0\r\n\r\n", "Content-Length: 2\r\n\r\n123456")


@scripts("Content-Length that is no number")
def _length_words(stage: Stage) -> None:
    _raw(stage, "Content-Length: 0", "Content-Length: many")


@scripts("No Content-Length")
def _length_unsaid(stage: Stage) -> None:
    _raw(stage, "Content-Length: 0\r\n", "")


@scripts("Via that cannot be read")
def _bad_via(stage: Stage) -> None:
    _raw(stage, "Via: SIP/2.0/UDP ", "Via: SIP/2.0/UDP;;; ")


@scripts("Via without a branch")
def _no_branch(stage: Stage) -> None:
    _raw(stage, ";branch=", ";brunch=")


@scripts("No Via")
def _no_via(stage: Stage) -> None:
    _raw(stage, "Via: ", "Vio: ")


@scripts("No tag in From")
def _no_tag(stage: Stage) -> None:
    _raw(stage, ";tag=", ";tug=")


@scripts("No Call-ID")
def _no_call_id(stage: Stage) -> None:
    _raw(stage, "Call-ID: ", "Call-It: ")


@scripts("No Contact in an INVITE")
def _no_contact(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    invite = alice.signed(alice.invite("bob").without("contact"))
    bob.answers("INVITE", 486)
    alice.acknowledge(invite)


@scripts("CSeq with another method")
def _other_cseq(stage: Stage) -> None:
    _raw(stage, " OPTIONS\r\n", " INVITE\r\n")


@scripts("SIP/3.0")
def _version(stage: Stage) -> None:
    _raw(stage, "SIP/2.0\r\n", "SIP/3.0\r\n")


@scripts("A keep-alive (two line ends), and what is no SIP")
def _no_sip(stage: Stage) -> None:
    mallory = stage.stranger("mallory")
    for data in (b"\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\0" * 40):
        mallory.send_bytes(data)


@scripts("The same request twice (a retransmission)")
def _retransmission(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    sent = alice.signed(alice.request("OPTIONS", f"sip:bob@{DOMAIN}"))
    alice.send(sent)
    bob.answers("OPTIONS", 200)
    alice.send(sent)


@scripts("An INVITE whose answer has another Via than it came with")
def _other_via_back(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    invite = alice.call("bob")
    came = bob.asked("INVITE")
    if came is not None:
        top = came.all("via")[0]
        bob.answer(came.without("via").with_first(("via", top)), 486)
    alice.acknowledge(invite)
