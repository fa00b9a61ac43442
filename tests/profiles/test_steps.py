"""Outcomes of a step from what its phones answered."""

import pytest

from softphone.profiles.steps import Came, Outcome, outcome_of


@pytest.mark.parametrize(
    ("statuses", "outcome"),
    [
        ([], Outcome(Came.NO_CONNECTION)),
        ([486], Outcome(Came.BUSY)),
        ([486, 600], Outcome(Came.BUSY)),
        ([480, 486], Outcome(Came.BUSY)),
        ([404, 486], Outcome(Came.BUSY)),
        ([486, 408], Outcome(Came.NO_ANSWER)),
        ([486, 603], Outcome(Came.DECLINED)),
        ([487, 603], Outcome(Came.DECLINED)),
        ([607], Outcome(Came.DECLINED)),
        ([487], Outcome(Came.NO_ANSWER)),
        ([480, 503], Outcome(Came.NO_CONNECTION)),
        ([480, 500, 488], Outcome(Came.FAILED, 488)),
        ([404, 415], Outcome(Came.FAILED, 415)),
        ([404, 606, 415], Outcome(Came.FAILED, 606)),
        ([302], Outcome(Came.FAILED, 302)),
    ],
)
def test_together(statuses: list[int], outcome: Outcome) -> None:
    assert outcome_of(statuses) == outcome
    assert outcome_of(reversed(statuses)) == outcome


@pytest.mark.parametrize(("came", "status"), [(Came.FAILED, 0), (Came.FAILED, 200), (Came.BUSY, 486)])
def test_a_status_belongs_to_a_failure(came: Came, status: int) -> None:
    with pytest.raises(ValueError, match="with status"):
        Outcome(came, status)
