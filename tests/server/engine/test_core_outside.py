"""To and from the telephone network: numbers as each operator writes them, ways out, and who may not."""

import msgspec
import pytest

from softphone.people.directory import Directory
from softphone.profiles.incoming import Forward, LineRules, ToNumber
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Header
from tests.server.engine.bench import BenchTelephone
from tests.server.engine.company import DOMAIN
from tests.server.engine.office import OUTSIDE, Office, landline, office, with_class_of_service
from tests.server.engine.test_core_calls import connected

NO_WAY_OUT = (503, "No Way Out To The Telephone Network")
ALL_BUSY = (503, "All Lines To The Telephone Network Are Busy")


def caller(directory: Directory | None = None) -> tuple[Office, BenchTelephone]:
    bench = Office(directory)
    return bench, bench.registered("alice-pc")


def end(telephone: BenchTelephone) -> tuple[int, str]:
    """The final answer to what it dialled."""
    response = telephone.response()
    while response.status < 200:
        response = telephone.response()
    return response.status, response.reason


# Numbers.


@pytest.mark.parametrize(
    ("form", "dialled", "sent"),
    [
        ("e164", "070-999 99 99", "+46709999999"),
        ("international", "070-999 99 99", "46709999999"),
        ("national", "070-999 99 99", "0709999999"),
        ("e164", "00441632960000", "+441632960000"),
        ("international", "+441632960000", "441632960000"),
        ("national", "+441632960000", "00441632960000"),
        ("national", "+46 (0)8-555 010", "08555010"),
        ("e164", "1177", "1177"),
        ("international", "1177", "1177"),
        ("national", "112", "112"),
        ("international", "112", "112"),
    ],
)
def test_a_number_goes_out_as_the_operator_writes_it(form: str, dialled: str, sent: str) -> None:
    bench, alice = caller(with_class_of_service(office(number_format=form), "alice", "all"))
    alice.call(f"sip:{dialled.replace(' ', '%20')}@{DOMAIN}")
    assert bench.operator.asked("INVITE").target == f"sip:{sent}@10.0.0.9:7000"


@pytest.mark.parametrize(
    ("form", "comes_as"),
    [
        ("e164", "+46812345002"),
        ("e164", "0812345002"),
        ("international", "46812345002"),
        ("international", "+46812345002"),
        ("national", "0812345002"),
        ("national", "+46812345002"),
        ("e164", "+46-8-123%2045%20002"),
        ("e164", "+46812345002;npdi"),
    ],
)
def test_a_number_comes_in_as_the_operator_writes_it(form: str, comes_as: str) -> None:
    bench = Office(office(number_format=form))
    bob = bench.registered("bob-pc")
    bench.operator.send(bench.operator.request("INVITE", f"sip:{comes_as}@10.0.0.1;user=phone"))
    bob.asked("INVITE")


@pytest.mark.parametrize(
    ("target", "header"),
    [
        ("sip:trunk-account@10.0.0.1", ("p-called-party-id", f"<sip:{landline('bob')}@op.test>")),
        ("sip:trunk-account@10.0.0.1", ("to", f"<sip:{landline('bob')}@10.0.0.1>")),
        ("sip:10.0.0.1:5060", ("to", f"<tel:{landline('bob')}>")),
        (f"sip:{landline('bob')}@10.0.0.1", ("to", "<sip:+46812345003@10.0.0.1>")),
    ],
)
def test_the_number_called_is_found_where_the_operator_put_it(target: str, header: Header) -> None:
    bench = Office()
    bob, carol = bench.registered("bob-pc"), bench.registered("carol-pc")
    bench.operator.send(bench.operator.request("INVITE", target).with_header(*header))
    bob.asked("INVITE")
    assert carol.got == []


@pytest.mark.parametrize(
    "number", ["+46812345199", OUTSIDE, "112", "*8204", "nobody", "+46900123456", "+46812345090"]
)
def test_a_number_that_is_not_in_use_is_404_and_never_goes_outside(number: str) -> None:
    bench = Office()
    operator = bench.operator
    operator.send(operator.request("INVITE", f"sip:{number}@10.0.0.1"))
    assert operator.statuses()[-1] == 404
    assert bench.rang() == []


@pytest.mark.parametrize(
    "uri", ["sip:+46-70-999.99.99@company.test;user=phone", "tel:+46-70-999-99-99", "tel:070-9999999"]
)
def test_tel_and_user_phone_are_one_number_and_separators_do_not_count(uri: str) -> None:
    bench, alice = caller()
    alice.signed(alice.request("INVITE", uri, to=f"<sip:x@{DOMAIN}>"))
    assert bench.operator.asked("INVITE").target == f"sip:{OUTSIDE}@10.0.0.9:7000"


# Ways out.


def test_the_second_trunk_is_taken_when_the_first_cannot_be_reached() -> None:
    for how in ("dead", "silent", "503", "502"):
        bench, alice = caller(office(trunks=2))
        if how == "dead":
            bench.dead.add(bench.operator.flow)
        alice.call(OUTSIDE)
        if how == "silent":
            assert bench.second.got == []
            bench.wait(4.1)
        elif how != "dead":
            bench.operator.answer(bench.operator.asked("INVITE"), int(how))
        came = bench.second.asked("INVITE")
        assert came.target == f"sip:{OUTSIDE}@10.0.0.9:7001"
        assert came.all("p-asserted-identity") == [f"<sip:{landline('alice')}@{DOMAIN}>"]
        bench.second.answer(came, 200)
        assert alice.statuses() == ([100, 200] if how == "silent" else [200])


@pytest.mark.parametrize("status", [404, 480, 484, 486, 603])
def test_what_the_first_says_of_the_number_itself_is_the_answer(status: int) -> None:
    bench, alice = caller(office(trunks=2))
    alice.call(OUTSIDE)
    bench.operator.answer(bench.operator.asked("INVITE"), status)
    assert alice.statuses() == [status]
    assert bench.second.got == []


def test_the_second_trunk_is_taken_by_a_forward_as_well() -> None:
    bench, alice = caller(office(trunks=2))
    bench.use({"bob": LineRules(first=Forward(ToNumber(OUTSIDE)))})
    alice.call("bob")
    bench.operator.answer(bench.operator.asked("INVITE"), 503)
    bench.second.answer(bench.second.asked("INVITE"), 200)
    assert alice.statuses() == [181, 200]


@pytest.mark.parametrize("number", [OUTSIDE, "112"])
def test_when_no_trunk_can_be_reached_that_is_said(number: str) -> None:
    bench, alice = caller(office(trunks=2))
    bench.dead.update((bench.operator.flow, bench.second.flow))
    alice.call(number)
    assert end(alice) == NO_WAY_OUT
    bench.core.router.use_trunk_flows({})
    alice.call(number)
    assert end(alice) == NO_WAY_OUT


def test_however_many_trunks_in_a_row_cannot_be_reached_the_caller_is_told() -> None:
    bench, alice = caller()
    trunk = bench.core.directory.trunks["t1"]
    flows = {f"t{n}": Flow("tcp", "10.0.0.9", n) for n in range(1, 501)}
    trunks = {id_: msgspec.structs.replace(trunk, id=id_) for id_ in flows}
    bench.core.use_directory(msgspec.structs.replace(bench.core.directory, trunks=trunks), flows)
    bench.dead.update(flows.values())
    alice.call(OUTSIDE)
    assert end(alice) == NO_WAY_OUT
    assert bench.core.calls_unanswered == 0
    last = flows["t500"]
    bench.dead.discard(last)
    bench.operator.flow = last
    bench.telephones[last.host, last.port] = bench.operator
    alice.call(OUTSIDE)
    assert bench.operator.asked("INVITE").target == f"sip:{OUTSIDE}@10.0.0.9:7000;transport=tcp"


def test_in_a_company_without_a_trunk() -> None:
    _, alice = caller(office(trunks=0))
    alice.call("112")
    assert end(alice) == NO_WAY_OUT
    alice.call(OUTSIDE)
    assert end(alice) == (404, NO_WAY_OUT[1])


def test_an_outside_number_that_rings_for_too_long_leaks_no_487() -> None:
    bench, alice = caller()
    alice.call(OUTSIDE)
    came = bench.operator.asked("INVITE")
    bench.operator.answer(came, 180)
    bench.wait(60.1)
    bench.operator.answer(bench.operator.asked("CANCEL"), 200)
    bench.operator.answer(came, 487)
    assert alice.statuses() == [180, 480]


# Channels.


def test_a_ceiling_of_channels_holds_from_dialling_to_hanging_up() -> None:
    bench, alice = caller(office(channels=1))
    bob = bench.registered("bob-pc")
    alice.call(OUTSIDE)
    came = bench.operator.asked("INVITE")
    for status in (100, 180, 200):
        bob.call(OUTSIDE)
        assert end(bob) == ALL_BUSY
        bench.operator.answer(came, status)
    bob.call(OUTSIDE)
    assert end(bob) == ALL_BUSY
    bench.operator.send(bench.operator.within(came, "BYE"))
    bob.call(OUTSIDE)
    bench.operator.answer(bench.operator.asked("INVITE"), 486)
    assert end(bob)[0] == 486
    bob.call(OUTSIDE)
    bench.operator.asked("INVITE")


def test_a_call_from_outside_takes_a_channel_and_two_when_it_goes_outside_again() -> None:
    bench, alice = caller(office(channels=2))
    operator, bob = bench.operator, bench.registered("bob-pc")
    bench.use({"carol": LineRules(first=Forward(ToNumber(OUTSIDE)))})
    operator.send(operator.request("INVITE", f"sip:{landline('carol')}@10.0.0.1"))
    alice.call(OUTSIDE)
    assert end(alice) == ALL_BUSY
    operator.answer(operator.asked("INVITE"), 486)
    operator.send(operator.request("INVITE", f"sip:{landline('bob')}@10.0.0.1"))
    bob.answer(bob.asked("INVITE"), 180)
    operator.send(operator.request("INVITE", f"sip:{landline('carol')}@10.0.0.1"))
    operator.got.clear()
    alice.call(OUTSIDE)
    operator.asked("INVITE")
    operator.got.clear()
    operator.send(operator.request("INVITE", f"sip:{landline('carol')}@10.0.0.1"))
    assert operator.statuses() == [480], "there is no channel left to forward by"


def test_a_full_trunk_gives_way_to_the_second() -> None:
    bench, alice = caller(office(trunks=2, channels=1))
    connected(alice, bench.operator, OUTSIDE)
    bob = bench.registered("bob-pc")
    bob.call(OUTSIDE)
    bench.second.asked("INVITE")


def test_a_call_for_help_goes_out_over_the_ceiling() -> None:
    bench, alice = caller(office(channels=1))
    connected(alice, bench.operator, OUTSIDE)
    bench.operator.got.clear()
    bob = bench.registered("bob-pc")
    bob.call("112")
    assert bench.operator.asked("INVITE").target == "sip:112@10.0.0.9:7000"


def test_a_call_for_help_goes_before_an_extension_and_past_class_of_service() -> None:
    directory = with_class_of_service(office(), "alice", "internal")
    addresses = {**directory.addresses, "112": "id-bob"}
    bench, alice = caller(msgspec.structs.replace(directory, addresses=addresses))
    bob = bench.registered("bob-pc")
    alice.call("112")
    bench.operator.asked("INVITE")
    assert bob.got == []


# Who may not.


@pytest.mark.parametrize(
    ("allowed", "number", "goes"),
    [
        ("internal", OUTSIDE, False),
        ("landline", "08-555 010 10", True),
        ("landline", OUTSIDE, False),
        ("national", OUTSIDE, True),
        ("national", "+441632960000", False),
        ("international", "+441632960000", True),
        ("international", "0900-123456", False),
        ("all", "0900-1234567", True),
    ],
)
def test_class_of_service_holds_for_what_is_dialled(allowed: str, number: str, goes: bool) -> None:
    bench, alice = caller(with_class_of_service(office(), "alice", allowed))
    alice.call(f"sip:{number.replace(' ', '%20')}@{DOMAIN}")
    assert bench.rang() == (["operator"] if goes else [])
    if not goes:
        assert end(alice) == (403, "Class Of Service")


def transferring(allowed: str) -> tuple[Office, BenchTelephone, BenchTelephone]:
    """alice talks with an outside party."""
    bench, alice = caller(with_class_of_service(office(), "alice", allowed))
    connected(alice, bench.operator, OUTSIDE)
    return bench, alice, bench.operator


@pytest.mark.parametrize(
    ("refer_to", "status"),
    [
        (f"<sip:bob@{DOMAIN}>", 202),
        (f"<sip:+46701234567@{DOMAIN}>", 202),
        (f"<sip:112@{DOMAIN}>", 202),
        (f"<sip:0900-1234567@{DOMAIN}>", 403),
        ("<tel:+441632960000>", 403),
        ("<sip:+441632960000@op.test>", 403),
        ("<sip:bob@op.test>", 403),
        ("<sip:+46701234567@op.test>", 202),
        ("nonsense", 400),
    ],
)
def test_who_sends_someone_outside_on_does_it_with_their_own_class_of_service(
    refer_to: str, status: int
) -> None:
    _, alice, operator = transferring("national")
    ok = alice.response(200)
    by = ("referred-by", f"<sip:alice@{DOMAIN}>")
    alice.send(alice.within(ok, "REFER", ("refer-to", refer_to), by))
    if status == 202:
        came = operator.asked("REFER")
        assert came.required("referred-by") == by[1]
        assert came.required("refer-to") == refer_to
        operator.answer(came, 202)
    assert alice.response().status == status
    if status != 202:
        assert operator.got == []


def test_who_is_within_dials_a_transfer_with_their_own_class_of_service() -> None:
    bench, alice = caller(with_class_of_service(office(), "bob", "internal"))
    bob = bench.registered("bob-pc")
    connected(alice, bob)
    ok = alice.response(200)
    by = ("referred-by", f"<sip:alice@{DOMAIN}>")
    alice.send(alice.within(ok, "REFER", ("refer-to", f"<sip:{OUTSIDE}@{DOMAIN}>"), by))
    bob.answer(bob.asked("REFER"), 202)
    bob.call(OUTSIDE, by)
    assert end(bob) == (403, "Class Of Service")
    bob.call("alice", by)
    assert alice.asked("INVITE").required("referred-by") == by[1]


@pytest.mark.parametrize("method", ["MESSAGE", "REFER", "OPTIONS", "INVITE", "SUBSCRIBE"])
def test_a_stranger_reaches_nobody_and_nothing(method: str) -> None:
    bench = Office()
    bob = bench.registered("bob-pc")
    stranger = bench.telephone("stranger-pc")
    for target in (f"sip:{OUTSIDE}@{DOMAIN}", f"sip:bob@{DOMAIN}", "sip:112@10.0.0.1", f"tel:{OUTSIDE}"):
        stranger.send(stranger.request(method, target, to=f"<sip:bob@{DOMAIN}>"))
    stranger.send(stranger.request(method, f"sip:{OUTSIDE}@op.test", ("route", "<sip:10.0.0.9:7000;lr>")))
    assert set(stranger.statuses()) <= {407, 403}
    assert bob.got == bench.operator.got == []


@pytest.mark.parametrize("method", ["MESSAGE", "REFER", "OPTIONS"])
def test_only_calls_go_outside(method: str) -> None:
    bench, alice = caller()
    alice.signed(alice.request(method, f"sip:{OUTSIDE}@{DOMAIN}", ("refer-to", "<sip:x@y>")))
    assert end(alice)[0] == 404
    assert bench.operator.got == []


def test_an_operator_does_not_have_our_telephones_call_somebody() -> None:
    bench = Office()
    bob, operator = bench.registered("bob-pc"), bench.operator
    refer_to = ("refer-to", "<sip:+46900123456@company.test>")
    operator.send(operator.request("REFER", f"sip:{landline('bob')}@10.0.0.1", refer_to))
    assert operator.statuses() == [403]
    assert bob.got == []
