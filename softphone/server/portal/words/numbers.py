"""The words of the pages about telephone numbers."""

SWEDISH: dict[str, str] = {}
