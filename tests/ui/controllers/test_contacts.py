"""One's own contacts: found with the colleagues, named in calls, changed, in and out as vCards."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from softphone.calls.call import Party
from softphone.calls.commands import Dial
from softphone.people.contact import NumberLabel
from softphone.programs.desktop_window import DesktopWindow
from softphone.ui.views.contact_form import ContactForm
from softphone.ui.views.main_window import CONTACTS
from tests.ui.controllers.companies import FakeCompany
from tests.ui.controllers.conftest import Rig, texts

# The offscreen platform has no window manager, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

KIM = """BEGIN:VCARD
VERSION:3.0
UID:kim
FN:Kim Åberg
ORG:Bergs bygg
TEL;TYPE=CELL:070-111 22 33
END:VCARD
"""


def form(desktop: DesktopWindow) -> ContactForm:
    found = desktop.personal.contacts.form
    assert found is not None
    return found


def take_in(rig: Rig, desktop: DesktopWindow, text: str = KIM) -> None:
    file = rig.folder / "in.vcf"
    file.write_text(text, encoding="utf-8")
    desktop.window.contacts.import_requested.emit(str(file))


def dialled(rig: Rig) -> list[str]:
    return [command.target for command in rig.sent(Dial) if isinstance(command, Dial)]


def test_taken_in_found_named_and_there_after_a_restart(rig: Rig) -> None:
    desktop = rig.signed_in()
    take_in(rig, desktop)
    assert "Contacts imported: 1." in texts(desktop.window.notice)
    is_found_and_named(rig, desktop)
    rig.end()
    rig.company = FakeCompany()
    desktop = rig.signed_in()
    rig.until(lambda: len(desktop.personal.contacts.contacts) == 1)
    is_found_and_named(rig, desktop)


def is_found_and_named(rig: Rig, desktop: DesktopWindow) -> None:
    for address in ("sip:+46701112233@company.test", "sip:0701112233@company.test", "0046701112233"):
        assert desktop.names.identify(Party(address)).name == "Kim Åberg"
    for text in ("aberg", "070-111", "bergs"):
        desktop.window.field.set_text(text)
        rig.until(lambda: desktop.model.hits == 1)
        found = desktop.model.first_hit()
        assert found is not None and found.person.name == "Kim Åberg"
    desktop.window.field.clear()


def test_the_colleagues_come_first(rig: Rig) -> None:
    desktop = rig.signed_in()
    take_in(rig, desktop, KIM.replace("Kim Åberg", "Anna Aaa"))
    desktop.window.field.set_text("anna")
    first = desktop.model.first_hit()
    assert desktop.model.hits == 2 and first is not None and first.person.name == "Anna Ek"


def test_enter_calls(rig: Rig) -> None:
    desktop = rig.signed_in()
    take_in(rig, desktop)
    desktop.window.show_list(CONTACTS)
    QTest.keyClick(desktop.window.contacts.list, Qt.Key.Key_Return)
    assert dialled(rig) == ["+46701112233"]


def test_a_new_one(rig: Rig) -> None:
    desktop = rig.signed_in()
    desktop.window.contacts.add.click()
    made = form(desktop)
    made.save.click()
    assert "A contact needs a name." in texts(made)
    made.name.edit.setText("Bea")
    made.numbers[NumberLabel.WORK].edit.setText("not a number")
    made.save.click()
    assert "This is no number that can be called." in texts(made)
    assert not desktop.personal.contacts.contacts
    made.numbers[NumberLabel.WORK].edit.setText("08-123 45 67")
    made.save.click()
    assert desktop.personal.contacts.form is None
    (bea,) = desktop.personal.contacts.contacts
    assert (bea.name, bea.numbers[0].number) == ("Bea", "08-123 45 67")


def test_changed_and_removed(rig: Rig) -> None:
    desktop = rig.signed_in()
    take_in(rig, desktop)
    desktop.window.show_list(CONTACTS)
    QTest.keyClick(desktop.window.contacts.list, Qt.Key.Key_F2)
    form(desktop).company.edit.setText("Åbergs bygg")
    form(desktop).save.click()
    (kim,) = desktop.personal.contacts.contacts
    assert (kim.id, kim.company) == ("kim", "Åbergs bygg")
    desktop.window.show_list(CONTACTS)
    QTest.keyClick(desktop.window.contacts.list, Qt.Key.Key_Delete)
    assert desktop.personal.contacts.contacts == ()
    desktop.window.field.set_text("aberg")
    assert desktop.model.hits == 0
    assert desktop.names.identify(Party("+46701112233")).name == "070-111 22 33"


def test_a_removal_can_be_undone(rig: Rig) -> None:
    desktop = rig.signed_in()
    take_in(rig, desktop)
    assert not desktop.window.notice.action.isVisible()
    before = desktop.personal.contacts.contacts
    desktop.window.show_list(CONTACTS)
    QTest.keyClick(desktop.window.contacts.list, Qt.Key.Key_Delete)
    assert desktop.personal.contacts.contacts == ()
    undo = desktop.window.notice.action
    assert undo.isVisible() and undo.text() == "Undo"
    undo.click()
    assert desktop.personal.contacts.contacts == before
    assert not desktop.window.notice.isVisible()
    is_found_and_named(rig, desktop)
    rig.end()
    rig.company = FakeCompany()
    desktop = rig.start()
    rig.until(lambda: desktop.personal.contacts.contacts == before)


def test_nothing_is_undone_for_another_account(rig: Rig) -> None:
    desktop = rig.signed_in()
    take_in(rig, desktop)
    desktop.window.contacts.removal_requested.emit("contact:kim")
    desktop.window.sign_out_requested.emit()
    rig.until(lambda: desktop.window.sign_in.isVisible())
    assert not desktop.window.notice.isVisible()


def test_given_out_and_taken_in_elsewhere(rig: Rig) -> None:
    desktop = rig.signed_in()
    take_in(rig, desktop)
    file = rig.folder / "out.vcf"
    before = desktop.personal.contacts.contacts
    desktop.window.contacts.export_requested.emit(str(file))
    assert "Contacts written to out.vcf: 1." in texts(desktop.window.notice)
    desktop.window.contacts.removal_requested.emit("contact:kim")
    desktop.window.contacts.import_requested.emit(str(file))
    assert desktop.personal.contacts.contacts == before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"hello", "There are no contacts"),
        (b"BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n", "Could not be read: 1"),
        (None, "cannot be read. Nothing was changed."),
    ],
)
def test_a_file_that_is_none(rig: Rig, data: bytes | None, said: str) -> None:
    desktop = rig.signed_in()
    file = rig.folder / "in.vcf"
    if data is not None:
        file.write_bytes(data)
    desktop.window.contacts.import_requested.emit(str(file))
    assert said in texts(desktop.window.notice)
    assert desktop.personal.contacts.contacts == ()


def test_where_nothing_can_be_written(rig: Rig, tmp_path: Path) -> None:
    desktop = rig.signed_in()
    desktop.window.contacts.export_requested.emit(str(tmp_path / "no" / "folder.vcf"))
    assert "cannot be written" in texts(desktop.window.notice)


TWO = KIM.replace("END:VCARD", "TEL;TYPE=HOME:08-555 000 01\nEND:VCARD")
NONE = "BEGIN:VCARD\nVERSION:3.0\nUID:none\nFN:Nils Ny\nEND:VCARD\n"


def choose(desktop: DesktopWindow, row: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    people = desktop.window.colleagues
    people.enter()
    people.setCurrentIndex(desktop.model.index_of(row))
    QTest.keyClick(people, key)


def test_every_number_of_a_contact_can_be_called(rig: Rig) -> None:
    desktop = rig.signed_in()
    take_in(rig, desktop, TWO)
    choose(desktop, "contact:kim")
    question = desktop.window.choices.question
    assert question is not None and dialled(rig) == []
    assert [each.title for each in question.offers] == ["070-111 22 33", "08-555 000 01"]
    assert [each.detail for each in question.offers] == ["Mobile", "Home"]
    second = desktop.window.choices.row("number 1")
    assert second is not None
    second.click()
    assert dialled(rig) == ["+46855500001"]
    assert desktop.calls.shown.calls[0].name == "Kim Åberg"


def test_who_has_no_number_gets_one_added_instead_of_a_dead_icon(rig: Rig) -> None:
    desktop = rig.signed_in()
    take_in(rig, desktop, NONE)
    choose(desktop, "contact:none")
    assert form(desktop).isVisible() and dialled(rig) == []


def test_favourites_are_kept_and_first(rig: Rig) -> None:
    desktop = rig.signed_in()
    people = desktop.window.colleagues
    people.enter()
    people.setCurrentIndex(desktop.model.index_of("id-bo"))
    QTest.keyClick(people, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert desktop.model.colleague(desktop.model.index(0)).person.id == "id-bo"
    rig.end()
    rig.company = FakeCompany()
    desktop = rig.signed_in()
    rig.until(lambda: desktop.model.colleague(desktop.model.index(0)).person.id == "id-bo")
    desktop.transfers.favourite_toggled.emit("id-bo")
    assert desktop.model.colleague(desktop.model.index(0)).person.id == "id-anna"
    rig.end()
    rig.company = FakeCompany()
    desktop = rig.signed_in()
    rig.until(lambda: desktop.personal.favourites.loaded)
    assert desktop.model.colleague(desktop.model.index(0)).person.id == "id-anna"
