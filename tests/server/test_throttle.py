"""Guessing is slowed down, and the person whose account it is gets in."""

from softphone.server.throttle import LONGEST, Throttle


def fail(throttle: Throttle, times: int, login: str, source: str, now: float) -> None:
    for _ in range(times):
        throttle.failed(login, source, now)


def test_a_few_mistakes_cost_nothing() -> None:
    throttle = Throttle()
    fail(throttle, 4, "asa", "10.0.0.1", 100.0)
    assert throttle.wait("asa", "10.0.0.1", 100.0) == 0


def test_waits_grow_and_have_an_end() -> None:
    throttle = Throttle()
    waits = []
    now = 100.0
    for _ in range(20):
        throttle.failed("asa", "10.0.0.1", now)
        waits.append(throttle.wait("asa", "10.0.0.1", now))
        now += waits[-1]
    assert waits[4:8] == [1.0, 2.0, 4.0, 8.0]
    assert waits[-1] == LONGEST


def test_case_does_not_make_another_account() -> None:
    throttle = Throttle()
    fail(throttle, 10, "ASA", "10.0.0.1", 100.0)
    assert throttle.wait("asa", "10.0.0.1", 100.0) > 0


def test_one_source_guessing_does_not_touch_others() -> None:
    throttle = Throttle()
    fail(throttle, 10, "asa", "10.6.6.6", 100.0)
    assert throttle.wait("asa", "10.6.6.6", 100.0) > 0
    assert throttle.wait("asa", "10.0.0.1", 100.0) == 0
    assert throttle.wait("bo", "10.6.6.6", 100.0) == 0


def test_a_source_that_tries_many_accounts_waits_for_each() -> None:
    throttle = Throttle()
    for number in range(50):
        throttle.failed(f"person{number}", "10.6.6.6", 100.0)
    assert throttle.wait("asa", "10.6.6.6", 100.0) > 0
    assert throttle.wait("asa", "10.0.0.1", 100.0) == 0


def test_many_sources_that_try_one_account_wait_but_its_person_does_not() -> None:
    throttle = Throttle()
    throttle.succeeded("asa", "10.0.0.1")
    for number in range(100):
        throttle.failed("asa", f"10.6.6.{number}", 100.0)
    assert throttle.wait("asa", "10.6.7.1", 100.0) > 0
    assert throttle.wait("asa", "10.0.0.1", 100.0) == 0


def test_a_right_password_forgives_mistakes() -> None:
    throttle = Throttle()
    fail(throttle, 4, "asa", "10.0.0.1", 100.0)
    throttle.succeeded("asa", "10.0.0.1")
    fail(throttle, 4, "asa", "10.0.0.1", 100.0)
    assert throttle.wait("asa", "10.0.0.1", 100.0) == 0


def test_time_forgives_mistakes() -> None:
    throttle = Throttle()
    fail(throttle, 10, "asa", "10.0.0.1", 100.0)
    assert throttle.wait("asa", "10.0.0.1", 401.0) == 0
    fail(throttle, 4, "asa", "10.0.0.1", 401.0)
    assert throttle.wait("asa", "10.0.0.1", 401.0) == 0


def test_memory_has_an_end() -> None:
    throttle = Throttle()
    for number in range(30_000):
        throttle.failed(f"x{number}", f"10.{number >> 8}.{number & 255}", 100.0)
    assert len(throttle._counts) <= 20_000
