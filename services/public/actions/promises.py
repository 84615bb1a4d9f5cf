"""What is promised for a new case: the limit in force, the due moment, the nodal officer."""

import time
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from kernel import calendar, directory
from kernel.clock import local_date
from kernel.database import Transaction
from kernel.errors import NotFound
from kernel.identity import Actor
from services.public import store
from services.public.domain import words
from services.public.domain.case import Case, Nature
from services.public.domain.promise import Limit, Promise
from services.public.domain.refusals import (
    NoSuchDepartment,
    NoSuchLimit,
    UnknownArea,
    UnknownDepartment,
    UnknownService,
)
from services.public.schemas.parts import AREA_MISSING

KNOWN_SECONDS = 3.0
MOST_KNOWN = 5000
DEFAULT_LEVEL = "SECRETARIAT"


class Matter(NamedTuple):
    """On what a promise depends."""

    department: str
    nature: Nature
    category: str | None
    area: str | None


_known: dict[tuple[str, date, Matter], tuple[float, Promise]] = {}


def promise_for(tx: Transaction, matter: Matter) -> Promise:
    """The promise for a case registered now; remembered for some seconds, since thousands share it.

    Raises UnknownDepartment, UnknownArea, UnknownService.
    """
    key = (tx.connection.dsn, local_date(tx.now), matter)
    known = _known.get(key)
    if known and known[0] > time.monotonic():
        return known[1]
    promise = _promise(tx, matter)
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    _known[key] = (time.monotonic() + KNOWN_SECONDS, promise)
    return promise


def limits(tx: Transaction) -> list[Limit]:
    """All known limits, rivals too."""
    return store.find_limits(tx)


def choose_limit(tx: Transaction, actor: Actor, limit_id: object) -> list[Limit]:
    """Put one of the rival orders in force; running cases keep the limit of their registration."""
    chosen = next((limit for limit in store.find_limits(tx) if limit.limit_id == limit_id), None)
    if chosen is None:
        raise NoSuchLimit
    store.put_limit_in_force(tx, chosen.limit_id)
    tx.record(actor, "limit.chosen", chosen.limit_id)
    return store.find_limits(tx)


def departments(tx: Transaction) -> list[directory.Department]:
    """The departments with which a case can be filed today."""
    return directory.departments(tx)


def areas(tx: Transaction) -> list[directory.Area]:
    """The areas in which a matter can lie today."""
    return directory.areas(tx)


def areas_by_district(tx: Transaction) -> list[tuple[directory.Area, list[directory.Area]]]:
    """The same as districts with their tehsils; the whole state stands alone."""
    found = directory.areas(tx)
    inner = {area.code: area for area in found if area.parent in {each.code for each in found if each.parent}}
    return [
        (area, [each for each in inner.values() if each.parent == area.code])
        for area in found
        if area.code not in inner
    ]


def area_named(tx: Transaction, code: str) -> directory.Area | None:
    """The area of a code, if it is in force."""
    return next((area for area in directory.areas(tx) if area.code == code), None)


def departments_like(tx: Transaction, language: str, wanted: str | None) -> list[directory.Department]:
    """The departments by name in the reader's *language*; of those whose name in either language has *wanted* in it."""
    part = words.searchable(wanted or "")
    found = [
        each
        for each in directory.departments(tx)
        if any(part in words.searchable(name) for name in (each.name_hi, each.name_en, each.code))
    ]
    return sorted(found, key=lambda each: words.searchable(each.name(language)))


def about_department(tx: Transaction, code: str) -> dict[str, Any]:
    """A department and what it promises for each kind of matter; raises NoSuchDepartment."""
    try:
        found = require_department(tx, code)
    except UnknownDepartment:
        raise NoSuchDepartment(department=words.clean(code)) from None
    natures = (Nature.GRIEVANCE, Nature.DEMAND, Nature.SUGGESTION)
    promises = [(nature, promise_for(tx, Matter(code, nature, None, None)).limit) for nature in natures]
    return {"department": found, "promises": promises}


def nodal_of(tx: Transaction, department: str, area: str) -> tuple[directory.Post | None, str]:
    """The nearest nodal officer's post and the level of its office."""
    post = directory.post_with_role(tx, "nodal_officer", department=department, area=area)
    if post is None:
        return None, DEFAULT_LEVEL
    return post, directory.office(tx, post.office_id).level


def receivers(tx: Transaction, case: Case) -> list[directory.Department]:
    """The departments that can be given *case*: those for which a nodal officer answers where it arose."""
    nobody = {each.code for each in directory.departments_without_role(tx, "nodal_officer", area=case.area)}
    return [each for each in directory.departments(tx) if each.code not in nobody | {case.department}]


def require_department(tx: Transaction, code: str) -> directory.Department:
    """The department in force today; raises UnknownDepartment."""
    today = local_date(tx.now)
    if not words.is_code(code):
        raise UnknownDepartment(department=words.clean(code))
    try:
        found = directory.department(tx, code)
    except NotFound:
        raise UnknownDepartment(department=code) from None
    if found.valid_from > today or (found.valid_to is not None and found.valid_to < today):
        raise UnknownDepartment(department=code)
    return found


def require_area(tx: Transaction, code: str) -> None:
    """Raise UnknownArea unless the code names an area in force."""
    if all(area.code != code for area in directory.areas(tx)):
        raise UnknownArea(area=words.clean(code)[:32], fields={"area": [AREA_MISSING]})


def _promise(tx: Transaction, matter: Matter) -> Promise:
    require_department(tx, matter.department)
    area = _area(tx, matter.area)
    post, level = nodal_of(tx, matter.department, area)
    limit = store.find_limit(tx, matter.nature, matter.category, level)
    if limit is None and (matter.nature is Nature.SERVICE or matter.category):
        raise UnknownService(category=matter.category or "")
    promise = Promise(area, limit, None, post.post_id if post else None, level)
    if limit is None:
        return promise
    due_at = calendar.add_days(
        tx, tx.now, limit.days, limit.day_kind, department=matter.department, area=area
    )
    return replace(promise, due_at=due_at)


def _area(tx: Transaction, code: str | None) -> str:
    for area in directory.areas(tx):
        if area.code == code or (code is None and area.parent is None):
            return area.code
    raise UnknownArea(area=code or "")
