"""Absences from duty: recorded by the person or a superior, cancelled by the same."""

from datetime import date
from uuid import UUID

from kernel.clock import local_date, new_id
from kernel.database import Transaction
from kernel.identity import Actor, require
from services.wfh import access, store
from services.wfh.actions.days import give_way
from services.wfh.actions.standing import own, standing_of
from services.wfh.domain import (
    Absence,
    AbsenceEndedADay,
    AbsenceKind,
    AbsenceOverlaps,
    days_must_run_forward,
    shown,
)
from services.wfh.events import AbsenceCancelled, AbsenceRecorded


def record_absence(
    tx: Transaction, actor: Actor, person_id: UUID | None, kind: AbsenceKind, starts_on: date, ends_on: date
) -> Absence:
    """Record an absence; days at home within it end and their half-days come back.

    One's own absence takes the place of no day that is past: a used day comes back only when others record it.
    """
    recorder, _charge = own(actor)
    whose = person_id or recorder
    standing = standing_of(tx, whose)
    require(access.may_record_for(actor, whose, standing.posts_above, standing.departments))
    days_must_run_forward(starts_on, ends_on)
    store.lock_person(tx, whose)
    other = store.find_absence_between(tx, whose, starts_on, ends_on)
    if other:
        raise AbsenceOverlaps(starts_on=shown(other.starts_on), ends_on=shown(other.ends_on))
    absence = Absence(
        absence_id=new_id(),
        person_id=whose,
        department=standing.post.department,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_by=recorder,
        recorded_at=tx.now,
    )
    _add(tx, actor, absence)
    give_way(tx, actor, whose, absence.gives_way_from(local_date(tx.now)), ends_on)
    return absence


def cancel_absence(tx: Transaction, actor: Actor, absence_id: UUID) -> Absence:
    """Cancel a recorded absence; one that ended a day at home which had begun, only for somebody else.

    Otherwise a day at home would cost nothing if an absence were recorded over it afterwards. Raises AbsenceEndedADay.
    """
    absence = store.lock_absence(tx, absence_id)
    standing = standing_of(tx, absence.person_id)
    require(access.may_record_for(actor, absence.person_id, standing.posts_above, standing.departments))
    cancelled = absence.cancelled(tx.now)
    is_own = absence.person_id == actor.person_id
    if is_own and store.has_reversed_days(tx, absence.person_id, absence.starts_on, absence.ends_on):
        raise AbsenceEndedADay
    store.cancel_absence(tx, cancelled)
    tx.announce(AbsenceCancelled(absence_id=absence_id), born_in=absence.department)
    tx.record(actor, "absence.cancelled", absence_id)
    return cancelled


def _add(tx: Transaction, actor: Actor, absence: Absence) -> None:
    store.add_absence(tx, absence)
    event = AbsenceRecorded(
        absence_id=absence.absence_id,
        person_id=absence.person_id,
        starts_on=absence.starts_on,
        ends_on=absence.ends_on,
    )
    tx.announce(event, born_in=absence.department)
    tx.record(actor, "absence.recorded", absence.absence_id, person_id=str(absence.person_id))
