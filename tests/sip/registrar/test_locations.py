import pytest
from hypothesis import given
from hypothesis import strategies as st

from softphone.sip.message.flow import Flow
from softphone.sip.message.message import Header, Request
from softphone.sip.registrar.locations import MAX_CONTACTS, Expiry, Locations
from tests.sip.messages import request

UDP = Flow("udp", "127.0.0.1", 5062)
TCP = Flow("tcp", "127.0.0.1", 40000, 7)


def register(
    *contacts: str, cseq: int = 1, call_id: str = "reg", headers: tuple[Header, ...] = ()
) -> Request:
    return (
        request("REGISTER", "sip:company.test", *headers, *(("contact", contact) for contact in contacts))
        .with_header("cseq", f"{cseq} REGISTER")
        .with_header("call-id", call_id)
    )


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


def test_path_and_outbound() -> None:
    locations = Locations()
    message = register(
        "<sip:a@h>;reg-id=1", headers=(("path", "<sip:edge;lr>"), ("supported", "path, outbound"))
    )
    result = locations.register(message, "alice", "pc", TCP, 0.0)
    assert result.response.all("path") == ["<sip:edge;lr>"]
    assert result.response.get("require") == "outbound"
    assert locations.of_person("alice")[0].path == ("<sip:edge;lr>",)


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
