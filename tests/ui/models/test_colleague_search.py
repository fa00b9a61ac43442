"""Searching all at once finds what ranking each of them says."""

from hypothesis import given
from hypothesis import strategies as st

from softphone.people.company import Colleague
from softphone.people.directory import Person
from softphone.people.line_state import LineState
from softphone.ui.models.colleague_search import SearchIndex, entry_of, read

_WORDS = ("Åsa", "Ek", "Anna-Karin", "Lind", "Support", "Ekonomi", "lin", "201", "08", "")
_words = st.lists(st.sampled_from(_WORDS), max_size=3).map(" ".join)
_numbers = st.sampled_from(("", "201", "12", "+46812012", "+46701234567"))
_people = st.builds(
    Person,
    id=st.uuids().map(str),
    name=_words,
    login=st.sampled_from(_WORDS),
    extension=_numbers,
    landline=_numbers,
    mobile=_numbers,
    department=_words,
)
_typed = st.one_of(_words, st.text("aåsekn 0128+-", max_size=6), _numbers)


@given(st.lists(_people, max_size=12, unique_by=lambda person: person.id), _typed)
def test_the_index_and_the_rank_agree(people: list[Person], typed: str) -> None:
    entries = [entry_of(Colleague(person, LineState.FREE), favourite=False) for person in people]
    entries.sort(key=lambda entry: entry.keys[0])
    search = read(typed)
    ranks = [(search.rank(entry), entry) for entry in entries]
    expected = sorted(entry.keys[rank] for rank, entry in ranks if rank is not None)
    assert SearchIndex(entries).find(search) == expected
