from threading import Thread

from hypothesis import given
from hypothesis import strategies as st

from softphone.audio.rings import Ring


def numbers(start: int, count: int) -> bytes:
    return b"".join((n % 65536).to_bytes(2, "little") for n in range(start, start + count))


def test_gives_back_what_was_put() -> None:
    ring = Ring(8)
    assert ring.put(numbers(0, 5)) == 0
    assert len(ring) == 5
    assert ring.get(5) == numbers(0, 5)
    assert len(ring) == 0


def test_takes_nothing_when_there_is_too_little() -> None:
    ring = Ring(8)
    ring.put(numbers(0, 3))
    assert ring.get(4) is None
    assert len(ring) == 3


def test_a_full_ring_keeps_the_old_and_says_what_it_dropped() -> None:
    ring = Ring(4)
    assert ring.put(numbers(0, 6)) == 2
    assert ring.put(numbers(6, 1)) == 1
    assert ring.get(4) == numbers(0, 4)


def test_skips_the_oldest() -> None:
    ring = Ring(4)
    ring.put(numbers(0, 4))
    assert ring.skip(3) == 3
    assert ring.get(1) == numbers(3, 1)
    assert ring.skip(1) == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=60))
def test_is_a_queue_of_bounded_length(steps: list[tuple[int, int]]) -> None:
    ring, model, put = Ring(7), b"", 0
    for writing, reading in steps:
        dropped = ring.put(numbers(put, writing))
        assert dropped == max(0, len(model) // 2 + writing - 7)
        model += numbers(put, writing - dropped)
        put += writing
        got = ring.get(reading)
        if reading * 2 > len(model):
            assert got is None
        else:
            assert got == model[: reading * 2]
            model = model[reading * 2 :]
        assert len(ring) * 2 == len(model)


def test_two_threads_lose_and_mix_nothing() -> None:
    total, ring, got = 200_000, Ring(1000), bytearray()

    def write() -> None:
        at = 0
        while at < total:
            count = min(7 + at % 300, total - at)
            at += count - ring.put(numbers(at, count))

    writer = Thread(target=write)
    writer.start()
    bite = 1
    while len(got) < total * 2:
        bite = bite % 333 + 1
        got += ring.get(min(bite, total - len(got) // 2)) or b""
    writer.join()
    assert got == numbers(0, total)
