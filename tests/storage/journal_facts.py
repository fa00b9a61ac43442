"""Records as hypothesis makes them: few subjects, so that they meet again."""

from hypothesis import strategies as st

from softphone.storage.journal_records import (
    Call,
    CallEnded,
    KeptBinding,
    KeptParty,
    LastFlow,
    Location,
    Record,
    Referred,
)

_text = st.text(max_size=12)
_few = st.sampled_from(["", "a", "b", "ö"])
_time = st.floats(0, 4e9)
_port = st.integers(0, 65535)
bindings = st.builds(
    KeptBinding,
    device=_few,
    contact=_text,
    host=_text,
    port=_port,
    expires_at=_time,
    call_id=_text,
    cseq=st.integers(0, 2**31),
    path=st.lists(_text, max_size=2).map(tuple),
    instance=_text,
    user_agent=_text,
)
_parties = st.builds(KeptParty, person=_few, device=_few, tag=_few)
records: st.SearchStrategy[Record] = st.one_of(
    st.builds(Location, person=_few, bindings=st.lists(bindings, max_size=2).map(tuple)),
    st.builds(LastFlow, device=_few, host=_few, port=_port),
    st.builds(Call, call_id=_few, caller=_parties, callee=_parties, seen_at=_time),
    st.builds(CallEnded, call_id=_few, caller_tag=_few),
    st.builds(Referred, call_id=_few, referee=_few, referrer=_few, at=_time),
)


def flow(number: int) -> LastFlow:
    return LastFlow(f"device{number}", "10.0.0.9", number)
