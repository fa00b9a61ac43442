"""What a page with a long table keeps in its address: search, order and page."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec

PAGE = 50
"""Rows."""
MOST_PAGES = 1_000_000


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a table, as the macros of parts.html read it."""

    path: str
    kept: Mapping[str, str]
    """What a link keeps besides these: the search and its filters."""
    sort: str
    descending: bool
    page: int
    """From 1."""
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        return min((self.page - 1) * PAGE + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.page * PAGE, self.total)

    def link(self, **changes: Any) -> str:
        """The address of this table with something changed."""
        now = {**self.kept, "sort": self.sort, "descending": self.descending, "page": self.page, **changes}
        asked = {name: _text(value) for name, value in now.items() if value not in ("", False)}
        return f"{self.path}?{urlencode(asked)}"


def _text(value: Any) -> str:
    return "1" if value is True else str(value)
