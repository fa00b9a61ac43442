"""What each person sees of a call record: their own call, in their own words."""

import msgspec
import pytest

from softphone.people.call_history import Result
from softphone.people.directory import Trunk
from softphone.server.own_calls import own_calls
from softphone.storage.call_record import CallRecord, Came, Ending, RecordedStep, RecordedWhy, Try
from tests.people.company import ANNA, BO, CILLA, RECEPTION, directory

DIRECTORY = directory()


def tried(person: str, came: Came, status: int = 0) -> Try:
    return Try(
        person=person, device=f"{person}-pc", address="udp:10.0.0.1:5060", at=0.0, came=came, status=status
    )


def record(**more: object) -> CallRecord:
    """Anna calls Bo, who does not answer."""
    made = CallRecord(
        id="e-1",
        call_id="c1",
        caller_tag="a",
        began=1000.0,
        caller=ANNA.id,
        caller_device="anna-pc",
        caller_shown="Anna",
        caller_uri="sip:anna@company.test",
        callee=BO.id,
        called="102",
        steps=(
            RecordedStep(
                at=0.0,
                whys=(RecordedWhy("the active profile", BO.id, "1"),),
                tries=(tried(BO.id, Came.STOPPED, 487),),
            ),
        ),
        ended=20.0,
        status=480,
        ending=Ending.FAILED,
    )
    return msgspec.structs.replace(made, **more)


ANSWERED = record(answered=3.0, answered_by=BO.id, ended=63.0, status=200, ending=Ending.CALLEE_HUNG_UP)
BY_CILLA = msgspec.structs.replace(ANSWERED, answered_by=CILLA.id)
TO_RECEPTION = record(
    callee=RECEPTION.id,
    steps=(RecordedStep(at=0.0, tries=(tried(BO.id, Came.STOPPED), tried(CILLA.id, Came.ANSWERED, 200))),),
)


@pytest.mark.parametrize(
    ("seen", "made", "came"),
    [
        (record(), Result.NO_ANSWER, Result.MISSED),
        (record(status=487, ending=Ending.CANCELLED), Result.GAVE_UP, Result.MISSED),
        (record(status=486), Result.BUSY, Result.MISSED),
        (record(status=500), Result.FAILED, Result.MISSED),
        (record(steps=()), Result.NO_ANSWER, Result.MISSED),
        (ANSWERED, Result.ANSWERED, Result.ANSWERED),
        (BY_CILLA, Result.ANSWERED, Result.FORWARDED),
        (msgspec.structs.replace(ANSWERED, answered_by=""), Result.ANSWERED, Result.FORWARDED),
        (record(ended=None, ending=None, status=0), Result.ONGOING, Result.ONGOING),
        (
            record(status=603, steps=(RecordedStep(at=0.0, tries=(tried(BO.id, Came.FAILED, 603),)),)),
            Result.DECLINED,
            Result.DECLINED,
        ),
    ],
)
def test_a_call_from_anna_to_bo(seen: CallRecord, made: Result, came: Result) -> None:
    (hers,) = own_calls(seen, ANNA.id, DIRECTORY)
    (his,) = own_calls(seen, BO.id, DIRECTORY)
    assert (hers.outgoing, hers.address, hers.result) == (True, "102", made)
    assert (his.outgoing, his.address, his.name, his.result) == (False, "anna", "Anna", came)
    assert hers.key == his.key


def test_how_long_and_who_instead() -> None:
    assert own_calls(ANSWERED, BO.id, DIRECTORY)[0].talked == 60.0
    (hers,) = own_calls(BY_CILLA, ANNA.id, DIRECTORY)
    (his,) = own_calls(BY_CILLA, BO.id, DIRECTORY)
    assert (hers.talked, hers.forwarded_to) == (60.0, "cilla")
    assert (his.talked, his.forwarded_to) == (None, "cilla")
    (its,) = own_calls(BY_CILLA, CILLA.id, DIRECTORY)
    assert (its.result, its.talked, its.forwarded_to) == (Result.ANSWERED, 60.0, "")


def test_a_number_outside_is_told_to_who_forwarded_there_alone() -> None:
    out = Try(
        person="",
        device="trunk:t",
        address="udp:10.0.0.9:5060",
        number="46701740605",
        at=1.0,
        came=Came.ANSWERED,
    )
    forwarded = RecordedStep(at=1.0, whys=(RecordedWhy("forwarded", BO.id, "unconditional"),), tries=(out,))
    outside = msgspec.structs.replace(ANSWERED, answered_by="", steps=(forwarded,))
    trunk = Trunk(id="t", name="T", address="10.0.0.9", number_format="international")
    known = msgspec.structs.replace(DIRECTORY, trunks={"t": trunk})
    assert own_calls(outside, BO.id, known)[0].forwarded_to == "+46701740605"
    assert own_calls(outside, ANNA.id, known)[0].forwarded_to == ""
    by_cilla = msgspec.structs.replace(forwarded, whys=(RecordedWhy("forwarded", CILLA.id, "unconditional"),))
    assert own_calls(msgspec.structs.replace(outside, steps=(by_cilla,)), BO.id, known)[0].forwarded_to == ""


def test_a_group() -> None:
    missed, answered = (
        TO_RECEPTION,
        msgspec.structs.replace(
            TO_RECEPTION, answered=3.0, answered_by=CILLA.id, ending=Ending.CALLER_HUNG_UP
        ),
    )
    assert own_calls(missed, BO.id, DIRECTORY)[0].result is Result.MISSED
    assert own_calls(answered, BO.id, DIRECTORY)[0].result is Result.ELSEWHERE
    assert own_calls(answered, CILLA.id, DIRECTORY)[0].result is Result.ANSWERED
    assert own_calls(answered, ANNA.id, DIRECTORY)[0].forwarded_to == ""


def test_a_caller_outside_is_called_back_by_the_address_they_came_with() -> None:
    outside = record(caller="", caller_shown="Kim", caller_uri="sip:+46701112233@operator.example")
    (his,) = own_calls(outside, BO.id, DIRECTORY)
    assert (his.address, his.name) == ("sip:+46701112233@operator.example", "Kim")


def test_a_call_to_oneself_is_two() -> None:
    own = own_calls(record(caller=BO.id), BO.id, DIRECTORY)
    assert [call.outgoing for call in own] == [True, False]


def test_who_calls_and_whose_group_rang_them_sees_one() -> None:
    assert len(own_calls(record(callee=RECEPTION.id), ANNA.id, DIRECTORY)) == 1


def test_whom_it_does_not_concern() -> None:
    assert CILLA.id not in record().people
    assert record().people == {ANNA.id, BO.id}
    assert CILLA.id in BY_CILLA.people
