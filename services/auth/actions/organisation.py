"""Entering the organisation, many rows at a time; what did not change is not announced again."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from kernel import clock
from kernel.database import Transaction, refusing
from kernel.identity import Actor
from services.auth import store
from services.auth.domain import (
    Area,
    Department,
    Office,
    OfficeLevel,
    Person,
    Post,
    Rank,
    ReferenceMissing,
    check_codes,
)
from services.auth.events import (
    AreaPublished,
    DepartmentPublished,
    OfficePublished,
    PersonPublished,
    PostPublished,
)


def save_departments(tx: Transaction, actor: Actor, departments: Sequence[Department]) -> int:
    """Enter departments or bring them up to date; the number that changed is returned."""
    with refusing(department_parent_fkey=ReferenceMissing, department_successor_fkey=ReferenceMissing):
        changed = store.save_departments(tx, departments)
    for row in changed:
        tx.announce(DepartmentPublished(**row))
        tx.record(actor, "directory.department-saved", row["code"])
    return len(changed)


def save_areas(tx: Transaction, actor: Actor, areas: Sequence[Area]) -> int:
    """Enter areas or bring them up to date; the number that changed is returned."""
    with refusing(area_parent_fkey=ReferenceMissing, area_successor_fkey=ReferenceMissing):
        changed = store.save_areas(tx, areas)
    for row in changed:
        tx.announce(AreaPublished(**row))
        tx.record(actor, "directory.area-saved", row["code"])
    return len(changed)


def save_office_levels(tx: Transaction, actor: Actor, levels: Sequence[OfficeLevel]) -> None:
    """Enter the levels of offices; they guide who enters posts and are not announced."""
    store.save_office_levels(tx, levels)
    tx.record(actor, "directory.office-levels-saved", "office_level", rows=len(levels))


def save_ranks(tx: Transaction, actor: Actor, ranks: Sequence[Rank]) -> int:
    """Enter ranks; posts of a rank that changed are announced with its present level."""
    changed = store.save_ranks(tx, ranks)
    for code in changed:
        tx.record(actor, "directory.rank-saved", code)
    if changed:
        _announce_posts(tx, store.find_posts_to_publish(tx, clock.local_date(tx.now), ranks=changed))
    return len(changed)


def save_offices(tx: Transaction, actor: Actor, offices: Sequence[Office]) -> dict[str, UUID]:
    """Enter offices or bring them up to date; all offices' ids by code are returned."""
    ids = _with_new(store.find_office_ids(tx), (office.code for office in offices))
    check_codes(ids, (code for office in offices for code in (office.parent, office.successor)))
    with refusing(
        office_department_fkey=ReferenceMissing,
        office_area_fkey=ReferenceMissing,
        office_level_fkey=ReferenceMissing,
    ):
        changed = store.save_offices(tx, offices, ids)
    for row in changed:
        tx.announce(OfficePublished(**row))
        tx.record(actor, "directory.office-saved", row["office_id"])
    if changed:
        moved = [row["office_id"] for row in changed]
        _announce_posts(tx, store.find_posts_to_publish(tx, clock.local_date(tx.now), office_ids=moved))
    return ids


def save_posts(tx: Transaction, actor: Actor, posts: Sequence[Post]) -> dict[str, UUID]:
    """Enter posts or bring them up to date; all posts' ids by code are returned."""
    today = clock.local_date(tx.now)
    ids = _with_new(store.find_post_ids(tx), (post.code for post in posts))
    offices = store.find_office_ids(tx)
    check_codes(ids, (code for post in posts for code in (post.reports_to, post.successor)))
    check_codes(offices, (post.office for post in posts))
    check_codes(store.find_rank_codes(tx, today), (post.rank for post in posts))
    changed = store.save_posts(tx, posts, ids, offices)
    if changed:
        _announce_posts(tx, store.find_posts_to_publish(tx, today, post_ids=changed))
    for post_id in changed:
        tx.record(actor, "directory.post-saved", post_id)
    return ids


def save_people(tx: Transaction, actor: Actor, people: Sequence[Person]) -> dict[str, UUID]:
    """Enter employees or bring their names up to date; their ids by staff number are returned."""
    staff_uids = [person.staff_uid for person in people]
    ids = _with_new(store.find_person_ids(tx, staff_uids), staff_uids)
    for row in store.save_people(tx, people, ids):
        tx.announce(PersonPublished(**row))
        tx.record(actor, "directory.person-saved", row["person_id"])
    return ids


def _announce_posts(tx: Transaction, rows: list[dict[str, object]]) -> None:
    for row in rows:
        tx.announce(PostPublished(**row))


def _with_new(known: dict[str, UUID], codes: Iterable[str]) -> dict[str, UUID]:
    return known | {code: clock.new_id() for code in codes if code not in known}
