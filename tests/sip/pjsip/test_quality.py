import pytest

from softphone.sip.pjsip.quality import Counters, between, mos, together


def counted(packets: int, lost: int = 0, jitter: float = 0.0) -> Counters:
    return Counters("PCMA", packets, lost, jitter, None)


def test_an_undisturbed_call_is_as_good_as_it_gets() -> None:
    assert 4.3 <= mos("PCMA", 0.0, 0.0, 20.0) <= 4.5


@pytest.mark.parametrize(("loss", "bound"), [(1.0, 4.4), (5.0, 4.1), (20.0, 2.8), (60.0, 1.6)])
def test_loss_is_heard(loss: float, bound: float) -> None:
    assert 1.0 <= mos("PCMA", loss, 0.0, None) < bound


def test_delay_is_felt() -> None:
    assert mos("PCMA", 0.0, 0.0, 800.0) < mos("PCMA", 0.0, 0.0, 100.0)
    assert mos("PCMA", 0.0, 200.0, None) < mos("PCMA", 0.0, 10.0, None)


def test_only_the_last_interval_counts() -> None:
    quality = between(counted(100, 50), counted(190, 60))
    assert (quality.packets_received, quality.loss_percent) == (90, 10.0)


def test_a_stream_that_began_again_counts_from_its_beginning() -> None:
    assert between(counted(1000, 0), counted(40, 10)).loss_percent == 20.0


def test_nothing_received_is_no_division() -> None:
    assert between(counted(10), counted(10)).packets_received == 0


def test_a_whole_call_is_all_its_streams() -> None:
    whole = together([counted(100, 0, 2.0), counted(300, 100, 6.0)])
    assert whole is not None
    assert (whole.packets_received, whole.loss_percent, whole.jitter_ms) == (400, 20.0, 5.0)
    assert together([]) is None
