"""One's own calls over the API: one's own alone, page by page."""

import httpx
import msgspec
import pytest

from softphone.storage.call_record import CallRecord
from softphone.sync import wire
from tests.helpers.running_server import RunningServer
from tests.server.test_own_calls import ANSWERED, record


def told(answer: httpx.Response) -> wire.OwnCalls:
    return wire.OwnCalls.model_validate(answer.raise_for_status().json())


def ids(server: RunningServer) -> dict[str, str]:
    return {person.login: person.id for person in server.directory.people.values()}


def keep(server: RunningServer, *records: CallRecord) -> None:
    kept = server.service.accounts._kept
    server.run(kept.run(kept.repository.keep_calls, records, ()))


def of(server: RunningServer, caller: str, callee: str, n: int, began: float) -> CallRecord:
    """An hour ago, and so many seconds: what is old, the server forgets."""
    known = ids(server)
    return record(
        id=f"e-{n:03}",
        call_id=f"c{n}",
        caller=known[caller],
        callee=known[callee],
        began=round(server.wall()) - 3600.0 + began,
        steps=(),
    )


def test_each_sees_their_own(server: RunningServer) -> None:
    keep(server, of(server, "asa", "bo", 1, 10.0), of(server, "bo", "cia", 2, 20.0))
    with server.http(server.token("asa")) as client:
        (hers,) = told(client.get("/calls")).calls
    assert (hers.outgoing, hers.result, hers.call_id) == (True, "no answer", "c1")
    with server.http(server.token("bo")) as client:
        first, second = told(client.get("/calls")).calls
    assert (first.outgoing, second.outgoing, second.address) == (True, False, "asa")
    assert second.result == "missed"


def test_page_by_page_none_is_left_out_or_comes_twice(server: RunningServer) -> None:
    """Also of many that began at the same moment."""
    keep(server, *(of(server, "asa", "bo", n, float(n // 4)) for n in range(10)))
    found: list[str] = []
    before = ""
    with server.http(server.token("bo")) as client:
        while True:
            page = told(client.get("/calls", params={"before": before, "limit": 3}))
            found += [call.call_id for call in page.calls]
            before = page.next
            if not before:
                break
    assert sorted(found) == sorted(f"c{n}" for n in range(10))


@pytest.mark.parametrize("query", ["before=x", "before=1~", "limit=0", "limit=1000", "before=" + "1" * 300])
def test_bad_questions(shared_server: RunningServer, query: str) -> None:
    with shared_server.http(shared_server.token()) as client:
        answer = client.get(f"/calls?{query}")
    assert answer.status_code in (200, 422)
    if answer.status_code == 422:
        assert wire.Refusal.model_validate(answer.json()).code == "bad_request"


def test_only_with_a_token(shared_server: RunningServer) -> None:
    with shared_server.http() as client:
        assert client.get("/calls").status_code == 401


def test_what_goes_over_the_wire_comes_back_the_same() -> None:
    from softphone.server.own_calls import own_calls
    from tests.people.company import ANNA, directory

    (call,) = own_calls(ANSWERED, ANNA.id, directory())
    assert wire.OwnCall.model_validate_json(wire.OwnCall.of(call).model_dump_json()).read() == call
    newer = wire.OwnCall.of(call).model_copy(update={"result": "something new"})
    assert newer.read() == msgspec.structs.replace(call, result=newer.read().result)
    assert newer.read().result.value == "ongoing"
