from softphone.sip.registrar.lifetimes import AWAY, Lifetimes


def test_the_same_call_id_is_the_same_start() -> None:
    lifetimes = Lifetimes()
    assert [lifetimes.bound("d", {"c1"}, at) for at in (0.0, 60.0, 120.0)] == [None] * 3


def test_another_call_id_in_its_place_is_a_new_start() -> None:
    lifetimes = Lifetimes()
    lifetimes.bound("d", {"c1"}, 0.0)
    assert lifetimes.bound("d", {"c2"}, 60.0) == 60.0
    assert lifetimes.bound("d", {"c2"}, 120.0) is None


def test_a_start_that_shows_late_is_from_when_its_call_id_was_first_seen() -> None:
    """The old binding, of another port, only expires."""
    lifetimes = Lifetimes()
    lifetimes.bound("d", {"c1"}, 0.0)
    assert lifetimes.bound("d", {"c1", "c2"}, 60.0) is None
    assert lifetimes.bound("d", {"c2"}, 300.0) == 60.0


def test_a_connection_that_breaks_is_neither_a_start_nor_an_end() -> None:
    lifetimes = Lifetimes()
    lifetimes.bound("d", {"c1"}, 0.0)
    assert lifetimes.bound("d", set(), 10.0) is None
    assert lifetimes.gone(10.0 + AWAY - 1) == []
    assert lifetimes.bound("d", {"c1"}, 10.0 + AWAY - 1) is None
    assert lifetimes.gone(1000.0) == []


def test_who_comes_back_with_another_call_id_was_started_anew() -> None:
    lifetimes = Lifetimes()
    lifetimes.bound("d", {"c1"}, 0.0)
    lifetimes.bound("d", set(), 10.0)
    assert lifetimes.bound("d", {"c2"}, 20.0) == 20.0


def test_who_does_not_come_back_is_gone_once() -> None:
    lifetimes = Lifetimes()
    lifetimes.bound("d", {"c1"}, 0.0)
    lifetimes.bound("d", set(), 10.0)
    lifetimes.bound("d", set(), 30.0)
    assert lifetimes.gone(10.0 + AWAY) == ["d"]
    assert lifetimes.gone(1000.0) == []
    assert lifetimes.bound("d", {"c2"}, 2000.0) is None


def test_who_was_never_there_cannot_go() -> None:
    lifetimes = Lifetimes()
    assert lifetimes.bound("d", set(), 10.0) is None
    assert lifetimes.gone(1000.0) == []


def test_a_revoked_device_is_forgotten() -> None:
    lifetimes = Lifetimes()
    lifetimes.bound("d", {"c1"}, 0.0)
    lifetimes.bound("d", set(), 10.0)
    lifetimes.forget("d")
    assert lifetimes.gone(1000.0) == []
    assert lifetimes.bound("d", {"c2"}, 20.0) is None
