"""What becomes of an edit, and why one is refused, in a sentence each."""

from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from softphone.profiles.own import SettingsShown, SettingsTold, Told
from softphone.profiles.validation import Reason, Refusal

translate = QCoreApplication.translate


class EditState(Enum):
    IN_FORCE = auto()
    SAVED_HERE = auto()
    REFUSED = auto()


def edit_state(shown: SettingsShown, field: str = "") -> tuple[EditState, str]:
    """Of the edits of that field and what is in it; empty: of all. Refusals go before what waits."""
    for answer in reversed(shown.refused):
        if answer.refused is not None and _inside(answer.edit.field, field):
            reason = refusal(answer.refused)
            return EditState.REFUSED, translate("Edit", "Refused: {reason}").format(reason=reason)
    if any(_inside(edit.field, field) for edit in shown.waiting):
        return EditState.SAVED_HERE, translate("Edit", "Saved here, not yet in force")
    return EditState.IN_FORCE, translate("Edit", "In force")


def _inside(field: str, of: str) -> bool:
    return not of or field == of or field.startswith(f"{of}.") or of.startswith(f"{field}.")


def told(what: SettingsTold) -> str:
    match what.what:
        case Told.RESTORED:
            return translate(
                "Edit", "The server was restored from a backup. What you changed since is sent to it again."
            )
        case Told.NOT_SAVED_HERE:
            return translate(
                "Edit",
                "This computer cannot save your changes: the disk is full or cannot be written. "
                "They go to the server, and are lost if Softphone is closed before.",
            )
        case Told.DAMAGED_HERE:
            words = translate(
                "Edit",
                "The settings saved on this computer could not be read. They are fetched from the server; "
                "the file is kept: {file}",
            )
            return words.format(file=what.detail)
        case Told.NEWER_HERE:
            return translate(
                "Edit",
                "A later version of Softphone was used on this computer. Changes go to the server, and are "
                "not saved here.",
            )
        case Told.TOO_FAR_APART:
            words = translate(
                "Edit",
                "The server has version {version}, too far from this one. Your changes wait until one of "
                "them is updated.",
            )
            return words.format(version=what.detail)


def refusal(of: Refusal) -> str:
    return _reason(of.reason).format(detail=of.detail)


def refusal_sentence(of: Refusal) -> str:
    """As it stands alone, beside a field."""
    words = refusal(of)
    return f"{words[:1].upper()}{words[1:]}."


def _reason(reason: Reason) -> str:
    match reason:
        case Reason.MISSING:
            return translate("Refusal", "this is missing")
        case Reason.TOO_LONG:
            return translate("Refusal", "this is too long, {detail} characters at most")
        case Reason.CONTROL_CHARACTERS:
            return translate("Refusal", "line breaks and control characters are not allowed")
        case Reason.OUT_OF_RANGE:
            return translate("Refusal", "this must be within {detail}")
        case Reason.TAKEN:
            return translate("Refusal", "another profile has this number")
        case Reason.NAME_TAKEN:
            return translate("Refusal", "another profile has this name")
        case Reason.NO_SUCH_PROFILE:
            return translate("Refusal", "there is no such profile any more")
        case Reason.AVAILABLE_STAYS:
            return translate("Refusal", "this profile holds when no other does, and stays")
        case Reason.NO_SUCH_PRESET:
            return translate("Refusal", "there is no such standard profile")
        case Reason.TOO_MANY:
            return translate("Refusal", "there are too many, {detail} at most")
        case Reason.BAD_TIME:
            return translate("Refusal", "this is no time of the day")
        case Reason.ENDS_BEFORE_IT_BEGINS:
            return translate("Refusal", "this ends before it begins")
        case Reason.PAST:
            return translate("Refusal", "this is in the past")
        case Reason.TOO_FAR:
            return translate("Refusal", "this is too far ahead")
        case Reason.BAD_LENGTH:
            return translate("Refusal", "this is no length, time or date")
        case Reason.NOT_A_WEB_ADDRESS:
            return translate("Refusal", "this is no web address")
        case Reason.NO_MARKER:
            return translate("Refusal", "digits, commas, semicolons and backslashes are not allowed here")
        case Reason.NO_SUCH_TIME_ZONE:
            return translate("Refusal", "there is no such time zone")
        case _:
            return _of_number(reason)


def _of_number(reason: Reason) -> str:
    """The second half, of which most are about where calls may go."""
    match reason:
        case Reason.NOT_A_NUMBER:
            return translate("Refusal", "this is no telephone number")
        case Reason.EMERGENCY_NUMBER:
            return translate("Refusal", "calls are not forwarded to an emergency number")
        case Reason.CLASS_OF_SERVICE:
            return translate("Refusal", "your class of service does not allow this number")
        case Reason.ONESELF:
            return translate("Refusal", "this leads back to yourself")
        case Reason.NO_SUCH_COLLEAGUE:
            return translate("Refusal", "there is no such colleague")
        case Reason.NO_SUCH_GROUP:
            return translate("Refusal", "there is no such group")
        case Reason.NO_RECEPTION:
            return translate("Refusal", "the company has no reception")
        case Reason.NO_MOBILE:
            return translate("Refusal", "you have no mobile number")
        case Reason.NOT_ONES_OWN:
            return translate("Refusal", "this is not your own number")
        case Reason.NO_ADD_ON:
            return translate("Refusal", "the administrator has not given you this add-on")
        case Reason.RESERVED_MOBILE:
            return translate("Refusal", "reserved mobile numbers cannot be forwarded")
        case Reason.NOT_RESERVED:
            return translate("Refusal", "this number is in use")
        case Reason.NO_MAILBOX:
            return translate("Refusal", "a reserved number has no voicemail")
        case Reason.LOOP:
            return translate("Refusal", "calls would go round in a circle")
        case Reason.CHANGED_MEANWHILE:
            return translate("Refusal", "this was changed elsewhere meanwhile")
        case Reason.TOO_OLD:
            return translate("Refusal", "this was changed too long ago")
        case Reason.NO_SUCH_SETTING:
            return translate("Refusal", "the server does not know this setting")
        case _:
            return translate("Refusal", "the server does not understand this")
