"""The seam to the voice service, which speaks referrals and takes messages.

Both happen in calls that the service answers (in early media for a referral); what it gives here is where to
send the call. Until there is one, `NoVoiceService` says so at once, and the rule's next step is taken.
"""

from typing import Protocol

from softphone.profiles.steps import PlayReferral, TakeMessage
from softphone.sip.proxy.forwarding import Target


class VoiceService(Protocol):
    """None: not available."""

    def referral(self, step: PlayReferral) -> Target | None: ...

    def message(self, step: TakeMessage) -> Target | None: ...


class NoVoiceService:
    def referral(self, step: PlayReferral) -> Target | None:
        return None

    def message(self, step: TakeMessage) -> Target | None:
        return None
