"""The block that stands in a department's own pages, and the console of those who keep it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kernel import allowance, directory
from kernel.database import Transaction
from kernel.errors import NotFound
from kernel.identity import Actor, require
from services.public import access, store
from services.public.actions.forms import file_by_form
from services.public.actions.means import Means
from services.public.actions.promises import require_department
from services.public.domain import codes
from services.public.domain.portal import Look, origins_that_may_frame
from services.public.domain.refusals import NoSuchPortal, UnknownDepartment

FILINGS_PER_PORTAL_AND_HOUR = 2000
FILINGS_PER_PORTAL_ADDRESS_AND_HOUR = 40
PAGE = 25
MOST_PORTALS = 10_000
_HOUR = 3_600
_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Block:
    """A portal with the look of its block and the department that it speaks for."""

    portal: directory.Portal
    look: Look
    department: directory.Department


def open_block(tx: Transaction, portal: str) -> Block:
    """The block of a living portal, by the id that stands in its address; raises NoSuchPortal."""
    found = directory.find_portal(tx, _id_of(portal))
    if found is None or not found.is_open:
        raise NoSuchPortal
    try:
        department = require_department(tx, found.department)
    except UnknownDepartment:
        raise NoSuchPortal from None
    return Block(found, store.find_look(tx, found.portal_id), department)


def intake_of_portal(tx: Transaction, portal: str | None, department: str) -> UUID | None:
    """The id of the portal that led a citizen here, if it lives and speaks for *department*."""
    try:
        found = open_block(tx, portal).portal if portal else None
    except NoSuchPortal:
        return None
    if found is None or department not in directory.department_subtree(tx, found.department):
        return None
    return found.portal_id


def file_in_block(tx: Transaction, actor: Actor, means: Means, block: Block, form: dict[str, Any]) -> UUID:
    """Keep a filing that was made in the block until its mobile is confirmed; raises TooManyTries."""
    portal_id = block.portal.portal_id
    if actor.source:
        address = codes.fingerprint(means.form_key, actor.source)
        key = f"block-address:{portal_id}:{address}"
        allowance.spend(tx, key, FILINGS_PER_PORTAL_ADDRESS_AND_HOUR, _HOUR)
    allowance.spend(tx, f"block:{portal_id}", FILINGS_PER_PORTAL_AND_HOUR, _HOUR)
    whole = {**form, "department": block.portal.department, "portal_id": portal_id}
    return file_by_form(tx, actor, means, whole)


def frames(tx: Transaction) -> list[dict[str, Any]]:
    """All living portals, each with the origins whose pages may show its block."""
    living = [each for each in directory.portals(tx, None, _FIRST, MOST_PORTALS) if each.is_open]
    return [{"portal_id": each.portal_id, "origins": origins_that_may_frame(each.origins)} for each in living]


def own_portals(tx: Transaction, actor: Actor, after: UUID | None) -> dict[str, Any]:
    """One page of the portals that the acting post keeps, in the order of registration."""
    found = directory.portals(tx, _departments_of(tx, actor), after or _FIRST, PAGE + 1)
    page = found[:PAGE]
    return {
        "portals": page,
        "names": {each: _name_of(tx, each) for each in {portal.department for portal in page}},
        "next": page[-1].portal_id if len(found) > PAGE else None,
    }


def own_portal(tx: Transaction, actor: Actor, portal_id: UUID) -> dict[str, Any]:
    """A portal that the acting post keeps, living or closed; raises NoSuchPortal."""
    portal = directory.find_portal(tx, portal_id)
    if portal is None:
        raise NoSuchPortal
    require(access.may_keep_portal(portal.department, _departments_of(tx, actor)))
    return {
        "portal": portal,
        "look": store.find_look(tx, portal_id),
        "department": _name_of(tx, portal.department),
    }


def choose_look(tx: Transaction, actor: Actor, portal_id: UUID, look: Look) -> None:
    """Choose how a portal's block looks; raises NoSuchPortal."""
    own_portal(tx, actor, portal_id)
    store.save_look(tx, portal_id, look)
    tx.record(actor, "portal.look-chosen", portal_id, accent=look.accent.value, language=look.language)


def _departments_of(tx: Transaction, actor: Actor) -> list[str] | None:
    if access.keeps_all_portals(actor):
        return None
    own = actor.department or ""
    return [own, *directory.department_subtree(tx, own)]


def _name_of(tx: Transaction, code: str) -> directory.Department | None:
    try:
        return directory.department(tx, code)
    except NotFound:
        return None


def _id_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NoSuchPortal from None
