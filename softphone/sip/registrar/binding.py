"""One registered device, as a frozen value."""

import re

import msgspec

from softphone.sip.message.address import Address
from softphone.sip.message.errors import ParseError
from softphone.sip.message.flow import Flow
from softphone.sip.message.uri import Uri

_Q = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


class Binding(msgspec.Struct, frozen=True, kw_only=True):
    """One registered device, reached through the flow its REGISTER came by (RFC 5626 §5.3)."""

    person: str
    device: str
    """The digest user name that registered it."""
    contact: Address
    flow: Flow
    expires_at: float
    call_id: str
    cseq: int
    path: tuple[str, ...] = ()
    instance: str = ""
    reg_id: int = 0
    """Which of its flows this is, where the device uses several (RFC 5626 §4.2); 0: it does not."""
    user_agent: str = ""

    @property
    def q(self) -> float:
        """How much its owner prefers it, from 0 to 1 (RFC 3261 §20.10)."""
        return parse_q(self.contact)

    def is_replaced_by(self, uri: Uri, instance: str, reg_id: int, device: str) -> bool:
        """Whether that contact of that device takes this one's place: another flow of the same number
        (RFC 5626 §6), the same instance without such numbers, or the same address."""
        if self.device != device:
            return False
        if instance and self.instance:
            return self.instance == instance and (not reg_id or self.reg_id in (0, reg_id))
        mine = self.contact.uri
        return (mine.user, mine.host, mine.port) == (uri.user, uri.host, uri.port)


def parse_q(contact: Address) -> float:
    """1 without one. ParseError for what is none."""
    written = contact.param("q")
    if written is None:
        return 1.0
    if not _Q.fullmatch(written):
        raise ParseError("bad q")
    return float(written)
