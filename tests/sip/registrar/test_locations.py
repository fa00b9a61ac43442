import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Header, Request
from softphone.sip.registrar.keep_alives import SILENCE
from softphone.sip.registrar.locations import MAX_CONTACTS, Expiry, Locations
from softphone.sip.registrar.outbound import FLOW_TIMER
from tests.sip.messages import request

UDP = Flow("udp", "127.0.0.1", 5062)
TCP = Flow("tcp", "127.0.0.1", 40000, 7)
OTHER_TCP = Flow("tcp", "127.0.0.1", 40001, 8)
THIRD_TCP = Flow("tcp", "127.0.0.1", 40002, 9)
INSTANCE = '+sip.instance="<urn:uuid:1>"'


def register(
    *contacts: str, cseq: int = 1, call_id: str = "reg", headers: tuple[Header, ...] = ()
) -> Request:
    return (
        request("REGISTER", "sip:company.test", *headers, *(("contact", contact) for contact in contacts))
        .with_header("cseq", f"{cseq} REGISTER")
        .with_header("call-id", call_id)
    )


def outbound(
    number: int, *headers: Header, contact: str = "sip:a@h", cseq: int = 1, call_id: str = "reg"
) -> Request:
    """As a device that keeps its flows registers one of them."""
    supported = ("supported", "path, outbound")
    value = f"<{contact}>;reg-id={number};{INSTANCE}"
    return register(value, cseq=cseq, call_id=call_id, headers=(*headers, supported))


def put(
    locations: Locations, message: Request, device: str = "pc", flow: Flow = UDP, now: float = 0.0
) -> int:
    return locations.register(message, "alice", device, flow, now).response.status


def contacts(locations: Locations) -> list[str]:
    return [str(binding.contact.uri) for binding in locations.of_person("alice")]


def test_a_binding_lives_as_long_as_was_asked() -> None:
    locations = Locations()
    result = locations.register(register("<sip:a@127.0.0.1:5062>;expires=60"), "alice", "pc", UDP, 100.0)
    assert result.response.status == 200
    assert result.response.get("contact") == "<sip:a@127.0.0.1:5062>;expires=60"
    assert [binding.device for binding in result.came] == ["pc"]
    assert locations.next_expiry() == 160.0
    assert locations.expire(159.9) == []
    assert [binding.device for binding in locations.expire(160.0)] == ["pc"]
    assert len(locations) == 0


@pytest.mark.parametrize(
    ("contact", "header", "seconds"),
    [
        ("<sip:a@h>;expires=soon", "200", 3600),
        ("<sip:a@h>;expires=99999999999999", "200", 3600),
        ("<sip:a@h>", "-1", 3600),
        ("<sip:a@h>;expires=100", "200", 100),
        ("<sip:a@h>", "200", 200),
        ("<sip:a@h>", None, 300),
        ("<sip:a@h>;expires=99999", None, 3600),
    ],
)
def test_how_long(contact: str, header: str | None, seconds: int) -> None:
    locations = Locations()
    put(locations, register(contact, headers=(("expires", header),) if header else ()))
    assert locations.next_expiry() == seconds


def test_too_brief_is_423_with_what_is_enough() -> None:
    locations = Locations(Expiry(shortest=30))
    result = locations.register(register("<sip:a@h>;expires=29"), "alice", "pc", UDP, 0.0)
    assert (result.response.status, result.response.get("min-expires")) == (423, "30")
    assert len(locations) == 0


def test_a_refresh_changes_nothing_but_the_time() -> None:
    locations = Locations()
    put(locations, register("<sip:a@h:5062>"))
    result = locations.register(register("<sip:a@h:5062>", cseq=2), "alice", "pc", UDP, 200.0)
    assert (result.came, result.went) == ((), ())
    assert locations.next_expiry() == 500.0


def test_several_devices_and_contacts_the_newest_first() -> None:
    locations = Locations()
    put(locations, register("<sip:a@h1>, <sip:a@h2>"))
    put(locations, register("<sip:a@h3>", call_id="other"), device="phone")
    assert contacts(locations) == ["sip:a@h3", "sip:a@h2", "sip:a@h1"]
    assert [str(binding.contact.uri) for binding in locations.of_device("pc")] == ["sip:a@h2", "sip:a@h1"]


def test_a_device_with_an_instance_moves_instead_of_multiplying() -> None:
    locations = Locations()
    put(locations, register('<sip:a@h:1>;+sip.instance="<urn:uuid:1>"'))
    put(locations, register('<sip:a@h:2>;+sip.instance="<urn:uuid:1>"', call_id="after restart"), flow=TCP)
    assert contacts(locations) == ["sip:a@h:2"]


def test_expires_0_ends_one_and_the_wildcard_the_devices_own() -> None:
    locations = Locations()
    put(locations, register("<sip:a@h1>", "<sip:a@h2>"))
    put(locations, register("<sip:a@h3>", call_id="other"), device="phone")
    result = locations.register(register("<sip:a@h1>;expires=0", cseq=2), "alice", "pc", UDP, 0.0)
    assert [str(binding.contact.uri) for binding in result.went] == ["sip:a@h1"]
    assert put(locations, register("*", cseq=3, headers=(("expires", "0"),))) == 200
    assert contacts(locations) == ["sip:a@h3"]


@pytest.mark.parametrize("headers", [(), (("expires", "60"),)])
def test_a_wildcard_goes_with_expires_0_only(headers: tuple[Header, ...]) -> None:
    locations = Locations()
    put(locations, register("<sip:a@h1>"))
    assert put(locations, register("*", cseq=2, headers=headers)) == 400
    assert put(locations, register("*", "<sip:a@h>", cseq=3, headers=(("expires", "0"),))) == 400
    assert contacts(locations) == ["sip:a@h1"]


def test_an_old_cseq_of_the_same_call_id_changes_nothing() -> None:
    locations = Locations()
    put(locations, register("<sip:a@h>;expires=60", cseq=5))
    assert put(locations, register("<sip:a@h>;expires=0", cseq=5)) == 500
    assert put(locations, register("*", cseq=4, headers=(("expires", "0"),))) == 500
    assert put(locations, register("<sip:a@h>;expires=0", cseq=1, call_id="rebooted")) == 200


def test_the_order_is_each_devices_own() -> None:
    locations = Locations()
    put(locations, register("<sip:a@h1>", cseq=5))
    assert put(locations, register("*", cseq=4, headers=(("expires", "0"),)), device="phone") == 200
    assert contacts(locations) == ["sip:a@h1"]


def test_a_register_is_carried_out_whole_or_not_at_all() -> None:
    locations = Locations()
    assert put(locations, register("<sip:a@h1>", "<sip:a@h2>;expires=1")) == 423
    assert put(locations, register("<sip:a@h1>", "<tel:112>")) == 400
    assert put(locations, register(*(f"<sip:a@h{n}>" for n in range(MAX_CONTACTS + 1)))) == 403
    assert len(locations) == 0


def test_without_a_contact_it_is_a_question() -> None:
    locations = Locations()
    put(locations, register("<sip:a@h1>"))
    result = locations.register(register(cseq=2), "alice", "pc", UDP, 100.0)
    assert result.response.all("contact") == ["<sip:a@h1>;expires=200"]


def test_a_path_is_kept_and_repeated_for_a_device_that_knows_it() -> None:
    locations = Locations()
    path = (("path", "<sip:near;lr>"), ("path", "<sip:far;lr>"), ("supported", "path"))
    result = locations.register(register("<sip:a@h>", headers=path), "alice", "pc", UDP, 0.0)
    assert result.response.status == 200
    assert result.response.all("path") == ["<sip:near;lr>", "<sip:far;lr>"]
    assert locations.of_person("alice")[0].path == ("<sip:near;lr>", "<sip:far;lr>")


def test_a_path_that_the_device_does_not_know_is_refused() -> None:
    locations = Locations()
    message = register("<sip:a@h>", headers=(("path", "<sip:edge;lr>"), ("supported", "outbound")))
    response = locations.register(message, "alice", "pc", UDP, 0.0).response
    assert (response.status, response.all("unsupported")) == (420, ["path"])
    assert len(locations) == 0


def test_a_device_behind_a_proxy_is_reached_through_the_proxy() -> None:
    locations = Locations()
    path = (("path", "<sip:127.0.0.1:5062;lr>"), ("supported", "path"))
    put(locations, register("<sip:a@127.0.0.1:5099>", headers=path))
    assert locations.of_person("alice")[0].flow == UDP


@pytest.mark.parametrize("option", ["path", "outbound", "Path"])
def test_what_we_have_may_be_required(option: str) -> None:
    assert put(Locations(), register("<sip:a@h>", headers=(("require", option),))) == 200


def test_what_we_do_not_have_must_not_be_required() -> None:
    locations = Locations()
    message = register("<sip:a@h>", headers=(("require", "path, gruu, magic"),))
    response = locations.register(message, "alice", "pc", UDP, 0.0).response
    assert (response.status, response.all("unsupported")) == (420, ["gruu", "magic"])
    assert len(locations) == 0


def test_the_answer_says_what_the_registrar_has() -> None:
    response = Locations().register(register("<sip:a@h>"), "alice", "pc", UDP, 0.0).response
    assert response.items("supported") == ["path", "outbound"]
    assert response.get("require") is None


@pytest.mark.parametrize("path", [(), ("path", "<sip:near;lr>", "path", "<sip:first;lr;ob>")])
def test_outbound_is_used_and_said(path: tuple[str, ...]) -> None:
    """Directly, or through a first hop that says that it keeps flows."""
    locations = Locations()
    headers = [(path[n], path[n + 1]) for n in range(0, len(path), 2)]
    if path:
        headers.append(("via", "SIP/2.0/TCP 127.0.0.1:5062;branch=z9hG4bKy"))
    message = outbound(1, *headers)
    response = locations.register(message, "alice", "pc", TCP, 0.0).response
    assert response.status == 200
    assert response.items("require") == ["outbound"]
    assert response.get("flow-timer") == (None if path else str(FLOW_TIMER))
    assert locations.of_person("alice")[0].reg_id == 1


@pytest.mark.parametrize(
    ("contact", "supported", "flow"),
    [
        (f"<sip:a@h>;reg-id=1;{INSTANCE}", "path", TCP),
        ("<sip:a@h>;reg-id=1", "path, outbound", TCP),
        (f"<sip:a@h>;{INSTANCE}", "path, outbound", TCP),
        (f"<sip:a@h>;reg-id=1;{INSTANCE}", "path, outbound", UDP),
    ],
)
def test_outbound_is_not_used_when_a_part_of_it_is_missing(contact: str, supported: str, flow: Flow) -> None:
    """Over UDP it would need STUN."""
    locations = Locations()
    put(locations, outbound(1))
    message = register(contact, call_id="other", headers=(("supported", supported),))
    response = locations.register(message, "alice", "phone", flow, 0.0).response
    assert (response.status, response.get("require"), response.get("flow-timer")) == (200, None, None)
    assert locations.of_device("phone")[0].reg_id == 0


def test_a_first_hop_without_outbound_is_said() -> None:
    locations = Locations()
    hop = ("via", "SIP/2.0/TCP 127.0.0.1:5062;branch=z9hG4bKy")
    assert put(locations, outbound(1, hop), flow=TCP) == 439
    assert (
        put(locations, outbound(1, hop, ("path", "<sip:near;ob>"), ("path", "<sip:first>")), flow=TCP) == 439
    )
    assert len(locations) == 0


def test_a_register_is_for_one_flow() -> None:
    both = (f"<sip:a@h1>;reg-id=1;{INSTANCE}", f"<sip:a@h2>;reg-id=2;{INSTANCE}")
    assert put(Locations(), register(*both, headers=(("supported", "outbound"),)), flow=TCP) == 400


@pytest.mark.parametrize("number", ["x", "", "-1", "99999999999"])
def test_a_flow_needs_a_number(number: str) -> None:
    message = register(f"<sip:a@h>;reg-id={number};{INSTANCE}", headers=(("supported", "outbound"),))
    with pytest.raises(ParseError):
        Locations().register(message, "alice", "pc", TCP, 0.0)


def test_a_flow_replaces_the_one_of_its_number_and_stands_beside_the_others() -> None:
    locations = Locations()
    put(locations, outbound(1, contact="sip:a@h:1"), flow=TCP)
    put(locations, outbound(2, contact="sip:a@h:2", call_id="second"), flow=OTHER_TCP)
    assert contacts(locations) == ["sip:a@h:2", "sip:a@h:1"]
    result = locations.register(outbound(1, contact="sip:a@h:3", cseq=2), "alice", "pc", THIRD_TCP, 0.0)
    assert contacts(locations) == ["sip:a@h:3", "sip:a@h:2"]
    assert [str(binding.contact.uri) for binding in result.went] == ["sip:a@h:1"]
    assert locations.drop_flow(TCP) == []
    assert [b.reg_id for b in locations.drop_flow(THIRD_TCP)] == [1]


def test_a_device_that_gives_outbound_up_leaves_no_flows_behind() -> None:
    locations = Locations()
    put(locations, outbound(1, contact="sip:a@h:1"), flow=TCP)
    put(locations, outbound(2, contact="sip:a@h:2", call_id="second"), flow=OTHER_TCP)
    put(locations, register(f"<sip:a@h:3>;{INSTANCE}", call_id="third"))
    assert contacts(locations) == ["sip:a@h:3"]


def test_the_same_instance_of_another_device_is_another() -> None:
    locations = Locations()
    put(locations, outbound(1, contact="sip:a@h:1"), flow=TCP)
    put(locations, outbound(1, contact="sip:a@h:2", call_id="b"), device="phone", flow=OTHER_TCP)
    assert contacts(locations) == ["sip:a@h:2", "sip:a@h:1"]


def test_who_missed_two_keep_alives_is_skipped_until_heard_again() -> None:
    locations = Locations()
    put(locations, outbound(1), flow=TCP)
    assert locations.heard(TCP, 60.0) == set()
    assert locations.look_for_silence(60.0 + SILENCE) == set()
    assert contacts(locations) == ["sip:a@h"]
    assert locations.look_for_silence(60.1 + SILENCE) == {"alice"}
    assert contacts(locations) == []
    assert len(locations.of_device("pc")) == len(locations) == 1
    assert locations.look_for_silence(70.0 + SILENCE) == set()
    assert locations.heard(TCP, 80.0 + SILENCE) == {"alice"}
    assert contacts(locations) == ["sip:a@h"]


def test_a_new_register_is_a_sign_of_life_too() -> None:
    locations = Locations()
    put(locations, outbound(1), flow=TCP)
    assert locations.look_for_silence(1 + SILENCE) == {"alice"}
    put(locations, outbound(1, cseq=2), flow=TCP, now=2 + SILENCE)
    assert contacts(locations) == ["sip:a@h"]


def test_who_promised_nothing_is_never_skipped() -> None:
    locations = Locations()
    put(locations, register("<sip:a@h;transport=tcp>"), flow=TCP)
    assert locations.heard(TCP, 1.0) == set()
    assert locations.look_for_silence(299.0) == set()
    assert contacts(locations) == ["sip:a@h;transport=tcp"]


def test_a_connection_that_closes_takes_its_promise_along() -> None:
    locations = Locations()
    put(locations, outbound(1), flow=TCP)
    put(locations, outbound(2, call_id="b"), flow=OTHER_TCP)
    locations.look_for_silence(1 + SILENCE)
    put(locations, outbound(1, cseq=2), flow=TCP, now=2 + SILENCE)
    for flow in (TCP, OTHER_TCP):
        locations.drop_flow(flow)
    kept = locations._keep_alives
    assert (kept._heard, kept._silent) == ({}, set())


def test_what_the_owner_prefers_comes_first() -> None:
    locations = Locations()
    put(locations, register("<sip:a@h1>;q=0.5", "<sip:a@h2>;q=0.25", "<sip:a@h3>", "<sip:a@h4>;q=0.5"))
    assert contacts(locations) == ["sip:a@h3", "sip:a@h4", "sip:a@h1", "sip:a@h2"]
    response = locations.register(register(cseq=2), "alice", "pc", UDP, 0.0).response
    assert "<sip:a@h1>;q=0.5;expires=300" in response.all("contact")


@pytest.mark.parametrize("q", ["2", "1.1", "-1", "0.1234", "x", ""])
def test_a_preference_that_is_none(q: str) -> None:
    locations = Locations()
    with pytest.raises(ParseError):
        put(locations, register("<sip:a@h1>", f"<sip:a@h2>;q={q}"))
    assert len(locations) == 0


def test_changes_are_told_with_the_person() -> None:
    told: list[str] = []
    locations = Locations()
    locations.on_change = told.append
    put(locations, register("<sip:a@h1>;expires=60"))
    put(locations, register(cseq=2))
    assert told == ["alice"]
    locations.expire(59.0)
    assert told == ["alice"]
    locations.expire(60.0)
    assert told == ["alice", "alice"]


def test_what_was_kept_is_taken_up_in_its_order() -> None:
    before, after = Locations(), Locations()
    put(before, register("<sip:a@h1>", "<sip:a@h2>"))
    put(before, register("<sip:a@h3>", call_id="other"), device="phone")
    after.restore(before.all_of_person("alice"))
    assert contacts(after) == contacts(before)
    assert after.of_device("phone") == before.of_device("phone")
    assert put(after, register("<sip:a@h1>;expires=0", cseq=1)) == 500


def test_a_connection_that_closes_takes_its_bindings_along() -> None:
    locations = Locations()
    put(locations, register("<sip:a@h1;transport=tcp>"), flow=TCP)
    put(locations, register("<sip:a@h2>", call_id="other"), device="phone")
    assert locations.drop_flow(UDP) == []
    assert [binding.device for binding in locations.drop_flow(TCP)] == ["pc"]
    assert contacts(locations) == ["sip:a@h2"]


def test_devices_that_are_no_more() -> None:
    locations = Locations()
    put(locations, register("<sip:a@h1>"))
    assert [b.device for b in locations.drop_devices(lambda device, person: device != "pc")] == ["pc"]
    assert locations.of_person("alice") == []


@pytest.mark.parametrize(
    ("contact", "via", "port"),
    [
        ("sip:a@127.0.0.1:5062", "127.0.0.1:5062", 5062),
        ("sip:a@127.0.0.1:5099", "127.0.0.1:5062", 5099),
        ("sip:a@192.168.1.5:5060", "192.168.1.5:5060;received=127.0.0.1", 5062),
        ("sip:a@pc.local:5099", "127.0.0.1:5062", 5062),
    ],
)
def test_where_a_telephone_on_udp_is_reached(contact: str, via: str, port: int) -> None:
    locations = Locations()
    message = register(f"<{contact}>").with_header("via", f"SIP/2.0/UDP {via};branch=z9hG4bKx")
    put(locations, message)
    assert locations.of_person("alice")[0].flow == Flow("udp", "127.0.0.1", port)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c"]), st.sampled_from([0, 60, 300]), st.sampled_from([0, 50, 200])
        ),
        max_size=12,
    )
)
def test_the_table_is_what_a_simple_model_says(steps: list[tuple[str, int, int]]) -> None:
    locations, now = Locations(), 0.0
    model: dict[str, float] = {}
    for cseq, (host, expires, wait) in enumerate(steps, 1):
        now += wait
        locations.expire(now)
        put(locations, register(f"<sip:x@{host}>;expires={expires}", cseq=cseq), now=now)
        model = {h: at for h, at in model.items() if at > now and h != host}
        if expires:
            model[host] = now + expires
        assert {b.contact.uri.host: b.expires_at for b in locations.of_person("alice")} == model
