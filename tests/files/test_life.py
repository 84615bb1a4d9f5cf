"""The life of a file: whatever happens, one holder; what was sent stays; what is closed rests."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kernel.database import Query, Transaction
from kernel.errors import Refused
from kernel.identity import Actor
from services.files import actions
from services.files.domain import FileState, NoteState
from tests.files.desks import ASSISTANT, OFFICER, SECRETARY, Section, a_file, assistant, officer, secretary

HOLDERS = Query("holders", "SELECT holder_post, state, version FROM file WHERE file_id = %(file_id)s")
NOTES = Query(
    "notes", "SELECT number, body, digest, state FROM note WHERE file_id = %(file_id)s ORDER BY number"
)
DESKS: dict[UUID, Callable[[], Actor]] = {ASSISTANT: assistant, OFFICER: officer, SECRETARY: secretary}
desks = st.sampled_from([ASSISTANT, ASSISTANT, OFFICER, SECRETARY])
# Mostly the desk whose turn it is, so that files live long lives; sometimes any other.
whoever = st.sampled_from([None, None, None, None, *DESKS])


class LifeOfAFile(RuleBasedStateMachine):
    """Desks act on one file in any order; a model says who holds it."""

    section: Section

    @initialize()
    def open_file(self) -> None:
        self.entered = self.section.pools["vpn"].transaction()
        self.tx: Transaction = self.entered.__enter__()
        self.file_id = a_file(self.tx, assistant()).file_id
        self.holder, self.sent_from, self.seen = ASSISTANT, None, True
        self.closed, self.yellow, self.officer_agreed = False, True, False
        self.writer = ASSISTANT
        self.sent: dict[int, tuple[str, str]] = {}
        self.version = 1

    def teardown(self) -> None:
        if hasattr(self, "tx"):
            self.tx.rollback()
            self.entered.__exit__(None, None, None)

    def tries(self, act: Callable[[], Any], *, allowed: bool) -> None:
        """Do it; it must be refused exactly when the model says so."""
        if allowed:
            act()
        else:
            with pytest.raises(Refused):
                act()

    @rule(who=whoever, to=desks)
    def forward(self, who: UUID | None, to: UUID) -> None:
        desk = who or self.holder
        allowed = desk == self.holder and to != desk and not self.closed
        self.tries(
            lambda: actions.forward(self.tx, DESKS[desk](), self.file_id, actions.Onward(to)), allowed=allowed
        )
        if allowed:
            self._note_goes()
            self.sent_from, self.holder, self.seen = desk, to, False

    @precondition(lambda self: not self.closed)
    @rule(to=desks)
    def note_and_forward(self, to: UUID) -> None:
        """What a desk usually does."""
        if not self.yellow:
            self.write_note(None)
        self.forward(None, to)

    @precondition(lambda self: self.sent_from)
    @rule(who=whoever, read_first=st.booleans())
    def pull_back(self, who: UUID | None, read_first: bool) -> None:
        if read_first:
            self.read(None)
        desk = who or self.sent_from or ASSISTANT
        allowed = desk == self.sent_from and not self.seen and not self.closed
        self.tries(lambda: actions.pull_back(self.tx, DESKS[desk](), self.file_id), allowed=allowed)
        if allowed:
            self.holder, self.sent_from, self.seen = desk, None, True

    @rule(who=whoever)
    def read(self, who: UUID | None) -> None:
        desk = who or self.holder
        known = self.tx.fetch_value(
            Query(
                "known",
                "SELECT count(*) FROM movement m WHERE file_id = %(f)s AND to_post = %(p)s AND NOT EXISTS ("
                "SELECT 1 FROM movement b WHERE b.file_id = m.file_id AND b.position = m.position + 1 "
                "AND b.kind = 'PULLED_BACK')",
            ),
            f=self.file_id,
            p=desk,
        )
        self.tries(lambda: actions.read_file(self.tx, DESKS[desk](), self.file_id), allowed=bool(known))
        if desk == self.holder:
            self.seen = True

    @precondition(lambda self: not self.yellow)
    @rule(who=whoever)
    def write_note(self, who: UUID | None) -> None:
        desk = who or self.holder
        allowed = desk == self.holder and not self.closed
        self.tries(lambda: actions.write_note(self.tx, DESKS[desk](), self.file_id, "टीप"), allowed=allowed)
        if allowed:
            self.yellow, self.writer = True, desk

    @rule(who=whoever, text=st.sampled_from(["सहमत।", "असहमत।", "चर्चा करें।"]), which=st.integers(1, 2))
    def rewrite_note(self, who: UUID | None, text: str, which: int) -> None:
        desk = who or self.holder
        rows = self.tx.fetch_all(
            Query("ids", "SELECT note_id, state FROM note WHERE number = %(n)s"), n=which
        )
        for row in rows:
            allowed = row["state"] == NoteState.YELLOW and desk == self.writer and not self.closed
            self.tries(
                lambda row=row: actions.rewrite_note(self.tx, DESKS[desk](), row["note_id"], text),  # type: ignore[misc] # bound at once
                allowed=allowed,
            )

    @precondition(lambda self: self._agreed())
    @rule(who=whoever)
    def close(self, who: UUID | None) -> None:
        desk = who or ASSISTANT
        allowed = desk == self.holder == ASSISTANT and not self.closed
        self.tries(lambda: actions.close(self.tx, DESKS[desk](), self.file_id), allowed=allowed)
        if allowed:
            self._note_goes()
            self.closed, self.sent_from = True, None

    @precondition(lambda self: self.closed)
    @rule(who=whoever)
    def reopen(self, who: UUID | None) -> None:
        desk = who or ASSISTANT
        allowed = self.closed and desk == ASSISTANT
        self.tries(lambda: actions.reopen(self.tx, DESKS[desk](), self.file_id), allowed=allowed)
        if allowed:
            self.closed = False

    @invariant()
    def the_file_is_at_exactly_one_desk(self) -> None:
        if hasattr(self, "tx"):
            row = self.tx.fetch_one(HOLDERS, file_id=self.file_id) or {}
            assert row["holder_post"] == self.holder
            assert (row["state"] == FileState.CLOSED) == self.closed
            assert row["version"] >= self.version
            self.version = row["version"]

    @invariant()
    def a_sent_note_never_changes(self) -> None:
        if hasattr(self, "tx"):
            green = [
                row
                for row in self.tx.fetch_all(NOTES, file_id=self.file_id)
                if row["state"] == NoteState.GREEN
            ]
            now = {row["number"]: (row["body"], row["digest"]) for row in green}
            assert {number: now[number] for number in self.sent} == self.sent
            self.sent = now

    def _agreed(self) -> bool:
        return self.officer_agreed or (self.yellow and self.writer != ASSISTANT)

    def _note_goes(self) -> None:
        self.officer_agreed, self.yellow = self._agreed(), False


def test_a_file_lives_by_the_rules(section: Section) -> None:
    class Life(LifeOfAFile):
        """The machine with this test's section."""

    Life.section = section

    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        ),
    )
