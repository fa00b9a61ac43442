"""Scripts about calls between colleagues."""

from softphone.sip.message.message import Request, Response
from tests.e2e.differential.company import DOMAIN, NO_ANSWER
from tests.e2e.differential.script import Scripts
from tests.e2e.differential.stage import Peer, Stage

scripts = Scripts()


def talking(stage: Stage, caller: Peer, callee: Peer) -> tuple[Response | None, Request | None]:
    """A call that is up: its 2xx as the caller got it, its INVITE as the callee got it."""
    caller.call(callee.person)
    came = callee.answers("INVITE", 180, 200)
    ok = caller.response(200)
    if ok is not None:
        caller.send(caller.ack(ok))
    return ok, came


@scripts("A call; the caller hangs up")
def _caller_hangs_up(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    ok, _ = talking(stage, alice, bob)
    if ok is not None:
        alice.send(alice.within(ok, "BYE"))
    bob.answers("BYE", 200)


@scripts("A call; the called hangs up")
def _called_hangs_up(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    _, came = talking(stage, alice, bob)
    if came is not None:
        bob.send(bob.within(came, "BYE"))
    alice.answers("BYE", 200)


@scripts("Hold and a transfer in a call: re-INVITE, REFER, NOTIFY")
def _refer(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    ok, came = talking(stage, alice, bob)
    if ok is None or came is None:
        return
    alice.send(alice.within(ok, "INVITE"))
    bob.answers("INVITE", 200)
    held = alice.response(200)
    if held is not None:
        alice.send(alice.ack(held))
    alice.send(alice.within(ok, "REFER", ("refer-to", f"<sip:carol@{DOMAIN}>")))
    bob.answers("REFER", 202)
    told = ("event", "refer"), ("subscription-state", "terminated;reason=noresource")
    bob.send(bob.within(came, "NOTIFY", *told))
    alice.answers("NOTIFY", 200)
    alice.send(alice.within(ok, "BYE"))
    bob.answers("BYE", 200)


@scripts("Early sound, and UPDATE and INFO in a call")
def _early(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    alice.call("bob")
    bob.answers("INVITE", 100, 183, 180, 200)
    ok = alice.response(200)
    if ok is None:
        return
    alice.send(alice.ack(ok))
    for method in ("UPDATE", "INFO", "MESSAGE", "OPTIONS", "BYE"):
        alice.send(alice.within(ok, method))
        bob.answers(method, 200)


@scripts("A call to a colleague who is not registered")
def _unregistered(stage: Stage) -> None:
    alice = stage.phone("alice")
    alice.acknowledge(alice.call("carol"))


@scripts("A call to nobody")
def _nobody(stage: Stage) -> None:
    alice = stage.phone("alice")
    alice.acknowledge(alice.call("nobody"))


@scripts("A call to oneself")
def _oneself(stage: Stage) -> None:
    alice = stage.phone("alice")
    invite = alice.call("alice")
    alice.answers("INVITE", 486)
    alice.acknowledge(invite)


@scripts("Busy (486)")
def _busy(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    invite = alice.call("bob")
    bob.answers("INVITE", 180, 486)
    alice.acknowledge(invite)


@scripts("Declined (603)")
def _declined(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    invite = alice.call("bob")
    bob.answers("INVITE", 180, 603)
    alice.acknowledge(invite)


@scripts("The telephone answers 503")
def _unavailable(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    invite = alice.call("bob")
    bob.answers("INVITE", 503)
    alice.acknowledge(invite)


@scripts("The telephone itself wants credentials (401)")
def _phone_challenges(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    invite = alice.call("bob")
    challenge = 'Digest realm="bob", nonce="1", algorithm=MD5, qop="auth"'
    bob.answers("INVITE", 401, headers=(("www-authenticate", challenge),))
    alice.acknowledge(invite)


@scripts("Two telephones, one preferred (q)")
def _preferred(stage: Stage) -> None:
    alice, desk, mobile = stage.phone("alice"), stage.phone("desk", "bob"), stage.phone("mobile", "bob")
    for phone, q in ((desk, "1.0"), (mobile, "0.1")):
        phone.signed(phone.register_request(300).with_header("contact", f"{phone.contact};q={q}"))
        phone.forget()
    invite = alice.call("bob")
    desk.answers("INVITE", 486)
    mobile.answers("INVITE", 486)
    alice.acknowledge(invite)


@scripts("Two telephones: one is busy, the other answers")
def _one_busy(stage: Stage) -> None:
    alice, desk, mobile = stage.phone("alice"), stage.phone("desk", "bob"), stage.phone("mobile", "bob")
    alice.call("bob")
    desk.answers("INVITE", 180, 486)
    mobile.answers("INVITE", 180, 200)
    ok = alice.response(200)
    if ok is not None:
        alice.send(alice.ack(ok))
        alice.send(alice.within(ok, "BYE"))
    mobile.answers("BYE", 200)


@scripts("Two telephones: one answers, the other stops ringing")
def _other_stops(stage: Stage) -> None:
    alice, desk, mobile = stage.phone("alice"), stage.phone("desk", "bob"), stage.phone("mobile", "bob")
    alice.call("bob")
    mobile.answers("INVITE", 180)
    desk.answers("INVITE", 180, 200)
    mobile.cancelled()
    ok = alice.response(200)
    if ok is not None:
        alice.send(alice.ack(ok))
        alice.send(alice.within(ok, "BYE"))
    desk.answers("BYE", 200)


@scripts("Two telephones: one declines for both (603)")
def _declined_for_both(stage: Stage) -> None:
    alice, desk, mobile = stage.phone("alice"), stage.phone("desk", "bob"), stage.phone("mobile", "bob")
    invite = alice.call("bob")
    mobile.answers("INVITE", 180)
    desk.answers("INVITE", 180, 603)
    mobile.cancelled()
    alice.acknowledge(invite)


@scripts("Two telephones: 404 and 486")
def _choice(stage: Stage) -> None:
    alice, desk, mobile = stage.phone("alice"), stage.phone("desk", "bob"), stage.phone("mobile", "bob")
    invite = alice.call("bob")
    mobile.answers("INVITE", 404)
    desk.answers("INVITE", 486)
    alice.acknowledge(invite)


@scripts("Two telephones: 503 and 486")
def _choice_of_class(stage: Stage) -> None:
    alice, desk, mobile = stage.phone("alice"), stage.phone("desk", "bob"), stage.phone("mobile", "bob")
    invite = alice.call("bob")
    mobile.answers("INVITE", 503)
    desk.answers("INVITE", 486)
    alice.acknowledge(invite)


@scripts("Two telephones answer at the same time (two 200s)")
def _two_answers(stage: Stage) -> None:
    alice, desk, mobile = stage.phone("alice"), stage.phone("desk", "bob"), stage.phone("mobile", "bob")
    alice.call("bob")
    mobile.answers("INVITE", 180)
    desk.answers("INVITE", 180)
    for phone in (desk, mobile):
        came = next((m for m in phone.seen if isinstance(m, Request) and m.method == "INVITE"), None)
        if came is not None:
            phone.answer(came, 200)
    answers = [m for m in alice.got if isinstance(m, Response) and m.status == 200]
    for ok in answers:
        alice.send(alice.ack(ok))
        alice.send(alice.within(ok, "BYE"))
        for phone in (desk, mobile):
            phone.answers("BYE", 200)
    mobile.answers("CANCEL", 481)


@scripts("CANCEL before the telephone says anything")
def _cancel_early(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    invite = alice.call("bob")
    alice.cancel(invite)
    bob.answers("INVITE", 180)
    bob.cancelled()
    alice.response(200)
    alice.acknowledge(invite)


@scripts("CANCEL while it rings")
def _cancel_ringing(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    invite = alice.call("bob")
    bob.answers("INVITE", 180)
    alice.cancel(invite)
    bob.cancelled()
    alice.response(200)
    alice.acknowledge(invite)


@scripts("CANCEL with a reason while it rings")
def _cancel_with_reason(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    invite = alice.call("bob")
    bob.answers("INVITE", 180)
    alice.cancel(invite, ("reason", 'SIP;cause=487;text="Changed my mind"'))
    bob.cancelled()
    alice.response(200)
    alice.acknowledge(invite)


@scripts("CANCEL crosses the 200")
def _cancel_crosses(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    invite = alice.call("bob")
    came = bob.answers("INVITE", 180)
    alice.cancel(invite)
    alice.response(200)
    if came is not None:
        bob.answer(came, 200)
    bob.answers("CANCEL", 481)
    ok = alice.response(200)
    if ok is not None:
        alice.send(alice.ack(ok))
        alice.send(alice.within(ok, "BYE"))
    bob.answers("BYE", 200)


@scripts("CANCEL after the call was answered")
def _cancel_late(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    invite = alice.call("bob")
    bob.answers("INVITE", 180, 200)
    ok = alice.response(200)
    alice.cancel(invite)
    if ok is not None:
        alice.send(alice.ack(ok))
        alice.send(alice.within(ok, "BYE"))
    bob.answers("BYE", 200)


@scripts("CANCEL of nothing")
def _cancel_nothing(stage: Stage) -> None:
    alice = stage.phone("alice")
    alice.cancel(alice.invite("bob"))


@scripts("It rings a second without an answer")
def _no_answer(stage: Stage) -> None:
    alice, dave = stage.phone("alice"), stage.phone("dave", NO_ANSWER)
    invite = alice.call(NO_ANSWER)
    dave.answers("INVITE", 180)
    stage.wait(lambda: dave.has("CANCEL"))
    dave.cancelled()
    alice.acknowledge(invite)


@scripts("The 200 crosses the server's own CANCEL for no answer")
def _answered_at_last(stage: Stage) -> None:
    alice, dave = stage.phone("alice"), stage.phone("dave", NO_ANSWER)
    invite = alice.call(NO_ANSWER)
    came = dave.answers("INVITE", 180)
    stage.wait(lambda: dave.has("CANCEL"))
    if came is not None:
        dave.answer(came, 200)
    dave.answers("CANCEL", 481)
    ok = alice.response()
    if ok is not None and ok.status == 200:
        alice.send(alice.ack(ok))
        alice.send(alice.within(ok, "BYE"))
    elif ok is not None:
        alice.send(alice.ack_of(invite, ok))
    dave.answers("BYE", 200)


@scripts("A telephone that is registered and silent")
def _silent(stage: Stage) -> None:
    alice, _ = stage.phone("alice"), stage.phone("bob")
    invite = alice.call("bob")
    stage.wait(alice.has_final)
    alice.acknowledge(invite)


@scripts("302 to a colleague")
def _redirected(stage: Stage) -> None:
    alice, bob, carol = stage.phone("alice"), stage.phone("bob"), stage.phone("carol")
    invite = alice.call("bob")
    came = bob.asked("INVITE")
    if came is not None:
        bob.contact, mine = f"<sip:carol@{DOMAIN}>", bob.contact
        bob.answer(came, 302)
        bob.contact = mine
    carol.answers("INVITE", 486)
    alice.acknowledge(invite)


@scripts("302 to an address elsewhere")
def _redirected_outside(stage: Stage) -> None:
    alice, bob, outside = stage.phone("alice"), stage.phone("bob"), stage.outsider("outside")
    invite = alice.call("bob")
    came = bob.asked("INVITE")
    if came is not None:
        bob.contact, mine = outside.contact, bob.contact
        bob.answer(came, 302)
        bob.contact = mine
    outside.answers("INVITE", 486)
    alice.acknowledge(invite)


@scripts("The same INVITE a second time by another way (merged request)")
def _merged(stage: Stage) -> None:
    alice, bob = stage.phone("alice"), stage.phone("bob")
    invite = alice.call("bob")
    other = invite.with_header("via", f"{invite.required('via')}other")
    alice.send(other)
    bob.answers("INVITE", 486)
    bob.answers("INVITE", 486)
    alice.acknowledge(invite)
    alice.acknowledge(other)
