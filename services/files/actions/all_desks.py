"""One inbox over all desks of an officer."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from kernel import directory
from kernel.database import Transaction
from kernel.identity import Actor, Charge, Decision, require
from kernel.tokens import PostNotHeld
from services.files import access, store
from services.files.actions.desk import waiting
from services.files.actions.entering import ceiling_of
from services.files.actions.limits import DeskClock, desk_clock
from services.files.domain import Grade

LARGEST_EXPORT = 5_000
MOST_URGENT = 5
_NOTHING = {"waiting": 0, "unread": 0, "overdue": 0}


@dataclass(frozen=True, slots=True)
class DeskView:
    """One desk of the officer: how much waits there, or what stands against looking."""

    charge: Charge
    seeing: Decision
    waiting: int = 0
    unread: int = 0
    overdue: int = 0

    @property
    def post_id(self) -> UUID:
        """The desk's post."""
        return self.charge.post_id


def charges_at_work(actor: Actor) -> list[Charge]:
    """The posts that the officer holds today, each once; the acting one alone where no other is known."""
    charges = actor.charges or ((actor.charge,) if actor.charge else ())
    return list({charge.post_id: charge for charge in reversed(charges)}.values())[::-1]


def waiting_over_all(tx: Transaction, actor: Actor) -> int:
    """How many papers wait at all desks of the officer: from the internet, or without a grant, all there is to see."""
    require(access.at_a_desk(actor))
    return sum(waiting(tx, replace(actor, charge=each))["waiting"] for each in charges_at_work(actor))


def whole_inbox(
    tx: Transaction, actor: Actor, wish: store.Wish, page: tuple[store.PlaceCursor | None, int]
) -> dict[str, Any]:
    """One page of what lies at the officer's desks, or at one of them; graded papers that are shown go on record.

    Raises what stands against looking when it stands against all desks.
    """
    after, limit = page
    sighted = _desks_in_sight(actor)
    timing = desk_clock(tx, actor)
    desks = _with_counts(tx, actor, sighted, timing)
    posts, highest = _posts_wanted(desks, wish.post), _highest(tx, actor, desks)
    before = timing.overdue_before()
    rows = store.find_inbox_of_desks(tx, posts, highest, wish, before, (after, limit + 1))
    items = rows[:limit]
    _record_graded(tx, actor, items)
    last = items[-1] if len(rows) > limit else None
    return {
        "desks": desks,
        "items": [_timed(timing, row) for row in items],
        "next": (last["place"], last["item_id"]) if last else None,
        "order_number": timing.order_number,
    }


def inbox_card(tx: Transaction, actor: Actor) -> dict[str, Any]:
    """The counts of the officer's desks and the most urgent papers, without a graded one's subject."""
    sighted = _desks_in_sight(actor)
    timing = desk_clock(tx, actor)
    desks = _with_counts(tx, actor, sighted, timing)
    posts = [desk.post_id for desk in desks if desk.seeing.allowed]
    wish = store.Wish(sort=store.Sort.URGENT)
    rows = store.find_inbox_of_desks(tx, posts, _highest(tx, actor, desks), wish, None, (None, MOST_URGENT))
    return {"desks": desks, "items": [_timed(timing, _untold(row)) for row in rows]}


def sees_a_desk(actor: Actor) -> bool:
    """Whether the papers of any desk of the officer may be shown where he is."""
    return any(desk.seeing.allowed for desk in _desks(actor))


def _desks_in_sight(actor: Actor) -> list[DeskView]:
    desks = _desks(actor)
    if not any(desk.seeing.allowed for desk in desks):
        require(desks[0].seeing if desks else access.at_a_desk(actor))
    return desks


def _desks(actor: Actor) -> list[DeskView]:
    charges = charges_at_work(actor)
    return [DeskView(each, access.may_see_papers(replace(actor, charge=each))) for each in charges]


def _with_counts(tx: Transaction, actor: Actor, desks: list[DeskView], timing: DeskClock) -> list[DeskView]:
    seen = [desk.post_id for desk in desks if desk.seeing.allowed]
    counts = store.count_inbox_of_desks(tx, seen, _highest(tx, actor, desks), timing.overdue_before())
    return [_counted(desk, counts.get(desk.post_id, _NOTHING)) for desk in desks]


def _counted(desk: DeskView, found: dict[str, int]) -> DeskView:
    return replace(desk, waiting=found["waiting"], unread=found["unread"], overdue=found["overdue"])


def _posts_wanted(desks: list[DeskView], wanted: UUID | None) -> list[UUID]:
    if wanted is None:
        return [desk.post_id for desk in desks if desk.seeing.allowed]
    for desk in desks:
        if desk.post_id == wanted:
            require(desk.seeing)
            return [wanted]
    raise PostNotHeld


def _highest(tx: Transaction, actor: Actor, desks: list[DeskView]) -> Grade:
    # While the directory may hide a revocation, graded papers are neither shown nor counted.
    if directory.is_stale(tx):
        return Grade.UNCLASSIFIED
    seeing = next(desk.charge for desk in desks if desk.seeing.allowed)
    return ceiling_of(replace(actor, charge=seeing))


def _record_graded(tx: Transaction, actor: Actor, items: list[dict[str, Any]]) -> None:
    graded = [row for row in items if store.grade_of(row).is_watched]
    for charge in charges_at_work(actor):
        shown = [row["item_id"] for row in graded if row["post_id"] == charge.post_id]
        if shown:
            tx.record(replace(actor, charge=charge), "inbox.read", charge.post_id, graded=shown)


def _timed(timing: DeskClock, row: dict[str, Any]) -> dict[str, Any]:
    since = row["since"]
    waited = (timing.now - since).days
    return {**row, "due": timing.due(since), "overdue": timing.is_overdue(since), "days_waited": waited}


def _untold(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "subject": ""} if store.grade_of(row).is_watched else row
