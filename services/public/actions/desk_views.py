"""What officers see around their cases: a case with the acts that are open, desks to assign to, lists for meetings."""

from typing import Any
from uuid import UUID

from kernel import directory
from kernel.clock import local_date
from kernel.database import Row, Transaction
from kernel.errors import NotFound
from kernel.identity import Actor, require
from services.public import access, store
from services.public.actions.means import Means
from services.public.actions.promises import receivers
from services.public.actions.reading import filters_of, read_case
from services.public.domain.acts import Act
from services.public.domain.case import Case
from services.public.domain.promise import Appeal
from services.public.domain.refusals import NoSuchAppeal

MOST_PRINTED = 1_000
MOST_EXPORTED = 10_000
_SECTIONS = frozenset({"section_officer", "registry"})


def open_case(tx: Transaction, actor: Actor, means: Means, case_id: UUID) -> dict[str, Any]:
    """All of a case with the names of its desks and the acts that are open to the officer; recorded as a reading."""
    shown = read_case(tx, actor, means, case_id)
    case: Case = shown["case"]
    named = {each for event in shown["events"] for each in (event["post_id"], event["to_post"]) if each}
    named |= {each for each in (case.desk, case.nodal_post) if each}
    acts = [act for act in Act if access.may_act(actor, act, case, tx.now, in_scope=True).allowed]
    return {**shown, "acts": acts, "posts": directory.posts_by_id(tx, named), "area": area_of(tx, case.area)}


def open_act(tx: Transaction, actor: Actor, means: Means, case_id: UUID, act: Act) -> dict[str, Any]:
    """A case with what an *act* chooses from; raises what stands against the act."""
    shown = open_case(tx, actor, means, case_id)
    require(access.may_act(actor, act, shown["case"], tx.now, in_scope=True))
    return {**shown, **_choices(tx, shown["case"], act)}


def _choices(tx: Transaction, case: Case, act: Act) -> dict[str, Any]:
    """From what an *act* chooses: departments, desks or sections."""
    if act is Act.TRANSFER:
        return {"departments": receivers(tx, case)}
    if act is Act.ASSIGN:
        return {"desks": _posts(tx, case, access.DESK_ROLES)}
    if act is Act.REFER:
        return {"desks": _posts(tx, case, _SECTIONS)}
    return {}


def open_appeal_page(tx: Transaction, actor: Actor, appeal_id: UUID) -> dict[str, Any]:
    """An appeal before the acting post with its case; raises NoSuchAppeal."""
    require(access.may_open_desk(actor, local_date(tx.now)))
    appeal = store.find_appeal_for_update(tx, appeal_id)
    if appeal is None:
        raise NoSuchAppeal
    require(access.may_decide_appeal(actor, appeal))
    case = store.get_case(tx, appeal.case_id)
    in_scope = store.may_see_case(tx, case.case_id, access.scope_of(actor))
    return {"appeal": appeal, "case": case, "in_scope": in_scope}


def cases_of_appeals(tx: Transaction, appeals: list[Appeal]) -> dict[UUID, Case]:
    """The cases against whose answers the appeals were filed."""
    return {appeal.case_id: store.get_case(tx, appeal.case_id) for appeal in appeals}


def list_cases(tx: Transaction, actor: Actor, wanted: dict[str, Any], limit: int) -> list[Row]:
    """Cases of the acting post's scope with their last step, by department and due date, at most *limit*."""
    require(access.may_open_desk(actor, local_date(tx.now)))
    search = {**access.scope_of(actor), **filters_of(tx, wanted)}
    return store.find_listed(tx, {**search, "now": tx.now, "limit": limit})


def export_cases(tx: Transaction, actor: Actor, wanted: dict[str, Any]) -> list[Row]:
    """The same for a table that leaves the office's pages; that is recorded."""
    rows = list_cases(tx, actor, wanted, MOST_EXPORTED)
    tx.record(actor, "cases.exported", actor.post_id, cases=len(rows))
    return rows


def places_of(tx: Transaction, actor: Actor) -> dict[str, Any]:
    """The departments and areas by which a desk can be narrowed: those of the scope."""
    scope = access.scope_of(actor)
    areas = set(directory.area_subtree(tx, scope["area"] or ""))
    codes = set(directory.department_subtree(tx, scope["department"] or ""))
    return {
        "departments": [each for each in directory.departments(tx) if scope["by_area"] or each.code in codes],
        "areas": [each for each in directory.areas(tx) if each.code in areas],
    }


def area_of(tx: Transaction, code: str) -> directory.Area | None:
    """The area with *code*, if the directory knows it."""
    try:
        return directory.area(tx, code)
    except NotFound:
        return None


def _posts(
    tx: Transaction, case: Case, roles: frozenset[str]
) -> list[tuple[directory.Post, directory.Holder | None]]:
    """The living posts of the case's department with one of *roles*, each with who holds it."""
    codes = directory.department_subtree(tx, case.department)
    posts = [post for code in codes for post in directory.posts_of_department(tx, code)]
    return [
        (post, directory.holder(tx, post.post_id, tx.now))
        for post in posts
        if roles.intersection(post.roles) and post.post_id != case.assigned_post
    ]
