"""What watchers are told of people, groups and mailboxes, and when, through the whole core."""

import itertools
from xml.etree import ElementTree as ET

import msgspec
import pytest

from softphone.people.line_state import LineState
from softphone.people.shown import Activity, Shown
from softphone.server import presence_views
from softphone.sip.message.message import Request, Response
from softphone.sip.presence.documents import Document, dialog_info
from softphone.sip.presence.state import Messages, Seen
from tests.helpers.unexpected_errors import ExpectErrors
from tests.server.engine import telephone
from tests.server.engine.bench import Bench, BenchTelephone
from tests.server.engine.company import DOMAIN, company
from tests.server.engine.watcher import (
    Watcher,
    activities_of,
    basic_of,
    dialogs_in,
    version_of,
)

AWAY = Shown(name="Meeting", available=False, activity=Activity.MEETING)


def watched(event: str = "dialog", target: str = "bob", watcher: str = "carol-pc") -> tuple[Bench, Watcher]:
    """Alice and Bob have telephones, and the watcher watches and knows the first state."""
    bench = Bench(company(trunk="10.0.0.9:5070"))
    for device in ("alice-pc", "bob-pc", "carol-pc"):
        bench.registered(device)
    bench.wait(0)
    watching = Watcher(bench, telephone_of(bench, watcher))
    assert watching.subscribe(event, target).status == 200
    (first,) = watching.notifies()
    assert first.get("event") == event
    bench.wait(10)
    return bench, watching


def telephone_of(bench: Bench, device: str) -> BenchTelephone:
    return next(t for t in bench.telephones.values() if t.device == device)


def ringing(bench: Bench, caller: str = "alice-pc", callee: str = "bob-pc") -> tuple[Request, Request]:
    calling, called = telephone_of(bench, caller), telephone_of(bench, callee)
    sent = calling.call(called.person)
    came = called.asked("INVITE")
    called.answer(came, 180)
    return sent, came


def answered(bench: Bench, came: Request, caller: str = "alice-pc", callee: str = "bob-pc") -> Response:
    telephone_of(bench, callee).answer(came, 200)
    return telephone_of(bench, caller).response(200)


def hung_up(bench: Bench, ok: Response, caller: str = "alice-pc", callee: str = "bob-pc") -> None:
    calling, called = telephone_of(bench, caller), telephone_of(bench, callee)
    calling.send(calling.within(ok, "BYE"))
    called.answer(called.asked("BYE"), 200)
    calling.got.clear()


def test_a_dialog_from_early_to_terminated() -> None:
    bench, carol = watched()
    _, came = ringing(bench)
    (early,) = carol.notifies()
    bench.wait(2)
    ok = answered(bench, came)
    (confirmed,) = carol.notifies()
    bench.wait(2)
    hung_up(bench, ok)
    (terminated,) = carol.notifies()
    told = [dialogs_in(notify) for notify in (early, confirmed, terminated)]
    assert [state for ((_, state),) in told] == ["early", "confirmed", "terminated"]
    assert {attributes["id"] for ((attributes, _),) in told} == {told[0][0][0]["id"]}
    assert [version_of(notify) for notify in (early, confirmed, terminated)] == ["1", "2", "3"]
    assert all(notify.get("content-type") == "application/dialog-info+xml" for notify in (early, confirmed))
    assert [str(n.cseq) for n in (early, confirmed, terminated)] == ["2 NOTIFY", "3 NOTIFY", "4 NOTIFY"]


def test_a_dialog_that_ended_is_listed_no_more_after_a_moment() -> None:
    bench, carol = watched()
    _, came = ringing(bench)
    ok = answered(bench, came)
    assert carol.dialogs() == [["confirmed"]]
    hung_up(bench, ok)
    assert [[s for _, s in dialogs_in(n)] for n in carol.wait(2)] == [["terminated"]]
    bench.wait(10)
    later = Watcher(bench, telephone_of(bench, "alice-pc"))
    later.subscribe("dialog", "bob")
    assert later.dialogs() == [[]]


@pytest.mark.parametrize("status", [486, 603, 480])
def test_a_call_that_fails_clears(status: int) -> None:
    bench, carol = watched()
    _, came = ringing(bench)
    assert carol.dialogs() == [["early"]]
    telephone_of(bench, "bob-pc").answer(came, status)
    assert [[s for _, s in dialogs_in(n)] for n in carol.wait(2)] == [["terminated"]]


def test_a_call_that_is_cancelled_clears() -> None:
    bench, carol = watched()
    sent, came = ringing(bench)
    assert carol.dialogs() == [["early"]]
    telephone_of(bench, "alice-pc").cancel(sent)
    telephone_of(bench, "bob-pc").answer(came, 487)
    assert [[s for _, s in dialogs_in(n)] for n in carol.wait(2)] == [["terminated"]]


def test_a_caller_is_trying_before_anything_rings() -> None:
    bench, carol = watched(target="alice")
    telephone_of(bench, "alice-pc").call("bob")
    ((attributes, state),) = dialogs_in(*carol.notifies())
    assert (attributes["direction"], state) == ("initiator", "trying")


@pytest.mark.parametrize(
    ("watcher", "target", "names"),
    [
        ("carol-pc", "bob", {"id", "direction"}),
        ("carol-pc", "alice", {"id", "direction"}),
        ("alice-pc", "bob", {"id", "direction", "call-id", "local-tag", "remote-tag"}),
        ("bob-pc", "alice", {"id", "direction", "call-id", "local-tag", "remote-tag"}),
        ("bob-pc", "bob", {"id", "direction", "call-id", "local-tag", "remote-tag"}),
    ],
)
def test_call_id_and_tags_are_for_the_parties_alone(watcher: str, target: str, names: set[str]) -> None:
    bench, watching = watched(target=target, watcher=watcher)
    sent, came = ringing(bench)
    answered(bench, came)
    (*_, last) = watching.wait(2)
    ((attributes, state),) = dialogs_in(last)
    assert (set(attributes), state) == (names, "confirmed")
    secrets = {sent.call_id, sent.from_.tag, "tag-bob-pc"}
    told = {secret for secret in secrets if f'"{secret}"'.encode() in last.body}
    assert told == (secrets if "call-id" in names else set())


def test_who_rings_beside_is_no_party_of_the_dialog() -> None:
    """A call to a group: Bob and Carol both ring, and Bob learns nothing of Carol's leg."""
    bench, bob = watched(target="carol", watcher="bob-pc")
    telephone_of(bench, "alice-pc").call("+46812345080")
    for device in ("bob-pc", "carol-pc"):
        telephone = telephone_of(bench, device)
        telephone.answer(telephone.asked("INVITE"), 180)
    ((attributes, state),) = dialogs_in(bob.wait(2)[-1])
    assert (set(attributes), state) == ({"id", "direction"}, "early")


def test_presence_tells_reachable_and_on_the_phone() -> None:
    bench, carol = watched("presence")
    _, came = ringing(bench)
    answered(bench, came)
    (notify,) = carol.wait(6)
    assert (basic_of(notify), activities_of(notify)) == ("open", ["on-the-phone"])
    assert notify.get("event") == "presence"
    bob = telephone_of(bench, "bob-pc")
    bob.register(expires=0)
    bench.wait(0)
    (notify,) = carol.wait(6)
    assert (basic_of(notify), activities_of(notify)) == ("closed", ["on-the-phone"])


def test_presence_tells_the_profile() -> None:
    bench, carol = watched("presence")
    bench.core.presence.use_shown("id-bob", Shown(name="Trip", message="In Ystad", activity=Activity.TRAVEL))
    (notify,) = carol.notifies()
    assert activities_of(notify) == ["note", "travel"]
    assert "In Ystad" in notify.body.decode()
    assert bench.line("bob") is LineState.FREE


def test_a_line_break_in_a_status_message_stays_in_its_document() -> None:
    bench, carol = watched("presence")
    bench.core.presence.use_shown("id-bob", Shown(message="x\r\n\r\nBYE sip:evil SIP/2.0\r\nX: <y>"))
    (notify,) = carol.notifies()
    assert notify.get("x") is None
    assert b"&lt;y&gt;" in notify.body


def test_an_escaped_line_break_in_an_address_builds_no_header() -> None:
    _, carol = watched()
    response = carol.subscribe("dialog", f"sip:bob%0D%0AX-Evil:1@{DOMAIN}")
    assert response.status == 404
    carol.subscribe("dialog", f"sip:08%20123%0D%0A45%20002@{DOMAIN}")
    for notify in carol.notifies():
        assert notify.get("x-evil") is None


def hidden_stream(event: str, monkeypatch: pytest.MonkeyPatch, *, calls: bool) -> list[tuple[float, bytes]]:
    """All that somebody who watches Bob is sent while he is hidden, with calls of every kind or without."""
    bench = Bench(company())
    for device in ("alice-pc", "carol-pc"):
        bench.registered(device)
    bench.core.presence.use_shown("id-bob", AWAY)
    if calls:
        bench.registered("bob-pc")
    bench.wait(0)
    # What watcher and engine make up at random is the same in both runs, whatever else happened.
    bench.core.presence._notifier._token = lambda size: "1" * 2 * size
    monkeypatch.setattr(telephone, "NUMBERS", itertools.count(10_000))
    watching = Watcher(bench, telephone_of(bench, "carol-pc"))
    accepted = watching.subscribe(event, "bob", ("expires", "120"))
    watching.wait(3)
    if calls:
        _, came = ringing(bench)
    watching.wait(3)
    if calls:
        ok = answered(bench, came)
    watching.wait(3)
    watching.telephone.cseq = 100
    assert watching.within(accepted, event, ("expires", "90")).status == 200
    watching.wait(3)
    if calls:
        hung_up(bench, ok)
        _, came = ringing(bench, "bob-pc", "alice-pc")
        telephone_of(bench, "alice-pc").answer(came, 486)
        telephone_of(bench, "bob-pc").register(expires=0)
    watching.wait(30)
    bench.core.presence.use_shown("id-bob", msgspec.structs.replace(AWAY, message="back soon"))
    watching.wait(60)
    return watching.stream


@pytest.mark.parametrize("event", ["dialog", "presence"])
def test_who_is_hidden_looks_like_somebody_without_calls(event: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes, moments and count of everything that is sent are the same."""
    with_calls = hidden_stream(event, monkeypatch, calls=True)
    without = hidden_stream(event, monkeypatch, calls=False)
    assert with_calls == without
    assert len(without) == (3 if event == "dialog" else 4)
    assert b"terminated;reason=timeout" in without[-1][1]


def test_hiding_and_showing_is_told_to_who_watches_whether_there_is_a_call_or_not() -> None:
    counts = []
    for calls in (True, False):
        bench, carol = watched()
        if calls:
            _, came = ringing(bench)
            answered(bench, came)
            carol.wait(3)
        bench.core.presence.use_shown("id-bob", AWAY)
        hidden = [dialogs_in(notify) for notify in carol.wait(3)]
        assert [[state for _, state in dialogs] for dialogs in hidden] == [["terminated"] if calls else []]
        bench.wait(10)
        bench.core.presence.use_shown("id-bob", Shown())
        shown = [dialogs_in(notify) for notify in carol.wait(3)]
        assert [[state for _, state in dialogs] for dialogs in shown] == [["confirmed"] if calls else []]
        counts.append(len(carol.stream))
    assert counts[0] == counts[1] + 1  # the call itself, while it could be seen


def test_one_sees_ones_own_line_hidden_or_not() -> None:
    bench, bob = watched(watcher="bob-pc")
    bench.core.presence.use_shown("id-bob", AWAY)
    bob.wait(3)
    _, came = ringing(bench)
    answered(bench, came)
    assert [state for _, state in dialogs_in(bob.wait(3)[-1])] == ["confirmed"]


def test_a_hidden_persons_party_learns_nothing_either() -> None:
    bench, alice = watched(watcher="alice-pc")
    bench.core.presence.use_shown("id-bob", AWAY)
    alice.wait(3)
    _, came = ringing(bench)
    answered(bench, came)
    assert alice.wait(3) == []


def test_a_group_shows_what_its_members_show() -> None:
    bench, alice = watched(target="+46812345080", watcher="alice-pc")
    _, came = ringing(bench, "carol-pc", "bob-pc")
    assert sorted(state for _, state in dialogs_in(alice.wait(2)[-1])) == ["early", "early"]
    bench.core.presence.use_shown("id-bob", AWAY)
    bench.core.presence.use_shown("id-carol", AWAY)
    (notify,) = alice.wait(2)
    assert {state for _, state in dialogs_in(notify)} == {"terminated"}
    answered(bench, came, "carol-pc", "bob-pc")
    assert alice.wait(8) == []


def test_a_groups_presence() -> None:
    bench, alice = watched("presence", target="+46812345080", watcher="alice-pc")
    for person in ("bob", "carol"):
        telephone_of(bench, f"{person}-pc").register(expires=0)
    (notify,) = alice.wait(6)
    assert (basic_of(notify), activities_of(notify)) == ("closed", [])


def test_messages_are_for_the_owner_of_the_mailbox() -> None:
    bench, bob = watched("message-summary", watcher="bob-pc")
    bench.core.presence.use_messages("id-bob", Messages(new=1), bench.now)
    (notify,) = bob.notifies()
    assert b"Messages-Waiting: yes" in notify.body
    assert b"Voice-Message: 1/0 (0/0)" in notify.body
    carol = Watcher(bench, telephone_of(bench, "carol-pc"))
    assert carol.subscribe("message-summary", "bob").status == 403
    assert carol.subscribe("message-summary", "+46812345080").status == 200
    alice = Watcher(bench, telephone_of(bench, "alice-pc"))
    assert alice.subscribe("message-summary", "+46812345080").status == 403


def test_what_others_may_see_is_hidden_and_ones_own_is_real() -> None:
    bench, _ = watched()
    own: list[tuple[str, LineState]] = []
    bench.core.presence._on_own_line = lambda person, line: own.append((person, line))
    bench.lines.clear()
    bench.core.presence.use_shown("id-bob", AWAY)
    assert (bench.line("bob"), bench.lines, own) == (LineState.HIDDEN, [("id-bob", LineState.HIDDEN)], [])
    bench.lines.clear()
    _, came = ringing(bench)
    answered(bench, came)
    assert [person for person, _ in bench.lines] == ["id-alice", "id-alice"]
    assert [line for person, line in own if person == "id-bob"] == [LineState.RINGING, LineState.BUSY]
    bench.core.presence.use_shown("id-bob", Shown())
    assert (bench.line("bob"), bench.lines[-1]) == (LineState.BUSY, ("id-bob", LineState.BUSY))
    bench.core.presence.use_shown("id-nobody", AWAY)
    assert "id-nobody" not in bench.core.line_states()


def test_documents_name_whom_they_are_about_as_the_watcher_does() -> None:
    _, carol = watched()
    for target in ("202", "sip:bob:secret@10.0.0.1:5060;x=y", "tel:+46-8-12345002"):
        telephone = carol.telephone
        request = telephone.request("SUBSCRIBE", target if ":" in target else f"sip:202@{DOMAIN}")
        telephone.signed(request.with_added(("event", "dialog")))
        assert telephone.response().status == 200
        (notify,) = carol.notifies()
        expected = {"202": f"sip:202@{DOMAIN}", "tel:+46-8-12345002": "tel:+46-8-12345002"}
        entity = ET.fromstring(notify.body).get("entity")
        assert entity == expected.get(target, "sip:bob@10.0.0.1")


def test_documents_are_rendered_once_for_all_watchers(monkeypatch: pytest.MonkeyPatch) -> None:
    bench, carol = watched()
    rendered: list[str] = []

    def counted(entity: str, seen: Seen) -> Document:
        rendered.append(entity)
        return dialog_info(entity, seen)

    monkeypatch.setattr("softphone.server.presence_views.dialog_info", counted)
    for _ in range(50):
        carol.subscribe("dialog", "bob")
    carol.notifies()
    rendered.clear()
    ringing(bench)
    assert len(carol.wait(2)) == 51
    assert rendered == [f"sip:bob@{DOMAIN}"]


class LinesAfterTheFirst(list[tuple[str, LineState]]):
    """Of whoever is told of lines: the first cannot be dealt with."""

    first = True

    def append(self, told: tuple[str, LineState], /) -> None:
        if self.first:
            self.first = False
            raise ValueError("not this one")
        super().append(told)


def test_one_whose_line_cannot_be_told_does_not_cost_the_others(expected_errors: ExpectErrors) -> None:
    bench, _ = watched(target="alice")
    bench.lines = LinesAfterTheFirst()
    expected_errors("presence failed")
    bench.core.use_directory(company(without=("alice-pc", "bob-pc", "carol-pc")), {})
    assert [line for _, line in bench.lines] == [LineState.OFFLINE] * 2


def test_a_document_that_cannot_be_made_does_not_cost_the_watchers_of_others(
    monkeypatch: pytest.MonkeyPatch, expected_errors: ExpectErrors
) -> None:
    """Those whose turn was before would wait for ever: for the answer to what was never sent."""
    bench, alices = watched(target="alice")
    watchers = [alices, *(Watcher(bench, telephone_of(bench, f"{name}-pc")) for name in ("bob", "alice"))]
    for watcher, target in zip(watchers[1:], ("bob", "carol"), strict=True):
        assert watcher.subscribe("dialog", target).status == 200
        watcher.notifies()
    bench.wait(10)

    def rendered(entity: str, seen: Seen) -> Document:
        if "bob" in entity:
            raise ValueError("not Bob's")
        return dialog_info(entity, seen)

    def told() -> list[list[list[str]]]:
        found: list[list[list[str]]] = [[] for _ in watchers]
        for _ in range(40):
            bench.wait(0.05)
            for watcher, states in zip(watchers, found, strict=True):
                states += watcher.dialogs()
        return found

    monkeypatch.setattr(presence_views, "dialog_info", rendered)
    expected_errors("presence failed")
    ringing(bench, "alice-pc", "bob-pc")
    ringing(bench, "carol-pc", "alice-pc")
    assert told() == [[["early", "early"]], [], [["early"]]]
    monkeypatch.undo()
    ringing(bench, "bob-pc", "carol-pc")
    assert told() == [[], [["early", "early"]], [["early", "early"]]]
