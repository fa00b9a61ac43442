"""The links that this program answers to. Apart, since the command line asks at every start."""

SCHEMES = ("tel", "sip", "sips", "callto", "softphone")
"""The last one is for invitations (people.invitation)."""


def is_link(text: str) -> bool:
    """Whether it calls itself one; what is wrong with it is said later."""
    return ":" in text and text.partition(":")[0].lower() in SCHEMES
