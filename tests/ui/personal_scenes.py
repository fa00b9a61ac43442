"""The window with the call history, own contacts, and what is asked of a link: as drawn, and as tested."""

import datetime as dt

from PySide6.QtWidgets import QDialog

from softphone.people.call_history import CallKey, HistoryRow, Result
from softphone.people.contact import Contact, ContactNumber, NumberLabel
from softphone.people.invitation import InvitationLink
from softphone.people.typed import Typed, TypedKind
from softphone.ui.models.colleague_model import ColleagueModel
from softphone.ui.models.contact_rows import contact_row
from softphone.ui.models.history_model import HistoryModel, ShownCall
from softphone.ui.views import history_words
from softphone.ui.views.contact_form import ContactForm
from softphone.ui.views.hang_up_question import HangUpQuestion, Leaving
from softphone.ui.views.invitation_question import InvitationQuestion
from softphone.ui.views.link_question import LinkQuestion
from softphone.ui.views.main_window import CONTACTS, HISTORY
from softphone.ui.views.note import NoteDialog
from tests.ui.gallery import Scene, no_help, people, signed_in

NOW = dt.datetime(2026, 3, 12, 14, 30, tzinfo=dt.UTC)
HOUR = 3600.0


def shown(
    n: int,
    name: str,
    result: Result,
    *,
    ago: float,
    outgoing: bool = False,
    talked: float | None = None,
    number: str = "",
    forwarded_to: str = "",
    transferred_by: str = "",
    note: str = "",
) -> ShownCall:
    row = HistoryRow(
        id=str(n),
        keys=(CallKey(f"c{n}", "a"),),
        outgoing=outgoing,
        began=NOW.timestamp() - ago,
        address=number or name,
        name=name,
        result=result,
        talked=talked,
        forwarded_to=forwarded_to,
        transferred_by=transferred_by,
        note=note,
    )
    return ShownCall(row, name, number, forwarded_to, transferred_by)


CALLS = (
    shown(1, "Anna Ek", Result.MISSED, ago=0.1 * HOUR, number="202"),
    shown(2, "070-174 06 05", Result.ANSWERED, ago=0.5 * HOUR, talked=194.0, transferred_by="Bo Nilsson"),
    shown(3, "Kim Åberg", Result.ANSWERED, ago=2 * HOUR, outgoing=True, talked=61.0, number="070-111 22 33"),
    shown(4, "Cecilia Ödman", Result.NO_ANSWER, ago=3 * HOUR, outgoing=True, number="207"),
    shown(5, "08-123 45 67", Result.MISSED, ago=20 * HOUR, note="Ring efter lunch om fakturan"),
    shown(6, "Bo Nilsson", Result.FORWARDED, ago=26 * HOUR, number="203", forwarded_to="Anna Ek"),
    shown(7, "Hassan Karimi", Result.ELSEWHERE, ago=50 * HOUR, number="209"),
    shown(8, "Elin Sjögren", Result.BUSY, ago=75 * HOUR, outgoing=True, number="211"),
    shown(9, "+44 20 7946 0000", Result.DECLINED, ago=300 * HOUR),
)
KIM = Contact(
    id="kim",
    name="Kim Åberg",
    company="Åbergs bygg",
    numbers=(ContactNumber("070-111 22 33"),),
    note="Hiss B",
)
MAJ = Contact(id="maj", name="Maj Öst", numbers=(ContactNumber("08-765 43 21"),))


def history(*, only_missed: bool = False, calls: tuple[ShownCall, ...] = CALLS) -> Scene:
    scene = signed_in()
    model = HistoryModel(lambda: NOW, history_words.sentence, scene.window)
    scene.window.history.set_model(model)
    model.missed_changed.connect(scene.window.rail.set_missed)
    model.missed_changed.connect(scene.window.history.set_missed)
    model.replace(calls)
    model.look_at(NOW.timestamp() - HOUR)
    model.show_only_missed(only_missed)
    scene.window.show_list(HISTORY)
    return scene


def no_history() -> Scene:
    return history(calls=())


def contacts() -> Scene:
    scene = signed_in()
    model = ColleagueModel(scene.window)
    model.replace([contact_row(each, "SE") for each in (KIM, MAJ)])
    scene.window.contacts.list.setModel(model)
    scene.window.show_list(CONTACTS)
    return scene


def no_contacts() -> Scene:
    scene = signed_in()
    scene.window.contacts.list.setModel(ColleagueModel(scene.window))
    scene.window.show_list(CONTACTS)
    return scene


def _asking(scene: Scene, dialog: QDialog) -> Scene:
    dialog.show()
    scene.dialog = dialog
    return scene


def contact_refused() -> Scene:
    scene = contacts()
    form = ContactForm(scene.window, KIM, new=False)
    form.name.edit.clear()
    form.refuse(name=True, numbers=frozenset({NumberLabel.WORK}))
    return _asking(scene, form)


def note() -> Scene:
    scene = history()
    return _asking(scene, NoteDialog(scene.window, "Anna Ek", "Ring efter lunch om fakturan"))


def link_question() -> Scene:
    scene = signed_in()
    asked = Typed(kind=TypedKind.NUMBER, dial="0701112233", shown="070-111 22 33", extension="12")
    return _asking(scene, LinkQuestion(scene.window, asked, "Kim Åberg"))


def invitation_question() -> Scene:
    scene = signed_in()
    return _asking(scene, InvitationQuestion(scene.window, InvitationLink("https://company.test", "asa", "")))


def closing_in_calls() -> Scene:
    scene = signed_in()
    return _asking(scene, HangUpQuestion(scene.window, Leaving.CLOSE, 12))


def signing_out_in_a_call() -> Scene:
    scene = signed_in()
    return _asking(scene, HangUpQuestion(scene.window, Leaving.SIGN_OUT, 1))


SCENES = {
    "history": history,
    "no history": no_history,
    "contacts": contacts,
    "no contacts": no_contacts,
    "contact refused": contact_refused,
    "note": note,
    "link question": link_question,
    "invitation question": invitation_question,
    "closing in calls": closing_in_calls,
    "signing out in a call": signing_out_in_a_call,
}
PICTURED = {
    "history": history,
    "contacts": contacts,
    "groups-and-favourites": people,
    "help-not-reached": no_help,
}
