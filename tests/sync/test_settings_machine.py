"""Two desktops, the API and the server, through edits, losses, duplicates, restarts and restores.

The same cases each time; SETTINGS_EXAMPLES=300 makes as many others, by chance, and keeps those that fail.
In the manner of a model checker: whatever happens, at the end all agree, nothing accepted is lost without a
word (what the API alone changed after a backup aside), nothing was done twice, and what came by answers
equals a fresh fetch.
"""

import copy
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from softphone.profiles.edits import Edit
from softphone.profiles.profile import Notices, Profile
from softphone.profiles.settings import Document, document_of, value_at, with_value
from softphone.storage.memory import MemoryRepository
from softphone.sync.settings_session import Fetch, Fetched, Push, SettingsSession
from tests.sync.settings_world import Desktop, Server

MINE = msgspec.json.decode(msgspec.json.encode(Profile(number=11, name="Mine", notices=Notices(frozenset()))))
CHANGES = st.one_of(
    st.tuples(st.sampled_from(["profiles.2.message", "profiles.3.message"]), st.sampled_from("abc")),
    st.tuples(st.just("profiles.2.name"), st.sampled_from(["", "Mat", "Möte"])),
    st.tuples(st.just("profiles.11"), st.sampled_from([None, MINE])),
    st.tuples(st.just("profiles.11.message"), st.sampled_from("ab")),
)
DESKTOPS = st.sampled_from([0, 1])
EXAMPLES = int(os.environ.get("SETTINGS_EXAMPLES", "0"))


class Settings(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.server = Server()
        self.desktops = [Desktop(name, Path(self.folder.name)) for name in ("one", "two")]
        self.backup: MemoryRepository | None = None
        self.late: list[Push] = []
        """Copies of pushes that are still somewhere in the network."""
        self.made_by_api = 0
        self.edits: dict[str, Edit] = {}

    @initialize()
    def begin(self) -> None:
        for desktop in self.desktops:
            desktop.sync(self.server)

    @rule(which=DESKTOPS, change=CHANGES)
    def edit(self, which: int, change: tuple[str, Any]) -> None:
        edit = self.desktops[which].edit(*change)
        if edit is not None:
            self.edits[edit.id] = edit

    @rule(which=DESKTOPS, fate=st.sampled_from(["comes", "comes", "answer lost", "held up"]))
    def ask(self, which: int, fate: str) -> None:
        desktop = self.desktops[which]
        asked = desktop.session.next()
        if isinstance(asked, Push) and len(self.late) < 20:
            self.late.append(asked)
        if fate != "held up":
            desktop.ask(self.server, lose_answer=fate == "answer lost")

    @rule(which=DESKTOPS, change=CHANGES)
    def edit_whose_answer_is_lost(self, which: int, change: tuple[str, Any]) -> None:
        self.edit(which, change)
        self.ask(which, "comes")
        self.ask(which, "answer lost")

    @precondition(lambda self: self.backup is not None)
    @rule(which=DESKTOPS, change=CHANGES)
    def edit_whose_answer_a_restore_takes_back(self, which: int, change: tuple[str, Any]) -> None:
        self.sync(which)
        self.edit(which, change)
        self.ask(which, "comes")
        self.misfortune("restore")

    @rule(which=DESKTOPS)
    def sync(self, which: int) -> None:
        self.desktops[which].sync(self.server)

    @precondition(lambda self: self.late)
    @rule(data=st.data())
    def a_copy_arrives(self, data: st.DataObject) -> None:
        self.server.ask(data.draw(st.sampled_from(self.late)))

    @rule(change=CHANGES)
    def change_by_the_api(self, change: tuple[str, Any]) -> None:
        self.made_by_api += 1
        field, new = change
        came = self.server.ask(Fetch(since=SettingsSession().known.revision))
        assert isinstance(came, Fetched)
        edit = Edit(
            id=f"api-{self.made_by_api}",
            base=came.revision.n,
            field=field,
            old=value_at(came.document, field),
            new=new,
        )
        self.server.ask(Push(came.epoch, (edit,)))

    @rule(what=st.sampled_from(["crash", "restart", "back up", "restore", "clock back", "an hour later"]))
    def misfortune(self, what: str) -> None:
        if what == "crash":
            for desktop in self.desktops:
                desktop.crash()
        elif what == "restart":
            self.server.restart()
        elif what == "back up":
            self.backup = self.server.backup()
        elif what == "restore" and self.backup is not None:
            # A backup can be restored more than once.
            self.server.restart(copy.deepcopy(self.backup))
        elif what == "clock back":
            self.server.now -= 3_600
        elif what == "an hour later":
            self.server.now += 3_600

    def teardown(self) -> None:
        try:
            self.all_agree()
        finally:
            for desktop in self.desktops:
                desktop.close()
            self.server.close()
            self.folder.cleanup()

    def all_agree(self) -> None:
        # The second round is for what the other one did in the first.
        for _ in range(2):
            for desktop in self.desktops:
                desktop.sync(self.server)
        journal = self.server.journal()
        document = document_of(self.server.availabilities.of("p1").settings)
        answers = {each.edit.id: each for each in journal}
        assert len(answers) == len(journal), "an edit was answered twice"
        assert [each.revision.n for each in journal] == list(range(1, len(journal) + 1))
        for desktop in self.desktops:
            known = desktop.session.known
            assert known.waiting == ()
            assert known.document == desktop.session.document == document
            assert known.revision == self.server.availabilities.of("p1").revision
            assert known.answers[-20:] == journal[-20:], "state by answers is not a fresh fetch"
            self._nothing_is_lost(desktop, answers)
        self._document_is_the_answers(document, [each.edit for each in journal if each.refused is None])

    def _nothing_is_lost(self, desktop: Desktop, answers: Any) -> None:
        """What the desktop shows as refused, of its own, is what is not in force."""
        shown = [each.edit.id for each in desktop.session.known.refused]
        assert len(shown) == len(set(shown)), "a refusal was told twice"
        for edit in self.edits.values():
            if not edit.id.startswith(desktop.name):
                continue
            # A restored server knows nothing of edits that it had refused; the person does.
            refused = edit.id not in answers or answers[edit.id].refused is not None
            assert (edit.id in shown) or not refused, "a refusal was not told"
            assert (edit.id not in shown) or refused, "what is in force is shown as refused"

    def _document_is_the_answers(self, document: Document, accepted: list[Edit]) -> None:
        """Each accepted edit once, in order, and nothing else."""
        made = document_of(type(self.server.availabilities.of("p1").settings)())
        for edit in accepted:
            assert value_at(made, edit.field) == edit.old
            changed = with_value(made, edit.field, edit.new)
            assert changed is not None
            made = changed
        assert {str(n): p for n, p in made["profiles"].items()} == document["profiles"]


Settings.TestCase.settings = settings(
    derandomize=not EXAMPLES,
    max_examples=EXAMPLES or 30,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestSettings = pytest.mark.timeout(0 if EXAMPLES else 300)(Settings.TestCase)
