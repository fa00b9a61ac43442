"""Pick-up (Ta samtal): how a telephone asks for the call that rings at a colleague's, and who may."""

CODE = "*8"
"""Followed by the colleague's extension, or any other address of theirs."""
ALWAYS_ALLOWED = frozenset({"supervisor", "admin"})
"""Roles that may pick up anybody's call; others those of whom they share a group with."""
