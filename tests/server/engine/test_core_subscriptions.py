"""SUBSCRIBE through the whole core: who may watch whom, and for how long they are told."""

import msgspec
import pytest

from tests.server.engine.bench import Bench
from tests.server.engine.company import DOMAIN, company
from tests.server.engine.test_core_presence import answered, ringing, telephone_of, watched
from tests.server.engine.watcher import Watcher, dialogs_in


@pytest.mark.parametrize(
    ("event", "target", "status"),
    [
        ("refer", "bob", 489),
        ("presence.winfo", "bob", 489),
        ("dialog", "nobody", 404),
        ("dialog", "sip:bob@elsewhere.test", 404),
        ("dialog", "202", 200),
        ("dialog", "0812345002", 200),
        ("presence", "290", 200),
    ],
)
def test_what_can_be_watched(event: str, target: str, status: int) -> None:
    _, carol = watched()
    response = carol.subscribe(event, target)
    assert response.status == status
    if status == 489:
        assert response.get("allow-events") == "dialog, message-summary, presence"


def test_strangers_trunks_and_false_names_watch_nobody() -> None:
    bench, _ = watched()
    stranger = bench.telephone("stranger-pc")
    subscribe = stranger.request("SUBSCRIBE", f"sip:bob@{DOMAIN}", ("event", "dialog"))
    stranger.send(subscribe)
    assert stranger.statuses() == [407]
    liar = bench.telephone("alice-phone", "bob")
    liar.signed(liar.request("SUBSCRIBE", f"sip:bob@{DOMAIN}", ("event", "dialog")))
    assert liar.statuses() == [403]
    trunk = bench.telephone("trunk", "outside", port=5070)
    bench.core.router.use_trunk_flows({"t1": trunk.flow})
    trunk.send(trunk.request("SUBSCRIBE", f"sip:bob@{DOMAIN}", ("event", "dialog")))
    assert trunk.statuses() == [403]
    assert len(bench.core.presence) == 1


def test_a_refresh_needs_the_dialog_and_nothing_else() -> None:
    _, carol = watched()
    accepted = carol.subscribe("presence", "bob")
    carol.notifies()
    assert carol.within(accepted, "presence", ("expires", "600")).get("expires") == "600"
    assert [n.get("subscription-state") for n in carol.notifies()] == ["active;expires=600"]
    stranger = accepted.with_header("to", f"<sip:bob@{DOMAIN}>;tag=guess")
    assert carol.within(stranger, "presence").status == 481
    assert carol.within(accepted, "presence", ("expires", "0")).status == 200
    assert [n.get("subscription-state") for n in carol.notifies()] == ["terminated;reason=timeout"]
    assert carol.within(accepted, "presence").status == 481


@pytest.mark.parametrize("status", [481, 408])
def test_a_refused_notify_ends_the_subscription(status: int) -> None:
    bench, carol = watched()
    ringing(bench)
    carol.notifies(answer=status)
    assert len(bench.core.presence) == 0


def test_a_watcher_that_does_not_answer_is_told_nothing_more() -> None:
    bench, carol = watched()
    _, came = ringing(bench)
    assert len({n.cseq for n in carol.notifies(answer=0)}) == 1
    answered(bench, came)
    bench.wait(5)
    assert {str(n.cseq) for n in carol.notifies(answer=0)} == {"2 NOTIFY"}
    bench.wait(40)
    assert len(bench.core.presence) == 0


def test_notifies_follow_a_device_to_its_new_connection() -> None:
    bench = Bench(company())
    for device in ("alice-pc", "bob-pc"):
        bench.registered(device)
    old = bench.registered("carol-pc", transport="tls")
    carol = Watcher(bench, old)
    carol.subscribe("dialog", "bob")
    (first,) = carol.notifies()
    assert "TLS" in first.required("via")
    bench.core.flow_closed(old.flow)
    bench.dead.add(old.flow)
    new = bench.registered("carol-pc", transport="tls")
    bench.wait(2)
    ringing(bench)
    bench.wait(0)
    assert dialogs_in(new.asked("NOTIFY"))[0][1] == "early"


def test_a_device_that_cannot_be_reached_any_more_stops_watching() -> None:
    bench = Bench(company())
    for device in ("alice-pc", "bob-pc"):
        bench.registered(device)
    telephone = bench.registered("carol-pc", transport="tls")
    carol = Watcher(bench, telephone)
    carol.subscribe("dialog", "bob")
    carol.notifies()
    bench.core.flow_closed(telephone.flow)
    bench.wait(2)
    ringing(bench)
    bench.wait(0)
    assert len(bench.core.presence) == 0


def test_a_stop_says_subscribe_again() -> None:
    bench, carol = watched()
    bench.core.close(bench.now)
    assert [n.get("subscription-state") for n in carol.notifies()] == ["terminated;reason=deactivated"]


def test_who_leaves_the_company_watches_and_is_watched_no_more() -> None:
    bench, carol = watched()
    alice = Watcher(bench, telephone_of(bench, "alice-pc"))
    alice.subscribe("dialog", "bob")
    alice.notifies()
    bench.core.use_directory(company(without=("alice-pc",)), {})
    assert [n.get("subscription-state") for n in alice.notifies()] == ["terminated;reason=rejected"]
    smaller = company()
    people = {id_: person for id_, person in smaller.people.items() if id_ != "id-bob"}
    bench.core.use_directory(msgspec.structs.replace(smaller, people=people), {})
    assert [n.get("subscription-state") for n in carol.notifies()] == ["terminated;reason=noresource"]
    assert len(bench.core.presence) == 0


def test_options_names_the_packages() -> None:
    _, carol = watched()
    carol.telephone.send(carol.telephone.request("OPTIONS", f"sip:{DOMAIN}"))
    response = carol.telephone.response()
    assert response.get("allow-events") == "dialog, message-summary, presence"
    assert "SUBSCRIBE" in (response.get("allow") or "")
