"""What becomes of each row of a table: held against the directory as it is, in the order of the rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.errors import Refused
from kernel.identity import Actor, require
from kernel.sealing import Sealing
from services.auth import access
from services.auth.actions.charges import departments_of
from services.auth.actions.employees import contact_of
from services.auth.domain import (
    Charge,
    ChargeKind,
    PersonHasLeft,
    PersonHasPost,
    PersonState,
    PostIsOccupied,
    UnknownCode,
    check_appointment,
)
from services.auth.domain.imports import ImportRow, Outcome, Problem, StaffUidTwice
from services.auth.store import employees
from services.auth.store import imports as store
from services.auth.store.imports import Known, NamedPost


@dataclass(frozen=True, slots=True)
class Verdict:
    """A row's outcome, and what will be written for it; an empty contact stays as it is."""

    row: ImportRow
    outcome: Outcome
    person_id: UUID
    language: str
    home: str | None
    contact: dict[str, Any] | None = field(default=None, repr=False)
    charge: Charge | None = None


@dataclass(frozen=True, slots=True)
class _Around:
    """What the directory knows of the people and posts that some rows name."""

    known: dict[str, Known]
    posts: dict[str, NamedPost]
    of_person: dict[UUID, list[Charge]]
    of_post: dict[UUID, list[Charge]]


class Judge:
    """Judges the rows of one table for one administrator; *home* is where new employees belong unless said."""

    def __init__(self, tx: Transaction, actor: Actor, sealing: Sealing, home: str) -> None:
        self.tx, self.actor, self.sealing, self.home = tx, actor, sealing, home
        self.today = clock.local_date(tx.now)
        self.own = departments_of(tx, actor)
        self._lines: dict[str, int] = {}
        self._given: dict[UUID, list[Charge]] = defaultdict(list)
        self._departments: dict[str, bool] = {}

    def judge(self, rows: Sequence[ImportRow]) -> list[Verdict]:
        """The verdicts on the next rows of the table."""
        around = self._look_around(rows)
        return [self._verdict(row, around) for row in rows]

    def _look_around(self, rows: Sequence[ImportRow]) -> _Around:
        known = store.find_known(self.tx, {row.staff_uid for row in rows}, access.STATE_ROLES, self.today)
        codes = {row.post for row in rows if row.post}
        posts = store.find_posts_named(self.tx, codes) if codes else {}
        self._learn_departments({row.department for row in rows if row.department})
        of_person: dict[UUID, list[Charge]] = defaultdict(list)
        of_post: dict[UUID, list[Charge]] = defaultdict(list)
        if posts:
            people = [known[row.staff_uid].person_id for row in rows if row.post and row.staff_uid in known]
            for charge in store.find_substantive(self.tx, [post.post_id for post in posts.values()], people):
                of_person[charge.person_id].append(charge)
                of_post[charge.post_id].append(charge)
        return _Around(known, posts, of_person, of_post)

    def _learn_departments(self, codes: set[str]) -> None:
        new = codes - self._departments.keys()
        if new:
            found = employees.find_departments_named(self.tx, new)
            self._departments |= {code: code in found for code in new}

    def _verdict(self, row: ImportRow, around: _Around) -> Verdict:
        known = around.known.get(row.staff_uid)
        first = self._lines.setdefault(row.staff_uid, row.line) if row.staff_uid else row.line
        if first != row.line:
            row.problems.append(Problem.of("staff_uid", StaffUidTwice(line=first)))
        person_id = known.person_id if known else clock.new_id()
        language = row.language or (known.language if known else "hi")
        contact, charge = self._contact(row, known, language), None
        try:
            self._check_right(row, known)
            charge = self._charge(row, person_id, around) if row.post and not row.problems else None
        except _RefusedCell as refused:
            row.problems.append(Problem.of(refused.column, refused.refusal))
        except Refused as refusal:
            row.problems.append(Problem.of("post", refusal))
        outcome = _outcome(row, known, language, changes=contact is not None or charge is not None)
        home = None if known else row.department or self.home
        return Verdict(row, outcome, person_id, language, home, contact, charge)

    def _check_right(self, row: ImportRow, known: Known | None) -> None:
        if known is None:
            self._check_home(row.department or self.home)
            return
        if known.state is PersonState.LEFT:
            raise _RefusedCell("staff_uid", PersonHasLeft())
        for department in known.departments or {""}:
            _require("staff_uid", access.may_change_in(self.actor, department, self.own))
        if known.works_for_state and known.person_id != self.actor.person_id:
            _require("staff_uid", access.may_fill(self.actor, access.STATE_ROLES))

    def _check_home(self, department: str) -> None:
        if not self._departments.get(department, department == self.home):
            raise _RefusedCell("department", UnknownCode(code=department))
        _require("department", access.may_change_in(self.actor, department, self.own))

    def _contact(self, row: ImportRow, known: Known | None, language: str) -> dict[str, Any] | None:
        before = contact_of(self.sealing, known.wrapped_contact if known else None)
        given = {name: value for name, value in (("mobile", row.mobile), ("email", row.email)) if value}
        if not before and not given:
            return None
        after = {"mobile": None, "email": None, **before, **given, "language": language}
        return after if after != {"mobile": None, "email": None, **before} else None

    def _charge(self, row: ImportRow, person_id: UUID, around: _Around) -> Charge | None:
        """The substantive charge that a row gives by the rules of any appointment; None if it is held already."""
        named = around.posts.get(row.post or "")
        if named is None:
            raise UnknownCode(code=row.post)
        terms = named.terms
        require(access.may_change_in(self.actor, terms.department, self.own))
        require(access.may_fill(self.actor, terms.roles))
        require(access.may_favour(self.actor, {person_id}))
        charge = Charge(
            charge_id=clock.new_id(),
            person_id=person_id,
            post_id=named.post_id,
            kind=ChargeKind.SUBSTANTIVE,
            order_number=row.order_number or "",
            valid_from=row.charge_from or self.today,
        )
        held = around.of_person[person_id]
        if any(_is_same(charge, other) for other in held):
            return None
        if any(_meet(charge, other) for other in held):
            raise PersonHasPost
        charge = self._seated(charge, around.of_post[named.post_id], terms.sanctioned)
        check_appointment(charge, terms, ())
        self._given[named.post_id].append(charge)
        return charge

    def _seated(self, charge: Charge, held: Iterable[Charge], sanctioned: int) -> Charge:
        others = [*held, *self._given[charge.post_id]]
        taken = {other.seat for other in others if _meet(charge, other)}
        free = next((seat for seat in range(1, sanctioned + 1) if seat not in taken), None)
        if free is None:
            raise PostIsOccupied
        return replace(charge, seat=free)


class _RefusedCell(Exception):  # noqa: N818 - it carries a refusal to its cell
    def __init__(self, column: str, refusal: Refused) -> None:
        super().__init__(column)
        self.column, self.refusal = column, refusal


def _require(column: str, decision: Any) -> None:
    if decision.refusal is not None:
        raise _RefusedCell(column, decision.refusal)


def _outcome(row: ImportRow, known: Known | None, language: str, *, changes: bool) -> Outcome:
    if row.problems:
        return Outcome.REFUSED
    if known is None:
        return Outcome.NEW
    renamed = (known.name_en, known.name_hi, known.language) != (row.name_en, row.name_hi, language)
    return Outcome.CHANGED if changes or renamed else Outcome.UNCHANGED


def _is_same(charge: Charge, other: Charge) -> bool:
    return (charge.post_id, charge.order_number, charge.valid_from, None) == (
        other.post_id,
        other.order_number,
        other.valid_from,
        other.valid_to,
    )


def _meet(new: Charge, other: Charge) -> bool:
    """Whether an open-ended *new* charge shares a day with another."""
    return other.valid_to is None or other.valid_to >= new.valid_from
