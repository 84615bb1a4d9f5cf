"""Cases and appeals before a post that ended pass to the post to which its work fell."""

from uuid import UUID

from kernel import directory
from kernel.database import Transaction
from kernel.identity import Actor
from services.public import events, store
from services.public.actions.appeals import appellate_post
from services.public.actions.promises import nodal_of
from services.public.domain.case import Case
from services.public.domain.timeline import What

BATCH = 200


def pass_on_what_was_left(tx: Transaction) -> int:
    """Give open cases and appeals of ended posts to others; answers how many, of each kind at most about BATCH.

    A case goes to the heir of the post that dealt with it, or back to the nodal officer; the nearest nodal officer of
    today takes the place of one whose post ended, and of one who was not there when the case came. An appeal that lies
    before nobody comes before the appellate officer before whom it would come today. While the directory may be behind,
    nothing goes.
    """
    if directory.is_stale(tx):
        return 0
    return _pass_cases_on(tx) + _give_to_nodal_officers(tx) + _pass_appeals_on(tx)


def _pass_cases_on(tx: Transaction) -> int:
    passed = 0
    for post_id in store.find_ended_desks(tx):
        heir = directory.heir(tx, post_id)
        left = store.find_left_cases(tx, post_id, BATCH) if passed < BATCH else []
        for case in left:
            nodal, assigned = case.nodal_post, case.assigned_post
            if nodal == post_id:
                nearest = nodal_of(tx, case.department, case.area)[0] or heir
                nodal = nearest.post_id if nearest else None
            if assigned == post_id:
                assigned = heir.post_id if heir else None
            _pass_on(tx, case, nodal, assigned)
        passed += len(left)
    return passed


def _give_to_nodal_officers(tx: Transaction) -> int:
    passed = 0
    for place in store.find_places_without_nodal_officer(tx):
        post, _level = nodal_of(tx, **place)
        if post is None or passed >= BATCH:
            continue
        left = store.find_cases_without_nodal_officer(tx, BATCH, **place)
        for case in left:
            _pass_on(tx, case, post.post_id, case.assigned_post)
        passed += len(left)
    return passed


def _pass_on(tx: Transaction, case: Case, nodal: UUID | None, assigned: UUID | None) -> None:
    moved = case.passed_on(nodal, assigned)
    store.save_case(tx, moved)
    if assigned is not None and assigned != case.assigned_post:
        store.add_assignment(tx, moved, None, assigned)
        store.add_event(tx, moved, What.ASSIGNED, to_post=assigned)
    if moved.desk is not None and moved.desk != case.desk:
        tx.announce(events.CaseAssigned(case_id=case.case_id, to_post=moved.desk))
    tx.record(Actor.system("public"), "case.passed-on", case.case_id, from_post=case.desk, to_post=moved.desk)


def _pass_appeals_on(tx: Transaction) -> int:
    passed = 0
    for kind in store.find_appeals_before_nobody(tx):
        post = appellate_post(tx, **kind) if passed < BATCH else None
        if post is None:
            continue
        for appeal in store.put_appeals_before(tx, post.post_id, BATCH, **kind):
            tx.announce(
                events.AppealPassedOn(
                    appeal_id=appeal.appeal_id,
                    number=appeal.number,
                    case_id=appeal.case_id,
                    post_id=post.post_id,
                )
            )
            tx.record(Actor.system("public"), "appeal.passed-on", appeal.appeal_id, to_post=post.post_id)
            passed += 1
    return passed
