"""A request under way, from its server transaction to the branches of its fork."""

from typing import final

from softphone.server.course import Course
from softphone.server.routing import Caller
from softphone.sip.message.message import Request
from softphone.sip.proxy.fork import Branch, Fork
from softphone.sip.transaction.layer import ClientTransaction, ServerTransaction


@final
class Exchange:
    """A request under way: its server transaction, its fork, and what each branch became."""

    __slots__ = (
        "caller",
        "clients",
        "course",
        "fork",
        "is_call",
        "number",
        "reason",
        "request",
        "server",
        "tag",
        "watched_until",
        "within",
    )

    def __init__(
        self,
        server: ServerTransaction,
        request: Request,
        caller: Caller,
        course: Course,
        within: bool,
    ) -> None:
        self.server = server
        self.request = request
        self.caller = caller
        self.course = course
        self.tag = ""
        """Ours, in To, for what no branch said; drawn when it is needed."""
        self.reason = ""
        """The words of the verdict, for an end that no branch said."""
        self.within = within
        self.is_call = request.method == "INVITE" and not within
        """Whether it is an INVITE that makes a call, not one within a dialog."""
        self.watched_until: float | None = None
        """When the engine looks at its fork again, see `Watched`."""
        self.number = 0
        self.fork = Fork(invite=request.method == "INVITE")
        self.clients: dict[Branch, ClientTransaction] = {}
