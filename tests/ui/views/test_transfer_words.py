"""Every step of a transfer has a sentence in both languages, and in Swedish those that the product fixes."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from softphone.calls.call import Ending
from softphone.calls.desk_view import Answered, DeskTransfer, Identity
from softphone.calls.transfer import Button, Kind, Step
from softphone.people.line_state import LineState
from softphone.programs.desktop_language import LANGUAGES, Language
from softphone.ui.views import transfer_words


@pytest.fixture
def language(qapp: QApplication) -> Iterator[Language]:
    spoken = Language(qapp)
    yield spoken
    spoken.use("en")


def made(step: Step, kind: Kind = Kind.ANNOUNCED, /, **more: object) -> DeskTransfer:
    return DeskTransfer(
        id="1",
        kind=kind,
        step=step,
        caller=Identity("A"),
        colleague=Identity("B"),
        caller_call="a",
        colleague_call="b",
        buttons=frozenset(),
        **more,  # type: ignore[arg-type]
    )


FIXED = [
    (made(Step.CALLING, rings=True), "Ringer B · A väntar"),
    (made(Step.TALKING), "Du talar med B · A väntar"),
    (made(Step.WAITING, reason=Ending.BUSY), "B är upptagen. A väntar."),
    (made(Step.WAITING, reason=Ending.NO_ANSWER), "B svarar inte. A väntar."),
    (made(Step.WAITING, reason=Ending.DECLINED), "B avvisade samtalet. A väntar."),
    (made(Step.CALLER_LEFT), "A lade på. Du talar fortfarande med B."),
    (made(Step.DONE), "Överflyttat till B."),
    (made(Step.FAILED, Kind.DIRECT, reason=Ending.BUSY), "Överflyttningen misslyckades: upptaget. A väntar."),
]
"""Word for word as the product has them."""


@pytest.mark.parametrize(("shown", "sentence"), FIXED)
def test_the_sentences_of_the_product(
    qtbot: QtBot, language: Language, shown: DeskTransfer, sentence: str
) -> None:
    language.use("sv")
    assert transfer_words.sentence(shown, "b")[1] == sentence


@pytest.mark.parametrize(
    ("code", "sentence"), [("en", "A hung up. B is waiting."), ("sv", "A lade på. B väntar.")]
)
def test_a_colleague_on_hold_is_not_said_to_be_talked_with(
    qtbot: QtBot, language: Language, code: str, sentence: str
) -> None:
    language.use(code)
    assert transfer_words.sentence(made(Step.CALLER_LEFT), "")[1] == sentence


def test_a_colleague_who_has_gone_as_well_does_not_wait(qtbot: QtBot) -> None:
    gone = replace(made(Step.CALLER_LEFT), colleague_call="")
    assert transfer_words.sentence(gone, "")[1] == "A hung up."


@pytest.mark.parametrize(
    ("button", "word"),
    [
        (Button.COMPLETE, "Slutför överflyttning"),
        (Button.CANCEL, "Avbryt"),
        (Button.TAKE_BACK, "Ta tillbaka samtalet"),
        (Button.SWAP, "Växla"),
        (Button.CONFERENCE, "Konferens"),
    ],
)
def test_the_buttons_of_the_product(qtbot: QtBot, language: Language, button: Button, word: str) -> None:
    language.use("sv")
    assert transfer_words.button(button) == word


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("step", [step for step in Step if step is not Step.OVER])
def test_every_step_is_told_with_names(qtbot: QtBot, language: Language, code: str, step: Step) -> None:
    language.use(code)
    for reason in (None, *Ending):
        for refused in (False, True):
            said = transfer_words.sentence(made(step, reason=reason, refused=refused), "b")[1]
            assert said and "{" not in said
            assert said.startswith(("A", "B")) or " A" in said or " B" in said


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_languages_differ(qtbot: QtBot, language: Language, code: str) -> None:
    english = [transfer_words.sentence(made(step), "b")[1] for step in Step if step is not Step.OVER]
    language.use("sv")
    swedish = [transfer_words.sentence(made(step), "b")[1] for step in Step if step is not Step.OVER]
    assert all(one != other for one, other in zip(english, swedish, strict=True))


def test_who_is_heard_is_named_first(qtbot: QtBot) -> None:
    shown = made(Step.TALKING)
    assert transfer_words.sentence(shown, "a")[1] == "You are talking with A · B is waiting"
    assert transfer_words.sentence(shown, "b")[1] == "You are talking with B · A is waiting"
    assert transfer_words.sentence(shown, "c")[1] == "A and B are waiting"


def test_a_complete_that_failed_is_told_before_it(qtbot: QtBot) -> None:
    said = transfer_words.sentence(made(Step.TALKING, reason=Ending.SERVER_ERROR), "b")[1]
    assert said == (
        "The transfer failed: the call could not be connected. You are talking with B · A is waiting"
    )


def test_who_answered_instead_is_told_and_asked_about(qtbot: QtBot) -> None:
    voicemail = made(Step.TALKING, answered=Answered.VOICEMAIL, asking=True)
    assert transfer_words.sentence(voicemail, "b")[1] == "Answered by voicemail. Complete anyway?"
    braces = Identity("{caller} {0}")
    elsewhere = made(Step.TALKING, answered=Answered.ELSEWHERE, answered_by=braces, asking=True)
    assert transfer_words.sentence(elsewhere, "b")[1] == "Forwarded to {caller} {0}. Complete anyway?"
    assert transfer_words.answered(made(Step.TALKING, answered=Answered.ELSEWHERE)) == "Forwarded"
    assert transfer_words.answered(made(Step.TALKING)) == ""


def test_a_name_with_braces_is_only_a_name(qtbot: QtBot) -> None:
    shown = DeskTransfer(
        id="1",
        kind=Kind.DIRECT,
        step=Step.DONE,
        caller=Identity("{colleague}"),
        colleague=Identity("{0} {x}"),
        caller_call="",
        buttons=frozenset(),
    )
    assert transfer_words.sentence(shown)[1] == "Transferred to {0} {x}."


def test_only_what_stands_in_the_way_is_warned_of(qtbot: QtBot) -> None:
    warned = {state: transfer_words.warning("B", state) for state in LineState}
    assert not warned[LineState.FREE] and not warned[LineState.UNKNOWN]
    assert len({said for said in warned.values() if said}) == 4
    assert transfer_words.warning("08-123 45 67", None) == ""


def test_that_this_phone_stays_on_is_said_beforehand(qtbot: QtBot) -> None:
    assert "stays on" in transfer_words.hint(made(Step.TALKING, by_phone=True))
    assert (
        transfer_words.hint(made(Step.TALKING)) == transfer_words.hint(made(Step.DONE, by_phone=True)) == ""
    )
