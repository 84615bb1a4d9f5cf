"""What officers do with a case: every act locks it, decides, writes, announces and is recorded."""

from typing import Any
from uuid import UUID

from kernel import directory
from kernel.clock import local_date
from kernel.database import Transaction
from kernel.errors import NotFound
from kernel.identity import Actor, require
from services.public import access, events, store
from services.public.actions.means import Means, sealed_text
from services.public.actions.promises import nodal_of, require_department
from services.public.domain import words
from services.public.domain.case import Case
from services.public.domain.refusals import ChangedMeanwhile, NobodyToReceive, UnknownPost
from services.public.domain.timeline import What


def answer(tx: Transaction, actor: Actor, means: Means, case_id: UUID, body: dict[str, Any]) -> Case:
    """Tell the citizen something before the matter is settled (interim reply, DARPG e-7085 of 23.8.2024)."""
    case = held(tx, actor, case_id, body).interim_answered()
    note(tx, actor, case, What.INTERIM_REPLIED, sealed=sealed_text(means, words.clean(body["text"])))
    tx.announce(events.InterimReplied(**told(case)))
    tx.record(actor, "case.interim-replied", case_id)
    return case


def ask_citizen(tx: Transaction, actor: Actor, means: Means, case_id: UUID, body: dict[str, Any]) -> Case:
    """Ask the citizen; the clock stands until the answer. Raises AlreadyAsked."""
    case = held(tx, actor, case_id, body).asked(tx.now)
    event_id = note(
        tx, actor, case, What.QUESTION_ASKED, sealed=sealed_text(means, words.clean(body["text"]))
    )
    store.add_pause(tx, case, event_id)
    tx.announce(events.ClarificationRequested(**told(case)))
    tx.record(actor, "case.citizen-asked", case_id)
    return case


def proceed(tx: Transaction, actor: Actor, means: Means, case_id: UUID, body: dict[str, Any]) -> Case:
    """Take the question back and go on without the citizen's answer; the clock runs again. Raises NothingAsked.

    Who has no telephone, or is not there any more, never answers; no officer may be stuck because of that.
    """
    case = held(tx, actor, case_id, body).proceeds(tx.now)
    store.end_pause(tx, case.case_id)
    note(tx, actor, case, What.QUESTION_TAKEN_BACK, sealed=sealed_text(means, words.clean(body["text"])))
    tx.announce(events.InterimReplied(**told(case)))
    tx.record(actor, "case.question-taken-back", case_id)
    return case


def assign(tx: Transaction, actor: Actor, case_id: UUID, body: dict[str, Any]) -> Case:
    """Put the case on the desk of a post of the department that deals with it."""
    before = held(tx, actor, case_id, body)
    to_post = _post_of_department(tx, before.department, body["to_post"])
    case = before.assigned_to(to_post)
    note(tx, actor, case, What.ASSIGNED, to_post=to_post)
    store.add_assignment(tx, case, actor.post_id, to_post)
    tx.announce(events.CaseAssigned(case_id=case_id, to_post=to_post))
    tx.record(actor, "case.assigned", case_id, to_post=str(to_post))
    return case


def transfer(tx: Transaction, actor: Actor, means: Means, case_id: UUID, body: dict[str, Any]) -> Case:
    """Hand the case to another department; number, clock, order and lane stay. Raises NobodyToReceive."""
    before = held(tx, actor, case_id, body)
    to_department = require_department(tx, body["to_department"]).code
    nodal, level = nodal_of(tx, to_department, before.area)
    if nodal is None:
        raise NobodyToReceive(department=to_department)
    case = before.transferred_to(to_department, nodal.post_id, level)
    reason = sealed_text(means, words.clean(body["text"]))
    note(tx, actor, case, What.TRANSFERRED, sealed=reason, to_post=case.nodal_post)
    tx.announce(
        events.CaseTransferred(
            **told(case),
            from_department=before.department,
            to_department=to_department,
            to_post=case.nodal_post,
        )
    )
    tx.record(
        actor, "case.transferred", case_id, from_department=before.department, to_department=to_department
    )
    return case


def resolve(tx: Transaction, actor: Actor, means: Means, case_id: UUID, body: dict[str, Any]) -> Case:
    """Record what was done; the nodal officer may dispose of the case then."""
    case = held(tx, actor, case_id, body).action_taken()
    note(tx, actor, case, What.ACTION_TAKEN, sealed=sealed_text(means, words.clean(body["text"])))
    tx.announce(events.ActionTaken(case_id=case_id, post_id=case.nodal_post))
    tx.record(actor, "case.action-taken", case_id)
    return case


def dispose(tx: Transaction, actor: Actor, means: Means, case_id: UUID, body: dict[str, Any]) -> Case:
    """Give the final answer; the citizen is asked whether it satisfies. Raises NoActionYet."""
    case = held(tx, actor, case_id, body).disposed(tx.now)
    note(tx, actor, case, What.DISPOSED, sealed=sealed_text(means, words.clean(body["text"])))
    tx.announce(events.CaseDisposed(**told(case)))
    tx.record(actor, "case.disposed", case_id)
    return case


def held(tx: Transaction, actor: Actor, case_id: UUID, body: dict[str, Any]) -> Case:
    """The case, locked, if this post may work on it and saw its newest version (where it says which)."""
    require(access.may_open_desk(actor, local_date(tx.now)))
    case = store.get_case_for_update(tx, case_id)
    in_scope = store.may_see_case(tx, case_id, access.scope_of(actor))
    require(access.may_work_on(actor, case, in_scope=in_scope))
    if body.get("version") not in (None, case.version):
        raise ChangedMeanwhile(number=case.number)
    return case


def note(tx: Transaction, actor: Actor, case: Case, what: What, **row: Any) -> UUID:
    """Write the case as it stands after the act, and the act into its timeline."""
    store.save_case(tx, case)
    return store.add_event(tx, case, what, by_kind="OFFICER", post_id=actor.post_id, **row)


def told(case: Case) -> dict[str, Any]:
    """What notify needs to tell the citizen."""
    return {
        "case_id": case.case_id,
        "number": case.number,
        "contact_id": case.contact_id,
        "language": case.language,
    }


def _post_of_department(tx: Transaction, department: str, post_id: UUID) -> UUID:
    try:
        post = directory.post(tx, post_id)
    except NotFound:
        raise UnknownPost(department=department) from None
    if post.has_ended(local_date(tx.now)) or post.department not in directory.department_subtree(
        tx, department
    ):
        raise UnknownPost(department=department)
    return post.post_id
