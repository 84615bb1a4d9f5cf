"""Appeals: a number of their own, before the appellate officer of the case's level."""

from typing import Any
from uuid import UUID

from kernel import calendar, clock, directory
from kernel.clock import local_date
from kernel.database import Transaction
from kernel.identity import Actor, require
from services.public import access, events, store
from services.public.actions.desk import note
from services.public.actions.means import Means, sealed_text
from services.public.actions.promises import nodal_of
from services.public.domain import words
from services.public.domain.case import Case
from services.public.domain.numbers import Mode
from services.public.domain.promise import Appeal
from services.public.domain.refusals import AppealAlreadyDecided, NoSuchAppeal
from services.public.domain.timeline import What

FIRST = UUID(int=0)


def open_appeal(tx: Transaction, actor: Actor, case: Case, event_id: UUID) -> str:
    """Put an appeal before the appellate officer for the case's area and level; its own number comes back.

    How long the officer has is unconfirmed; a due moment is set only where an order is in force.
    """
    post = appellate_post(tx, case.department, case.area, case.level)
    limit = store.find_limit(tx, "APPEAL", None, case.level)
    due_at = None
    if limit:
        due_at = calendar.add_days(tx, tx.now, limit.days, limit.day_kind, case.department, case.area)
    appeal_id = clock.new_id()
    number = store.add_appeal(
        tx,
        appeal_id=appeal_id,
        year=local_date(tx.now).year,
        mode=int(Mode.APPEAL),
        case_id=case.case_id,
        event_id=event_id,
        department=case.department,
        level=case.level,
        post_id=post.post_id if post else None,
        filed_at=tx.now,
        limit_id=limit.limit_id if limit else None,
        due_at=due_at,
    )
    _announce_filed(tx, case, appeal_id, number, post.post_id if post else None)
    tx.record(actor, "appeal.filed", appeal_id, case_id=str(case.case_id))
    return number


def appellate_post(tx: Transaction, department: str, area: str, level: str) -> directory.Post | None:
    """The nearest appellate post of a case's *level*; where that level has none, the nearest of any.

    Never the nodal officer's own post: nobody hears an appeal against what he answered himself.
    """
    nodal, _level = nodal_of(tx, department, area)
    for wanted in (level, None):
        post = directory.post_with_role(
            tx,
            "appellate_officer",
            department=department,
            area=area,
            level=wanted,
            other_than=nodal.post_id if nodal else None,
        )
        if post is not None:
            return post
    return None


def open_appeals(tx: Transaction, actor: Actor, after_id: UUID | None, limit: int) -> list[Appeal]:
    """The appeals before the acting post, the oldest first."""
    require(access.may_open_desk(actor, local_date(tx.now)))
    if actor.post_id is None:
        return []
    return store.find_open_appeals(tx, actor.post_id, after_id or FIRST, limit)


def decide_appeal(
    tx: Transaction, actor: Actor, means: Means, appeal_id: UUID, body: dict[str, Any]
) -> Appeal:
    """Accept the appeal, so that the department acts again, or close the matter. Raises AppealAlreadyDecided."""
    require(access.may_open_desk(actor, local_date(tx.now)))
    appeal = store.find_appeal_for_update(tx, appeal_id)
    if appeal is None:
        raise NoSuchAppeal
    require(access.may_decide_appeal(actor, appeal))
    require(access.may_judge(actor, store.find_posts_that_answered(tx, appeal.case_id)))
    if appeal.decided_at is not None:
        raise AppealAlreadyDecided(number=appeal.number)
    accepted: bool = body["accepted"]
    case = store.get_case_for_update(tx, appeal.case_id).appeal_decided(accepted=accepted)
    store.save_decision(tx, appeal_id, accepted=accepted)
    what = What.APPEAL_ACCEPTED if accepted else What.APPEAL_REJECTED
    note(tx, actor, case, what, sealed=sealed_text(means, words.clean(body["text"])), reference=appeal.number)
    _announce_decided(tx, case, appeal, accepted=accepted)
    if accepted and case.desk:
        tx.announce(events.CaseAssigned(case_id=case.case_id, to_post=case.desk))
    tx.record(actor, "appeal.decided", appeal_id, accepted=accepted)
    return store.find_appeal_for_update(tx, appeal_id) or appeal


def _announce_filed(tx: Transaction, case: Case, appeal_id: UUID, number: str, post_id: UUID | None) -> None:
    filed = events.AppealFiled(
        appeal_id=appeal_id,
        number=number,
        case_id=case.case_id,
        post_id=post_id,
        contact_id=case.contact_id,
        language=case.language,
    )
    tx.announce(filed, born_in=case.born_in)


def _announce_decided(tx: Transaction, case: Case, appeal: Appeal, *, accepted: bool) -> None:
    tx.announce(
        events.AppealDisposed(
            appeal_id=appeal.appeal_id,
            number=appeal.number,
            case_id=case.case_id,
            accepted=accepted,
            contact_id=case.contact_id,
            language=case.language,
        )
    )
