"""Long work on the loop that calls share is done in pieces of about a millisecond, a pause after each."""

PAUSE = 0.003
"""Seconds. Without it all pieces that are due would come one after the other, and each step of a call would
wait for several."""
