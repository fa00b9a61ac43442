"""Calls whose far ends hear one another: two that this phone connects, or a conference."""

from collections.abc import Sequence

from softphone.sip.pjsip.conversation import Conversation


def join(calls: Sequence[Conversation], *, with_us: bool) -> None:
    """Two or more confirmed calls; whatever they were joined with before goes on without them."""
    for each in calls:
        for other in each.partners:
            if other not in calls:
                _go_on(other, [left for left in other.partners if left not in calls])
    for each in calls:
        each.join_with([other for other in calls if other is not each], with_us=with_us)


def part(conversation: Conversation) -> None:
    """All that this call is joined with go on by themselves."""
    for each in (conversation, *conversation.partners):
        each.join_with((), with_us=True)


def leave(conversation: Conversation) -> None:
    """That call is over; the others go on, and who is left alone is a call like any other."""
    partners, conversation.partners = conversation.partners, ()
    for each in partners:
        _go_on(each, [left for left in each.partners if left is not conversation])


def _go_on(conversation: Conversation, partners: Sequence[Conversation]) -> None:
    conversation.join_with(partners, with_us=not (partners and conversation.call.bridged))
