"""Rows of days at home in and out."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from uuid import UUID

from kernel.clock import new_id
from kernel.database import Transaction, refusing
from services.wfh.domain import (
    Absence,
    AbsenceUnknown,
    Account,
    AttendanceOrder,
    DayGivenMeanwhile,
    DayRequest,
    Entry,
    EntryKind,
    NoQuota,
    OrderUnknown,
)
from services.wfh.store.overview import (
    add_feed,
    count_awaiting,
    end_feeds,
    find_absences_between,
    find_decided_ahead,
    find_feed,
    find_requests_between,
    find_roster,
    find_years,
)
from services.wfh.store.rows import Row, absence_of, queries, request_of
from services.wfh.store.succession import find_ended_deciders, find_left_requests

__all__ = [
    "Row",
    "add_feed",
    "count_awaiting",
    "end_feeds",
    "find_absences_between",
    "find_decided_ahead",
    "find_ended_deciders",
    "find_feed",
    "find_left_requests",
    "find_requests_between",
    "find_roster",
    "find_years",
]


def lock_person(tx: Transaction, person_id: UUID) -> None:
    tx.execute(queries.lock_person, person_id=person_id)


def lock_account(tx: Transaction, person_id: UUID, on: date) -> Account:
    """The person's account of the year of *on*, locked; it opens with the quota in force on that day."""
    account = _locked_account(tx, person_id, on.year)
    while account is None:
        _open_account(tx, person_id, on)
        account = _locked_account(tx, person_id, on.year)
    return account


def find_account(tx: Transaction, person_id: UUID, year: int) -> Account | None:
    row = tx.fetch_one(queries.find_account, person_id=person_id, year=year)
    return Account(**row) if row else None


def find_quota(tx: Transaction, on: date) -> Row | None:
    return tx.fetch_one(queries.find_quota, on=on)


def add_entries(
    tx: Transaction, account: Account, entries: Iterable[Entry], request_id: UUID | None = None
) -> None:
    for entry in entries:
        tx.execute(
            queries.add_entry,
            entry_id=new_id(),
            person_id=account.person_id,
            year=account.year,
            kind=entry.kind,
            half_days=entry.half_days,
            request_id=request_id,
            order_number=account.order_number,
            now=tx.now,
        )


def find_entries(tx: Transaction, person_id: UUID, year: int, after: int, limit: int) -> list[Row]:
    return tx.fetch_all(queries.find_entries, person_id=person_id, year=year, after=after, limit=limit)


def sum_entries(tx: Transaction, person_id: UUID, year: int) -> dict[str, int]:
    rows = tx.fetch_all(queries.sum_entries, person_id=person_id, year=year)
    return {row["kind"]: row["half_days"] for row in rows}


def find_accounts_to_expire(tx: Transaction, year: int, limit: int) -> list[Account]:
    return [Account(**row) for row in tx.fetch_all(queries.find_accounts_to_expire, year=year, limit=limit)]


def add_request(tx: Transaction, request: DayRequest) -> None:
    with refusing(one_forenoon_at_home=DayGivenMeanwhile, one_afternoon_at_home=DayGivenMeanwhile):
        tx.execute(queries.add_request, **asdict(request))


def save_request(tx: Transaction, request: DayRequest) -> None:
    tx.execute(
        queries.save_request,
        request_id=request.request_id,
        state=request.state,
        approver_post=request.approver_post,
        decided_at=request.decided_at,
        decided_by=request.decided_by,
        decided_for=request.decided_for,
        decided_post=request.decided_post,
        remark=request.remark,
    )


def get_request(tx: Transaction, request_id: UUID) -> DayRequest:
    return request_of(tx.fetch_one(queries.find_request, request_id=request_id))


def lock_request(tx: Transaction, request_id: UUID) -> DayRequest:
    """The day, locked; where it costs something, the account behind it is locked first, as everywhere."""
    seen = get_request(tx, request_id)
    if seen.half_days:
        lock_account(tx, seen.person_id, seen.on)
    return request_of(tx.fetch_one(queries.lock_request, request_id=request_id))


def find_live_requests(tx: Transaction, person_id: UUID, first: date, last: date) -> list[DayRequest]:
    rows = tx.fetch_all(queries.find_live_requests, person_id=person_id, first=first, last=last)
    return [request_of(row) for row in rows]


def find_requests_of_person(
    tx: Transaction, person_id: UUID, state: str | None, after: UUID | None, limit: int
) -> list[Row]:
    return tx.fetch_all(
        queries.find_requests_of_person, person_id=person_id, state=state, after=after, limit=limit
    )


def find_requests_awaiting(tx: Transaction, post_id: UUID, after: UUID | None, limit: int) -> list[Row]:
    return tx.fetch_all(queries.find_requests_awaiting, post_id=post_id, after=after, limit=limit)


def find_requests_due(tx: Transaction, today: date, limit: int) -> list[UUID]:
    return [row["request_id"] for row in tx.fetch_all(queries.find_requests_due, today=today, limit=limit)]


def add_absence(tx: Transaction, absence: Absence) -> None:
    tx.execute(
        queries.add_absence,
        absence_id=absence.absence_id,
        person_id=absence.person_id,
        department=absence.department,
        kind=absence.kind,
        starts_on=absence.starts_on,
        ends_on=absence.ends_on,
        recorded_by=absence.recorded_by,
        recorded_at=absence.recorded_at,
    )


def has_reversed_days(tx: Transaction, person_id: UUID, first: date, last: date) -> bool:
    """Whether a day at home between two dates gave its half-days back after it had begun."""
    return bool(tx.fetch_value(queries.has_reversed_days, person_id=person_id, first=first, last=last))


def cancel_absence(tx: Transaction, absence: Absence) -> None:
    tx.execute(queries.cancel_absence, absence_id=absence.absence_id, cancelled_at=absence.cancelled_at)


def lock_absence(tx: Transaction, absence_id: UUID) -> Absence:
    row = tx.fetch_one(queries.lock_absence, absence_id=absence_id)
    if row is None:
        raise AbsenceUnknown
    return absence_of(row)


def find_absence_between(tx: Transaction, person_id: UUID, first: date, last: date) -> Absence | None:
    row = tx.fetch_one(queries.find_absence_between, person_id=person_id, first=first, last=last)
    return absence_of(row) if row else None


def find_absences_of_person(
    tx: Transaction, person_id: UUID, after: UUID | None, limit: int
) -> list[Absence]:
    rows = tx.fetch_all(queries.find_absences_of_person, person_id=person_id, after=after, limit=limit)
    return [absence_of(row) for row in rows]


def find_orders_on(tx: Transaction, on: date) -> list[AttendanceOrder]:
    return [AttendanceOrder(**row) for row in tx.fetch_all(queries.find_orders_on, on=on)]


def find_orders(tx: Transaction, on: date | None, limit: int) -> list[AttendanceOrder]:
    return [AttendanceOrder(**row) for row in tx.fetch_all(queries.find_orders, on=on, limit=limit)]


def get_order(tx: Transaction, order_id: UUID) -> AttendanceOrder:
    row = tx.fetch_one(queries.find_order, order_id=order_id)
    if row is None:
        raise OrderUnknown
    return AttendanceOrder(**row)


def add_order(tx: Transaction, order: AttendanceOrder) -> None:
    tx.execute(queries.add_order, **asdict(order))


def save_duty_hours(tx: Transaction, hours: Row) -> None:
    tx.execute(queries.save_duty_hours, **hours)


def find_duty_hours(
    tx: Transaction, on: date, person_id: UUID, office_id: UUID, departments: list[str]
) -> Row | None:
    return tx.fetch_one(
        queries.find_duty_hours, on=on, person_id=person_id, office_id=office_id, departments=departments
    )


def find_unannounced_rules(tx: Transaction, limit: int) -> list[UUID]:
    return [row["rule_id"] for row in tx.fetch_all(queries.find_unannounced_rules, limit=limit)]


def find_unannounced_duty_hours(tx: Transaction, limit: int) -> list[Row]:
    return tx.fetch_all(queries.find_unannounced_duty_hours, limit=limit)


def note_announced(tx: Transaction, subject: UUID) -> None:
    tx.execute(queries.note_announced, subject=subject, now=tx.now)


def forget_announced(tx: Transaction) -> int:
    return tx.execute(queries.forget_announced)


def find_departments_above(tx: Transaction, department: str) -> list[str]:
    return [row["code"] for row in tx.fetch_all(queries.find_departments_above, department=department)]


def _locked_account(tx: Transaction, person_id: UUID, year: int) -> Account | None:
    row = tx.fetch_one(queries.lock_account, person_id=person_id, year=year)
    return Account(**row) if row else None


def _open_account(tx: Transaction, person_id: UUID, on: date) -> None:
    quota = find_quota(tx, on)
    if quota is None:
        raise NoQuota(year=on.year)
    opened = tx.execute(
        queries.open_account, person_id=person_id, year=on.year, quota_id=quota["quota_id"], now=tx.now
    )
    if opened:
        account = Account(
            person_id=person_id,
            year=on.year,
            half_days=0,
            quota_half_days=quota["half_days"],
            order_number=quota["order_number"],
        )
        add_entries(tx, account, [Entry(EntryKind.GRANT, quota["half_days"])])
