"""What came of contacts that were taken in, given out or removed."""

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


def taken_in(count: int, unreadable: int) -> str:
    if not count and not unreadable:
        return translate("Contacts", "There are no contacts in this file.")
    said = translate("Contacts", "Contacts imported: {count}.").format(count=count)
    if unreadable:
        said += " " + translate("Contacts", "Could not be read: {count}.").format(count=unreadable)
    return said


def not_read(file: str) -> str:
    return translate("Contacts", "{file} cannot be read. Nothing was changed.").format(file=file)


def not_written(file: str) -> str:
    return translate("Contacts", "{file} cannot be written.").format(file=file)


def given_out(count: int, file: str) -> str:
    return translate("Contacts", "Contacts written to {file}: {count}.").format(file=file, count=count)


def undo() -> str:
    return translate("Contacts", "Undo")


def removed(name: str) -> str:
    return translate("Contacts", "{name} was removed from your contacts.").format(name=name)
