"""Days at home: ask, approve, refuse, withdraw, recall, put on a roster, and what the calendar does to them."""

from dataclasses import replace
from datetime import date
from functools import partial
from uuid import UUID

from kernel import directory
from kernel.calendar import Calendar, Place, calendar_of
from kernel.clock import local_date, new_id
from kernel.database import Transaction
from kernel.identity import Actor, require
from services.wfh import access, store
from services.wfh.actions.standing import deciding_post, own, standing_of
from services.wfh.domain import (
    AbsentThatDay,
    Account,
    DayAlreadyAtHome,
    DayRequest,
    Entry,
    EntryKind,
    MustAttend,
    NotAWorkingDay,
    Part,
    RequestKind,
    RequestState,
    day_must_be_ahead,
    days_must_be_distinct,
    shown,
)
from services.wfh.events import (
    DayApproved,
    DayLapsed,
    DayRecalled,
    DayRefused,
    DayRequested,
    DayWithdrawn,
)

Wish = tuple[date, Part]
DayEvent = type[DayRequested | DayApproved | DayRefused | DayWithdrawn | DayLapsed | DayRecalled]


def ask(tx: Transaction, actor: Actor, wishes: list[Wish], reason: str) -> list[DayRequest]:
    """Ask for days at home; all are held against the quota, or none."""
    person_id, charge = own(actor)
    approver_post = deciding_post(tx, charge.post_id, person_id)
    store.lock_person(tx, person_id)
    _days_must_be_free(tx, actor, person_id, Place(charge.department, charge.area, charge.office_id), wishes)
    _nobody_must_attend(tx, wishes, charge.rank_level, directory.office(tx, charge.office_id).level)
    accounts = _covering_accounts(tx, person_id, wishes)
    day_asked = partial(
        DayRequest,
        person_id=person_id,
        post_id=charge.post_id,
        department=charge.department,
        office_id=charge.office_id,
        approver_post=approver_post,
        kind=RequestKind.QUOTA,
        state=RequestState.REQUESTED,
        reason=reason,
        requested_at=tx.now,
    )
    asked = [day_asked(request_id=new_id(), on=on, part=part) for on, part in wishes]
    for request in asked:
        _hold(tx, actor, accounts[request.on.year], request)
    return asked


def put_on_roster(
    tx: Transaction, actor: Actor, person_id: UUID, order_id: UUID, wishes: list[Wish]
) -> list[DayRequest]:
    """Mandate days at home under an attendance order; they never burn the quota."""
    superior, charge = own(actor)
    standing = standing_of(tx, person_id)
    require(access.may_put_on_roster(actor, person_id, standing.posts_above, standing.departments))
    order, post = store.get_order(tx, order_id), standing.post
    office_level = directory.office(tx, post.office_id).level
    order.must_reach(office_level)
    for on, _part in wishes:
        order.must_hold_on(on)
    store.lock_person(tx, person_id)
    _days_must_be_free(tx, actor, person_id, Place(post.department, post.area, post.office_id), wishes)
    _nobody_must_attend(tx, wishes, post.rank_level, office_level)
    day_mandated = partial(
        DayRequest,
        person_id=person_id,
        post_id=post.post_id,
        department=post.department,
        office_id=post.office_id,
        approver_post=charge.post_id,
        kind=RequestKind.ROSTER,
        order_id=order_id,
        state=RequestState.APPROVED,
        reason=order.reference,
        requested_at=tx.now,
        decided_at=tx.now,
        decided_by=superior,
        decided_for=charge.for_person,
        decided_post=charge.post_id,
    )
    mandated = [day_mandated(request_id=new_id(), on=on, part=part) for on, part in wishes]
    for request in mandated:
        store.add_request(tx, request)
        _tell(tx, actor, request, DayApproved, "day.mandated")
    return mandated


def approve(tx: Transaction, actor: Actor, request_id: UUID, remark: str | None = None) -> DayRequest:
    """Say yes to a day at home."""
    request = _for_decision(tx, actor, request_id)
    after = request.approved(local_date(tx.now))
    return _settle(tx, actor, request, _decided(tx, actor, after, remark), DayApproved)


def refuse(tx: Transaction, actor: Actor, request_id: UUID, remark: str) -> DayRequest:
    """Say no to a day at home; its half-days are free again."""
    request = _for_decision(tx, actor, request_id)
    return _settle(tx, actor, request, _decided(tx, actor, request.refused(), remark), DayRefused)


def recall(tx: Transaction, actor: Actor, request_id: UUID, remark: str) -> DayRequest:
    """Call somebody to the office on a day at home; the half-days come back."""
    request = _for_decision(tx, actor, request_id)
    after = request.recalled(local_date(tx.now))
    return _settle(tx, actor, request, _decided(tx, actor, after, remark), DayRecalled)


def withdraw(tx: Transaction, actor: Actor, request_id: UUID) -> DayRequest:
    """Give a day at home back before it begins."""
    request = store.lock_request(tx, request_id)
    require(access.may_withdraw(actor, request))
    after = request.withdrawn(local_date(tx.now))
    return _settle(tx, actor, request, after, DayWithdrawn)


def give_way(tx: Transaction, actor: Actor, person_id: UUID, first: date, last: date) -> None:
    """Let an absence take the place of every day at home within it."""
    for seen in store.find_live_requests(tx, person_id, first, last):
        request = store.lock_request(tx, seen.request_id)
        _settle(tx, actor, request, request.given_way(), DayWithdrawn)


def bring_days_in(tx: Transaction, limit: int = 200) -> int:
    """Turn what was held for days that have come into what was used.

    What nobody decided lapses; what has become a day of rest gives way to the holiday.
    """
    today = local_date(tx.now)
    due = store.find_requests_due(tx, today, limit)
    for request_id in due:
        request = store.lock_request(tx, request_id)
        after = request.arrived(today, worked=_is_worked(tx, request))
        if after.state is request.state:
            continue
        if after.state is RequestState.TAKEN:
            _write(tx, request, after)
        else:
            event: DayEvent = DayLapsed if after.state is RequestState.LAPSED else DayWithdrawn
            _settle(tx, Actor.system("wfh"), request, after, event)
    return len(due)


def expire_accounts(tx: Transaction, limit: int = 200) -> int:
    """End what is left of past years; the order grants days in a year, not beyond it."""
    ending = store.find_accounts_to_expire(tx, local_date(tx.now).year, limit)
    for account in ending:
        store.add_entries(tx, account, [Entry(EntryKind.EXPIRE, -account.half_days)])
    return len(ending)


def _days_must_be_free(
    tx: Transaction, actor: Actor, person_id: UUID, place: Place, wishes: list[Wish]
) -> None:
    """Every wish lies ahead, on a working day, beside no other day at home and no absence."""
    today = local_date(tx.now)
    days_must_be_distinct(wishes)
    for on, _part in wishes:
        day_must_be_ahead(on, today)
    first, last = min(on for on, _ in wishes), max(on for on, _ in wishes)
    here = calendar_of(tx, first, last, place)
    live = store.find_live_requests(tx, person_id, first, last)
    for on, part in wishes:
        _must_be_worked(here, on, actor.language)
        if any(other.on == on and other.part.overlaps(part) for other in live):
            raise DayAlreadyAtHome(on=shown(on))
        if store.find_absence_between(tx, person_id, on, on):
            raise AbsentThatDay(on=shown(on))


def _is_worked(tx: Transaction, request: DayRequest) -> bool:
    post = directory.posts_by_id(tx, [request.post_id]).get(request.post_id)
    place = Place(request.department, post.area if post else None, request.office_id)
    return calendar_of(tx, request.on, request.on, place).is_working(request.on)


def _must_be_worked(here: Calendar, on: date, language: str) -> None:
    rule = here.deciding(on)
    if rule is not None and not rule.working:
        name = rule.name_en if language == "en" else rule.name_hi
        raise NotAWorkingDay(on=shown(on), name=name, order=rule.order_number)


def _nobody_must_attend(tx: Transaction, wishes: list[Wish], rank_level: int, office_level: str) -> None:
    """No order in force on one of the days wants the rank in such an office, asked for or mandated."""
    for on, _part in wishes:
        for order in store.find_orders_on(tx, on):
            if order.wants_in_office(rank_level, office_level):
                raise MustAttend(order=order.reference, until=shown(order.valid_to))


def _covering_accounts(tx: Transaction, person_id: UUID, wishes: list[Wish]) -> dict[int, Account]:
    accounts: dict[int, Account] = {}
    for on, _part in sorted(wishes):
        if on.year not in accounts:
            accounts[on.year] = store.lock_account(tx, person_id, on)
    for year, account in accounts.items():
        account.must_cover(sum(part.half_days for on, part in wishes if on.year == year))
    return accounts


def _hold(tx: Transaction, actor: Actor, account: Account, request: DayRequest) -> None:
    store.add_request(tx, request)
    store.add_entries(tx, account, [Entry(EntryKind.HOLD, -request.half_days)], request.request_id)
    _tell(tx, actor, request, DayRequested, "day.requested")


def _for_decision(tx: Transaction, actor: Actor, request_id: UUID) -> DayRequest:
    request = store.lock_request(tx, request_id)
    require(access.may_decide(actor, request))
    return request


def _decided(tx: Transaction, actor: Actor, request: DayRequest, remark: str | None) -> DayRequest:
    """The day with who decided it, and for whom: a link officer signs "A for B"."""
    charge = actor.charge
    return replace(
        request,
        decided_at=tx.now,
        decided_by=actor.person_id,
        decided_for=charge.for_person if charge else None,
        decided_post=actor.post_id,
        remark=remark,
    )


def _settle(
    tx: Transaction, actor: Actor, before: DayRequest, after: DayRequest, event: DayEvent
) -> DayRequest:
    _write(tx, before, after)
    _tell(tx, actor, after, event, f"day.{after.state.lower()}")
    return after


def _write(tx: Transaction, before: DayRequest, after: DayRequest) -> None:
    store.save_request(tx, after)
    if entries := after.entries_from(before.state):
        store.add_entries(tx, store.lock_account(tx, after.person_id, after.on), entries, after.request_id)


def _tell(tx: Transaction, actor: Actor, request: DayRequest, event: DayEvent, act: str) -> None:
    announce_day(tx, request, event)
    tx.record(actor, act, request.request_id, on=str(request.on), half_days=request.half_days)


def announce_day(tx: Transaction, request: DayRequest, event: DayEvent) -> None:
    """Tell what became of a day at home."""
    told = event(
        request_id=request.request_id,
        person_id=request.person_id,
        post_id=request.post_id,
        approver_post=request.approver_post,
        on=request.on,
    )
    tx.announce(told, born_in=request.department)
