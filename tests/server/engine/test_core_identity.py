"""Who calls: proven by the digest, shown as the profile says, and hidden from those who may not know."""

import msgspec
import pytest

from softphone.people.presentation import NumberPresentation, Show
from softphone.profiles.incoming import Forward, LineRules, ToGroup, ToNumber
from softphone.profiles.profile import Profile
from softphone.sip.message.message import Header, Request
from tests.server.engine.bench import BenchTelephone
from tests.server.engine.company import DOMAIN
from tests.server.engine.office import OUTSIDE, Office, landline, mobile, office, profile

ANONYMOUS = "<sip:anonymous@anonymous.invalid>;tag="
PRIVATE = ("privacy", "id")


def shows(show: Show, number: str = "") -> Profile:
    return profile(LineRules(), call_presentation=NumberPresentation(show, number))


def dialled_outside(choice: Profile, number: str = OUTSIDE, *headers: Header) -> tuple[Request, Request]:
    bench = Office()
    alice = bench.registered("alice-pc")
    bench.use({"alice": choice})
    sent = alice.call(number, *headers)
    return sent, bench.operator.asked("INVITE")


@pytest.mark.parametrize(
    ("choice", "number"),
    [
        (shows(Show.LANDLINE), landline("alice")),
        (shows(Show.MOBILE), mobile("alice")),
        (shows(Show.NUMBER, mobile("alice")), mobile("alice")),
        (shows(Show.NUMBER, mobile("bob")), landline("alice")),
        (shows(Show.NUMBER, "+46812345999"), landline("alice")),
    ],
)
def test_the_number_shown_is_chosen_by_the_profile_from_ones_own(choice: Profile, number: str) -> None:
    sent, came = dialled_outside(choice)
    assert came.all("p-asserted-identity") == [f"<sip:{number}@{DOMAIN}>"]
    assert came.required("from") == f"<sip:{number}@{DOMAIN}>;tag={sent.from_.tag}"
    assert came.get("privacy") is None


def test_who_withholds_it_is_anonymous_and_vouched_for() -> None:
    sent, came = dialled_outside(shows(Show.WITHHELD))
    assert came.all("p-asserted-identity") == [f"<sip:{landline('alice')}@{DOMAIN}>"]
    assert came.all("privacy") == ["id"]
    assert came.required("from").startswith('"Anonymous" ' + ANONYMOUS)
    assert came.from_.tag == sent.from_.tag


@pytest.mark.parametrize("show", [Show.WITHHELD, Show.MOBILE])
def test_responses_come_back_with_the_from_that_was_sent(show: Show) -> None:
    bench = Office()
    alice = bench.registered("alice-pc")
    bench.use({"alice": shows(show)})
    sent = alice.call(OUTSIDE)
    came = bench.operator.asked("INVITE")
    bench.operator.answer(came, 180)
    assert alice.response(180).required("from") == sent.required("from")
    bench.operator.answer(came, 200)
    ok = alice.response(200)
    assert ok.required("from") == sent.required("from")
    bench.operator.send(bench.operator.within(came, "BYE"))
    alice.answer(alice.asked("BYE"), 200)
    assert bench.operator.response().status == 200


def test_a_cancel_carries_the_from_of_its_invite() -> None:
    bench = Office()
    alice = bench.registered("alice-pc")
    bench.use({"alice": shows(Show.WITHHELD)})
    sent = alice.call(OUTSIDE)
    came = bench.operator.asked("INVITE")
    bench.operator.answer(came, 180)
    alice.cancel(sent)
    assert bench.operator.asked("CANCEL").required("from") == came.required("from")


def anonymous_call(bench: Office, target: str) -> BenchTelephone:
    alice = bench.registered("alice-pc")
    invite = alice.invite(target, PRIVATE).with_header("from", f'"Anonymous" {ANONYMOUS}x')
    alice.signed(invite)
    return alice


def test_one_call_can_be_withheld_by_the_telephone() -> None:
    for anonymous in (True, False):
        bench = Office()
        if anonymous:
            anonymous_call(bench, OUTSIDE)
        else:
            bench.registered("alice-pc").call(OUTSIDE, PRIVATE)
        came = bench.operator.asked("INVITE")
        assert came.required("from").startswith(f'"Anonymous" {ANONYMOUS}')
        assert came.all("p-asserted-identity") == [f"<sip:{landline('alice')}@{DOMAIN}>"]
        assert came.all("privacy") == ["id"]


def test_an_anonymous_from_needs_credentials_like_any_other() -> None:
    bench = Office()
    bob = bench.registered("bob-pc")
    stranger = bench.telephone("stranger-pc")
    stranger.send(stranger.invite("bob").with_header("from", ANONYMOUS + "x"))
    assert stranger.statuses() == [407]
    assert bob.got == []


@pytest.mark.parametrize("words", ["id", "user", "header;id", "critical; ID"])
def test_a_colleague_is_not_told_who_withholds_it_either(words: str) -> None:
    bench = Office()
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    sent = alice.call("bob", ("privacy", words))
    came = bob.asked("INVITE")
    assert came.get("p-asserted-identity") is None
    assert came.required("from") == f'"Anonymous" {ANONYMOUS}{sent.from_.tag}'
    bob.answer(came, 200)
    assert alice.response(200).required("from") == sent.required("from")


def test_an_anonymous_from_alone_is_a_wish_not_to_be_known() -> None:
    for target in ("bob", OUTSIDE):
        bench = Office()
        alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
        alice.signed(alice.invite(target).with_header("from", ANONYMOUS + "x"))
        came = (bob if target == "bob" else bench.operator).asked("INVITE")
        assert came.from_.uri.user == "anonymous"
        assert came.get("privacy") == (None if target == "bob" else "id")
        assert (came.get("p-asserted-identity") is None) is (target == "bob")


def test_a_caller_outside_whose_number_is_withheld_stays_unknown_within() -> None:
    bench = Office()
    bob, operator = bench.registered("bob-pc"), bench.operator
    asserted = ("p-asserted-identity", f"<sip:{OUTSIDE}@op.test>"), ("remote-party-id", f"<sip:{OUTSIDE}@op>")
    invite = operator.request("INVITE", f"sip:{landline('bob')}@10.0.0.1", *asserted, PRIVATE)
    operator.send(invite)
    came = bob.asked("INVITE")
    assert OUTSIDE not in str(came.without("contact").headers)


def test_where_such_a_call_goes_outside_again_the_operator_is_told_to_keep_it() -> None:
    bench = Office()
    bench.use({"bob": LineRules(first=Forward(ToNumber("+46701234567")))})
    operator, asserted = bench.operator, ("p-asserted-identity", f"<sip:{OUTSIDE}@op.test>")
    operator.send(operator.request("INVITE", f"sip:{landline('bob')}@10.0.0.1", asserted, PRIVATE))
    came = operator.asked("INVITE")
    assert came.all("p-asserted-identity") == [asserted[1]]
    assert came.all("privacy") == ["id"]


def test_an_operator_is_believed() -> None:
    bench = Office()
    bob, operator = bench.registered("bob-pc"), bench.operator
    asserted = ("p-asserted-identity", f'"Somebody" <sip:{OUTSIDE}@op.test>')
    operator.send(operator.request("INVITE", f"sip:{landline('bob')}@10.0.0.1", asserted))
    came = bob.asked("INVITE")
    assert came.all("p-asserted-identity") == [asserted[1]]
    assert came.from_.uri.user == OUTSIDE


@pytest.mark.parametrize("target", ["bob", OUTSIDE])
def test_what_a_client_says_of_identity_and_history_is_taken_out(target: str) -> None:
    bench = Office()
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    names = (
        *("p-asserted-identity", "p-preferred-identity", "remote-party-id"),
        *("diversion", "history-info"),
    )
    alice.call(target, *((name, "<sip:boss@company.test>;reason=no-answer") for name in names))
    came = (bob if target == "bob" else bench.operator).asked("INVITE")
    assert "boss" not in str(came.headers)
    assert len(came.all("p-asserted-identity")) == 1


def test_what_a_client_says_of_identity_within_a_dialog_is_taken_out() -> None:
    bench = Office()
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    alice.call("bob")
    bob.answer(bob.asked("INVITE"), 200)
    ok = alice.response(200)
    alice.send(alice.within(ok, "UPDATE", ("p-asserted-identity", "<sip:boss@company.test>")))
    assert bob.asked("UPDATE").get("p-asserted-identity") is None


@pytest.mark.parametrize("choice", [shows(Show.WITHHELD), shows(Show.MOBILE), shows(Show.LANDLINE)])
@pytest.mark.parametrize("headers", [(), (PRIVATE,)])
def test_a_call_for_help_shows_the_real_number(choice: Profile, headers: tuple[Header, ...]) -> None:
    sent, came = dialled_outside(choice, "112", *headers)
    assert came.target == "sip:112@10.0.0.9:7000"
    assert came.all("p-asserted-identity") == [f"<sip:{landline('alice')}@{DOMAIN}>"]
    assert came.required("from") == f"<sip:{landline('alice')}@{DOMAIN}>;tag={sent.from_.tag}"
    assert came.all("privacy") == (["none"] if headers else [])


def test_a_call_for_help_from_an_anonymous_telephone_shows_the_real_number() -> None:
    bench = Office()
    anonymous_call(bench, "112")
    came = bench.operator.asked("INVITE")
    assert came.from_.uri.user == landline("alice")
    assert came.all("privacy") == ["none"]


def test_a_call_for_help_of_who_has_no_number_names_the_person() -> None:
    directory = office()
    without = msgspec.structs.replace(directory.people["id-alice"], landline="", mobile="")
    numbers = {n: each for n, each in directory.numbers.items() if each.person != without.id}
    bench = Office(
        msgspec.structs.replace(directory, people={**directory.people, without.id: without}, numbers=numbers)
    )
    anonymous_call(bench, "112")
    came = bench.operator.asked("INVITE")
    assert came.from_.uri.user == "alice"
    assert came.all("p-asserted-identity") == [f"<sip:alice@{DOMAIN}>"]


@pytest.mark.parametrize("outside", [True, False])
def test_nobody_has_anothers_telephone_answer_by_itself(outside: bool) -> None:
    bench = Office()
    bob = bench.registered("bob-pc")
    headers = (
        ("answer-mode", "Auto"),
        ("priv-answer-mode", "Auto;require"),
        ("alert-info", "<http://x>;info=alert-autoanswer"),
        ("alert-info", "<urn:alert:source:internal>"),
        ("call-info", "<sip:x>;answer-after=0"),
        ("call-info", "<http://x/photo.jpg>;purpose=icon"),
    )
    if outside:
        operator = bench.operator
        operator.send(operator.request("INVITE", f"sip:{landline('bob')}@10.0.0.1", *headers))
    else:
        bench.registered("alice-pc").call("bob", *headers)
    came = bob.asked("INVITE")
    assert came.get("answer-mode") is came.get("priv-answer-mode") is None
    assert came.all("alert-info") == ["<urn:alert:source:internal>"]
    assert came.all("call-info") == ["<http://x/photo.jpg>;purpose=icon"]


@pytest.mark.parametrize("called", ["+46812345080", "dave"])
def test_the_members_of_a_group_are_told_for_whom_it_rings(called: str) -> None:
    """However the call came to the group; and no caller says it in the engine's place."""
    bench = Office()
    bench.use({"dave": LineRules(first=Forward(ToGroup("g-all")))})
    alice, erin = bench.registered("alice-pc"), bench.registered("erin-pc")
    alice.call(called, ("p-called-party-id", '"Rescue" <sip:112@company.test>'))
    told = erin.asked("INVITE").all("p-called-party-id")
    assert told == [f'"All" <sip:+46812345080@{DOMAIN}>']


def test_who_is_called_themselves_is_told_of_no_group() -> None:
    bench = Office()
    alice, bob = bench.registered("alice-pc"), bench.registered("bob-pc")
    alice.call("bob", ("p-called-party-id", '"Rescue" <sip:112@company.test>'))
    assert bob.asked("INVITE").get("p-called-party-id") is None
