"""The sections of the portal and their pages, each for who has its role: what a new page adds a line to."""

from collections.abc import Collection

import msgspec


class Page(msgspec.Struct, frozen=True):
    title: str
    """In English, as everything that `catalogue` says."""
    path: str
    role: str = "admin"


class Section(msgspec.Struct, frozen=True):
    title: str
    pages: tuple[Page, ...]


SECTIONS = (
    Section("Phone numbers", (Page("Existing numbers", "/admin/numbers"),)),
    Section(
        "Company",
        (Page("People", "/admin/people"), Page("Groups", "/admin/groups"), Page("Trunks", "/admin/trunks")),
    ),
    Section(
        "Operation",
        (
            Page("Right now", "/admin/live"),
            Page("Call records", "/admin/calls"),
            Page("Audit log", "/admin/audit"),
            Page("Privacy", "/admin/privacy"),
        ),
    ),
)


def sections(roles: Collection[str]) -> tuple[Section, ...]:
    """What these roles may see."""
    found = (Section(s.title, tuple(page for page in s.pages if page.role in roles)) for s in SECTIONS)
    return tuple(section for section in found if section.pages)


def first(roles: Collection[str]) -> str:
    """Where one begins; empty: nothing here is for these roles."""
    found = sections(roles)
    return found[0].pages[0].path if found else ""
