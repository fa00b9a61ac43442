"""Why a link is not called, one sentence each."""

from PySide6.QtCore import QCoreApplication

from softphone.people.links import LinkFault

translate = QCoreApplication.translate


def signed_in_already() -> str:
    return translate("Link", "The invitation was not used: you are signed in already. Sign out first.")


def refused(why: LinkFault) -> str:
    match why:
        case LinkFault.NOT_A_LINK:
            return translate("Link", "The link leads to no number and no address that can be called.")
        case LinkFault.TOO_LONG:
            return translate("Link", "The link was not called: it is too long to be a number.")
        case LinkFault.UNREADABLE:
            return translate("Link", "The link was not called: it holds characters that cannot be shown.")
        case LinkFault.MORE_THAN_A_CALL:
            return translate("Link", "The link was not called: it asks for more than a call.")
        case LinkFault.SERVICE_CODE:
            return translate(
                "Link",
                "The link was not called: it holds a service code, which could change your settings. "
                "If you mean it, type the code.",
            )
