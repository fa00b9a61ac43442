"""Figures. The engine runs in them as `softphone serve` runs it: its core compiled, where it is.

Tests that take pieces from here leave it as it is."""

import sys

from softphone import compiled

if "pytest" not in sys.modules:
    compiled.use()
