"""How a case begins: its number and its promise, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kernel import clock, directory
from kernel.clock import local_date
from kernel.database import Transaction
from kernel.identity import Actor
from services.public import events, store
from services.public.actions.contacts import give_contact
from services.public.actions.means import Means, sealed_facts, sealed_text
from services.public.actions.papers import Upload, keep_papers
from services.public.actions.promises import Matter, promise_for
from services.public.domain import words
from services.public.domain.case import Nature
from services.public.domain.intake import Intake, Paper
from services.public.domain.numbers import Mode
from services.public.domain.promise import Limit, Promise
from services.public.domain.refusals import MobileWrong, UnknownDepartment


@dataclass(frozen=True, slots=True)
class Registered:
    """What the citizen is told at once."""

    case_id: UUID
    number: str
    department: str
    area: str
    nature: Nature
    state: str
    registered_at: datetime
    due_at: datetime | None
    limit: Limit | None

    @property
    def due_on(self) -> date | None:
        """The day in India by which the answer is due."""
        return local_date(self.due_at) if self.due_at else None


def file_by_portal(
    tx: Transaction, actor: Actor, means: Means, body: dict[str, Any], uploads: Sequence[Upload] = ()
) -> Registered:
    """Register a case that a department's portal hands in; the portal vouches for the mobile or does not."""
    department = body.get("department") or actor.department or ""
    if department != actor.department and department not in directory.department_subtree(
        tx, actor.department or ""
    ):
        raise UnknownDepartment(department=department)
    confirmed_by = "PORTAL" if body.get("contact_confirmed") else "NOBODY"
    intake = intake_of(
        body, mode=Mode.PORTAL, department=department, confirmed_by=confirmed_by, portal_id=actor.portal_id
    )
    promise = promise_for(tx, matter_of(intake))
    kept = keep_papers(means, uploads)
    contact_id = clock.new_id()
    give_contact(tx, means, contact_id, intake)
    return register(tx, actor, means, Handed(intake, promise, contact_id, kept))


@dataclass(frozen=True, slots=True)
class Handed:
    """All that makes a case."""

    intake: Intake
    promise: Promise
    contact_id: UUID
    papers: Sequence[Paper]


def register(tx: Transaction, actor: Actor, means: Means, handed: Handed) -> Registered:
    """Give a case its number and its due date, in one statement, and tell the others."""
    intake, promise, case_id = handed.intake, handed.promise, clock.new_id()
    number = store.register_case(tx, _row(tx, means, handed, case_id))
    case = Registered(
        case_id=case_id,
        number=number,
        department=intake.department,
        area=promise.area,
        nature=intake.nature,
        state="REGISTERED",
        registered_at=tx.now,
        due_at=promise.due_at,
        limit=promise.limit,
    )
    tx.announce(_registered(case, handed), born_in=intake.department)
    tx.record(actor, "case.registered", case_id, number=number)
    return case


def intake_of(body: dict[str, Any], **known: Any) -> Intake:
    """A filing out of a checked body; raises MobileWrong. *known* is what the sender does not decide."""
    # Only a centre's form lets the mobile be missing.
    mobile = words.mobile_of(body["mobile"]) if body["mobile"] else ""
    if mobile is None:
        raise MobileWrong(fields={"mobile": [MobileWrong.text]})
    return Intake(
        nature=Nature(body["nature"]),
        text=words.clean(body["text"]),
        name=words.clean(body["name"]),
        mobile=mobile,
        language=known.pop("language", None) or body.get("language") or "hi",
        area=body.get("area") or None,
        category=body.get("category") or None,
        email=body.get("email") or None,
        address=words.clean(body.get("address") or "") or None,
        protected=bool(body.get("protected")),
        external_system=body.get("external_system"),
        external_number=body.get("external_number"),
        **known,
    )


def _row(tx: Transaction, means: Means, handed: Handed, case_id: UUID) -> dict[str, Any]:
    intake, promise = handed.intake, handed.promise
    return {
        "case_id": case_id,
        "event_id": clock.new_id(),
        "contact_id": handed.contact_id,
        "contact": sealed_facts(means, intake.complainant()),
        "petition": sealed_text(means, intake.text),
        "searchable": words.searchable(f"{intake.text}\n{'' if intake.protected else intake.name}"),
        "year": local_date(tx.now).year,
        "mode": int(intake.mode),
        "nature": intake.nature,
        "category": intake.category,
        "department": intake.department,
        "area": promise.area,
        "level": promise.level,
        "language": intake.language,
        "protected": intake.protected,
        "confirmed_by": intake.confirmed_by,
        "now": tx.now,
        "limit_id": promise.limit.limit_id if promise.limit else None,
        "due_at": promise.due_at,
        "nodal_post": promise.nodal_post,
        "portal_id": intake.portal_id,
        "external_system": intake.external_system,
        "external_number": intake.external_number,
        "by_kind": "PORTAL" if intake.mode is Mode.PORTAL else "CITIZEN",
        **_columns(handed.papers),
    }


def _columns(kept: Sequence[Paper]) -> dict[str, list[Any]]:
    return {
        "document_ids": [paper.document_id for paper in kept],
        "sha256s": [paper.sha256 for paper in kept],
        "sizes": [paper.size for paper in kept],
        "media_types": [paper.media_type for paper in kept],
        "wrapped_keys": [paper.wrapped_key for paper in kept],
    }


def _registered(case: Registered, handed: Handed) -> events.CaseRegistered:
    return events.CaseRegistered(
        case_id=case.case_id,
        number=case.number,
        contact_id=handed.contact_id,
        language=handed.intake.language,
        nature=case.nature.value,
        department=case.department,
        area=case.area,
        due_on=case.due_on,
        nodal_post=handed.promise.nodal_post,
    )


def matter_of(intake: Intake) -> Matter:
    """On what the filing's promise depends."""
    return Matter(intake.department, intake.nature, intake.category, intake.area)
