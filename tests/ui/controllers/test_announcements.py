"""What is read aloud: incoming calls at once, the progress of transfers politely, each once."""

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from softphone.calls.call import CallState, Ending
from softphone.calls.commands import Answer, Dial
from softphone.calls.desk_view import DeskSnapshot, Identity
from softphone.calls.transfer import Step
from softphone.ui.controllers import announcements
from softphone.ui.controllers.announcements import News, news
from tests.ui import gallery
from tests.ui.controllers.conftest import Rig
from tests.ui.controllers.reception import CALLER_WRITTEN, Reception
from tests.ui.transfer_scenes import ANSWERED, CALLED, HELD, VOICEMAIL, transfer

NOTHING = DeskSnapshot()


def test_an_incoming_call_is_told_at_once_and_once(qtbot: QtBot) -> None:
    now = DeskSnapshot((gallery.RINGING,))
    assert news(NOTHING, now) == [News("Incoming call, Åsa Ängström, 211", at_once=True)]
    assert news(now, now) == []
    early = replace(gallery.RINGING, call=replace(gallery.RINGING.call, state=CallState.EARLY))
    assert news(now, DeskSnapshot((early,))) == []


def test_it_is_told_who_transferred_it_and_for_whom_it_is(qtbot: QtBot) -> None:
    shown = replace(gallery.RINGING, called="Support", transferred_by=Identity("Elin Sjögren"))
    (told,) = news(NOTHING, DeskSnapshot((shown,)))
    assert told.text == "Incoming call to Support, Åsa Ängström, 211, Transferred by Elin Sjögren"


def test_the_progress_of_a_transfer_is_told_in_its_sentences(qtbot: QtBot) -> None:
    before = DeskSnapshot((HELD, CALLED), (transfer(Step.CALLING, colleague_call=CALLED.call.id),))
    rings = DeskSnapshot((HELD, CALLED), (transfer(Step.CALLING, colleague_call=CALLED.call.id, rings=True),))
    talks = DeskSnapshot((HELD, ANSWERED), (transfer(Step.TALKING, colleague_call=ANSWERED.call.id),))
    waits = DeskSnapshot((HELD,), (transfer(Step.WAITING, reason=Ending.DECLINED),))
    assert news(before, rings) == [News(f"Ringing Anna Ek · {CALLER_WRITTEN} is waiting")]
    assert news(rings, talks) == [News(f"You are talking with Anna Ek · {CALLER_WRITTEN} is waiting")]
    assert news(talks, waits) == [News(f"Anna Ek declined the call. {CALLER_WRITTEN} is waiting.")]
    assert news(waits, waits) == []


def test_that_voicemail_answered_is_told_before_it_is_asked_about(qtbot: QtBot) -> None:
    own = {"colleague_call": ANSWERED.call.id}
    before = DeskSnapshot((HELD, ANSWERED), (transfer(Step.TALKING, **own),))
    machine = transfer(Step.TALKING, **own, answered=VOICEMAIL["answered"])
    told = DeskSnapshot((HELD, ANSWERED), (machine,))
    asks = DeskSnapshot((HELD, ANSWERED), (replace(machine, asking=True),))
    assert news(before, told) == [News("Answered by voicemail")]
    assert news(told, asks) == [News("Answered by voicemail. Complete anyway?")]


def test_an_ending_is_told(qtbot: QtBot) -> None:
    ended = replace(gallery.TALK, ending=Ending.THEY_HUNG_UP)
    assert news(DeskSnapshot((gallery.TALK,)), DeskSnapshot((ended,))) == [News("Hassan Karimi hung up.")]


def test_being_transferred_is_told(qtbot: QtBot) -> None:
    before, on_the_way = gallery.TALK, replace(gallery.TALK, being_transferred_to=Identity("Bo Nilsson"))
    told = news(DeskSnapshot((before,)), DeskSnapshot((on_the_way,)))
    assert told == [News("You are being transferred to Bo Nilsson…")]


def test_the_desktop_says_it_as_it_happens(
    rig: Rig, reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, bool]] = []
    monkeypatch.setattr(
        announcements, "announce", lambda widget, text, at_once=False: said.append((text, at_once))
    )
    reception.consults()
    sentence = f"You are talking with Anna Ek · {CALLER_WRITTEN} is waiting"
    rig.until(lambda: (sentence, False) in said)
    bo = rig.colleague("bo")
    bo.send(Dial(call="bo-1", account="main", target="asa"))
    rig.until(lambda: ("Incoming call, Bo Nilsson, 203", True) in said)
    assert Answer not in {type(each) for each in bo.commands}
    assert len(said) == len(set(said))
