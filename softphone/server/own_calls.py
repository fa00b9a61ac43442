"""The call records as one person sees their own calls: what the telephone would have shown, and no more."""

from softphone.people.call_history import CallKey, Result, ServerCall
from softphone.people.directory import Directory, Person
from softphone.profiles.steps import Reason
from softphone.server.trunk.number_format import NumberFormat, read
from softphone.storage.call_record import CallRecord, Came, Ending

_BUSY = frozenset({486, 600})
_DECLINED = frozenset({603, 607, 608})
_NO_ANSWER = frozenset({408, 480, 487})


def own_calls(record: CallRecord, person: str, directory: Directory) -> tuple[ServerCall, ...]:
    """Of a person whom the record concerns: the call they made, the one that came to them, or, when they
    called themselves, both."""
    made = (_made(record, directory),) if record.caller == person else ()
    came = (_came(record, person, directory),) if _came_to(record, person) else ()
    return (*made, *came)


def _came_to(record: CallRecord, person: str) -> bool:
    if record.caller != person:
        return person in record.people
    return person in (record.callee, record.answered_by)


def _made(record: CallRecord, directory: Directory) -> ServerCall:
    elsewhere = record.answered_by not in ("", record.callee) and record.callee in directory.people
    return ServerCall(
        id=record.id,
        key=CallKey(record.call_id, record.caller_tag),
        outgoing=True,
        began=record.began,
        address=record.called,
        result=_result_of_made(record),
        talked=record.talked,
        forwarded_to=_address(record.answered_by, directory) if elsewhere else "",
    )


def _result_of_made(record: CallRecord) -> Result:
    if record.answered is not None:
        return Result.ANSWERED
    if record.ending is None:
        return Result.ONGOING
    if record.ending is Ending.CANCELLED:
        return Result.GAVE_UP
    if record.ending is Ending.FAILED:
        for statuses, result in (
            (_BUSY, Result.BUSY),
            (_DECLINED, Result.DECLINED),
            (_NO_ANSWER, Result.NO_ANSWER),
        ):
            if record.status in statuses:
                return result
    return Result.FAILED


def _came(record: CallRecord, person: str, directory: Directory) -> ServerCall:
    result = _result_of_came(record, person)
    return ServerCall(
        id=record.id,
        key=CallKey(record.call_id, record.caller_tag),
        outgoing=False,
        began=record.began,
        address=_address(record.caller, directory) or record.caller_uri or record.caller_shown,
        name=record.caller_shown,
        result=result,
        talked=record.talked if result is Result.ANSWERED else None,
        forwarded_to="" if result is Result.ANSWERED else _sent_to(record, person, directory),
    )


def _result_of_came(record: CallRecord, person: str) -> Result:
    if record.answered is not None:
        if record.answered_by == person:
            return Result.ANSWERED
        # The caller was sent on by one's own rules; or one of a group answered, which is nobody's forwarding.
        return Result.FORWARDED if record.callee == person else Result.ELSEWHERE
    if record.ending is None:
        return Result.ONGOING
    tries = [each for step in record.steps for each in step.tries if each.person == person]
    if any(each.came is Came.FAILED and each.status in _DECLINED | _BUSY for each in tries):
        return Result.DECLINED
    return Result.MISSED


def _sent_to(record: CallRecord, person: str, directory: Directory) -> str:
    """Who answered instead: a colleague, or a number outside, known only to who forwarded the call there."""
    if record.answered is None or record.answered_by:
        return _address(record.answered_by, directory)
    whys = [why for step in record.steps for why in step.whys if why.reason == Reason.FORWARDED.value]
    tries = [each for step in record.steps for each in step.tries if each.came is Came.ANSWERED]
    if not whys or whys[-1].whose != person or not tries:
        return ""
    trunk = directory.trunks.get(tries[-1].device.partition(":")[2])
    form = NumberFormat.E164 if trunk is None else NumberFormat(trunk.number_format)
    return read(tries[-1].number, form, directory.country) or tries[-1].number


def _address(person: str, directory: Directory) -> str:
    found: Person | None = directory.people.get(person)
    return "" if found is None else found.login
