"""What officers and citizens read of cases."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from kernel import directory
from kernel.blobs import BlobReader
from kernel.clock import IST, local_date
from kernel.database import Row, Transaction
from kernel.errors import NotFound
from kernel.identity import Actor, require
from services.public import access, store
from services.public.actions.citizen import own_case, spend_print
from services.public.actions.means import Means, opened_facts, opened_text
from services.public.domain import words
from services.public.domain.case import OPEN_STATES, Case, CaseState
from services.public.domain.numbers import is_number
from services.public.domain.promise import Appeal
from services.public.domain.refusals import CursorWrong, NotAtThisDesk

FIRST_PLACE = ("-infinity", UUID(int=0))
NEWEST, LATE, WEEK, REVIEW = "newest", "late", "week", "review"
DUE_SOON = timedelta(days=6)
_SEPARATOR = "~"
_NARROWING = ("in_department", "in_area", "nature", "due_from", "due_by", "late", "wanted")


def find_cases(tx: Transaction, actor: Actor, wanted: dict[str, Any]) -> dict[str, Any]:
    """One page of the acting post's desk; with the first page come the counts of the same scope."""
    require(access.may_open_desk(actor, local_date(tx.now)))
    search, after = {**access.scope_of(actor), **filters_of(tx, wanted)}, wanted.get("after")
    if search["number"]:
        return _numbered(tx, search)
    if wanted.get("sort") == NEWEST:
        place: dict[str, Any] = {"before_id": _newest_place(after)}
        read = store.find_newest_cases
    else:
        after_due, after_id = _place(after)
        place = {"after_due": after_due, "after_id": after_id}
        read = store.search_cases if search["wanted"] else store.find_cases
    limit = wanted["limit"]
    found = read(tx, {**search, **place, "limit": limit + 1})
    page, more = found[:limit], len(found) > limit
    counts = [] if after else _counts(tx, search)
    return {"items": page, "counts": counts, "next": _cursor(page[-1]) if more else None}


def _numbered(tx: Transaction, search: dict[str, Any]) -> dict[str, Any]:
    page = store.find_numbered(tx, search)
    counts = [{"state": case.state, "cases": 1, "late": int(case.is_overdue(tx.now))} for case in page]
    return {"items": page, "counts": counts, "next": None}


def _counts(tx: Transaction, search: dict[str, Any]) -> list[Row]:
    """From the kept figures where they can tell, else one by one."""
    if any(search[name] is not None for name in ("wanted", "due_by", "due_from", "late")):
        return store.count_cases(tx, {**search, "now": tx.now})
    rows = store.count_pendency(tx, search, local_date(tx.now))
    return [
        {name: row[name] for name in ("state", "cases", "late")}
        for row in rows
        if row["state"] in search["states"]
    ]


def read_case(tx: Transaction, actor: Actor, means: Means, case_id: UUID) -> dict[str, Any]:
    """All of a case for an officer in whose scope it lies; the reading is recorded. Raises NotAtThisDesk."""
    case = _in_scope(tx, actor, case_id)
    tx.record(actor, "case.read", case_id)
    shown = _shown(tx, means, case, shown_only=False)
    if access.may_see_identity(actor, case).allowed:
        shown["complainant"] = opened_facts(means, store.find_complainant(tx, case.contact_id)) or None
    return shown


def read_own_case(tx: Transaction, actor: Actor, means: Means) -> dict[str, Any]:
    """All that the citizen reads after giving the code; raises CodeNeeded."""
    case = own_case(tx, actor)
    shown = _shown(tx, means, case, shown_only=True)
    for event in shown["events"]:
        event["to"] = _post(tx, event["to_post"])
    desk = _before_whom(case, shown["appeals"])
    return {**shown, "now": tx.now, "holder": _post(tx, desk), "office": _office_of(tx, desk)}


def read_to_print(tx: Transaction, actor: Actor, means: Means) -> dict[str, Any]:
    """The same for a paper, which is made only so often; raises CodeNeeded, TooManyTries."""
    shown = read_own_case(tx, actor, means)
    spend_print(tx, actor)
    return shown


def dates_of(tx: Transaction, case: Case) -> dict[str, Any]:
    """State and dates only: what number and mobile show."""
    facts = store.get_case_facts(tx, case.case_id)
    events = store.find_events(tx, case.case_id, shown_only=True)
    return {
        "case": case,
        "facts": facts,
        "department": _department(tx, case.department),
        "overdue": case.is_overdue(tx.now),
        "events": [{"at": event["at"], "what": event["what"]} for event in events],
    }


def open_document(
    tx: Transaction, actor: Actor, means: Means, case_id: UUID, document_id: UUID
) -> tuple[Row, BlobReader]:
    """A paper of a case for an officer in whose scope it lies; the reading is recorded."""
    _in_scope(tx, actor, case_id)
    tx.record(actor, "document.read", document_id, case_id=str(case_id))
    return _opened(tx, means, case_id, document_id)


def open_own_document(
    tx: Transaction, actor: Actor, means: Means, document_id: UUID
) -> tuple[Row, BlobReader]:
    """A paper of the citizen's own case; raises CodeNeeded."""
    case = own_case(tx, actor)
    return _opened(tx, means, case.case_id, document_id)


def _in_scope(tx: Transaction, actor: Actor, case_id: UUID) -> Case:
    require(access.may_open_desk(actor, local_date(tx.now)))
    if not store.may_see_case(tx, case_id, access.scope_of(actor)):
        raise NotAtThisDesk
    return store.get_case(tx, case_id)


def _opened(tx: Transaction, means: Means, case_id: UUID, document_id: UUID) -> tuple[Row, BlobReader]:
    row = store.find_document(tx, case_id, document_id)
    if row is None:
        raise NotFound
    return row, means.blobs.open(row["sha256"], means.sealing.unwrap(row["wrapped_key"]))


def _shown(tx: Transaction, means: Means, case: Case, *, shown_only: bool) -> dict[str, Any]:
    events = store.find_events(tx, case.case_id, shown_only=shown_only)
    return {
        "case": case,
        "facts": store.get_case_facts(tx, case.case_id),
        "department": _department(tx, case.department),
        "overdue": case.is_overdue(tx.now),
        "text": opened_text(means, store.find_petition(tx, case.case_id)),
        "complainant": None,
        "documents": store.find_documents(tx, case.case_id),
        "appeals": store.find_appeals_of_case(tx, case.case_id),
        "events": [
            {**event, "text": opened_text(means, event["sealed"]), "by": _at_work(tx, event)}
            for event in events
        ],
    }


def _at_work(tx: Transaction, event: Row) -> directory.Department | None:
    """The department behind an entry of the timeline; none stands behind what the citizen did."""
    return None if event["by_kind"] == "CITIZEN" else _department(tx, event["department"])


def _before_whom(case: Case, appeals: list[Appeal]) -> UUID | None:
    under_appeal = case.state is CaseState.UNDER_APPEAL and appeals
    return appeals[-1].post_id if under_appeal else case.desk


def _post(tx: Transaction, post_id: UUID | None) -> directory.Post | None:
    try:
        return directory.post(tx, post_id) if post_id else None
    except NotFound:
        return None


def _office_of(tx: Transaction, post_id: UUID | None) -> directory.Office | None:
    post = _post(tx, post_id)
    try:
        return directory.office(tx, post.office_id) if post else None
    except NotFound:
        return None


def _department(tx: Transaction, code: str) -> directory.Department | None:
    try:
        return directory.department(tx, code)
    except NotFound:
        return None


def filters_of(tx: Transaction, wanted: dict[str, Any]) -> dict[str, Any]:
    """What narrows a desk, for the queries; `when` is LATE (promises that are broken), WEEK (due within seven days) or REVIEW (both).

    A text that is the number of a case means this case, whatever its state and whatever else is asked.
    """
    text = wanted.get("text")
    number = words.digits_only(text) if text else ""
    if is_number(number):
        return {**dict.fromkeys(_NARROWING), "states": sorted(CaseState), "number": number}
    due_by, state = wanted.get("due_by"), wanted.get("state")
    when, states = wanted.get("when"), OPEN_STATES
    if when == WEEK:
        states = OPEN_STATES - {CaseState.AWAITING_CITIZEN}
    if when in (WEEK, REVIEW):
        due_by = local_date(tx.now) + DUE_SOON
    return {
        "states": [state] if state else sorted(states),
        "number": None,
        "in_department": wanted.get("department"),
        "in_area": wanted.get("area"),
        "nature": wanted.get("nature"),
        "due_from": tx.now if when == WEEK else None,
        "due_by": datetime.combine(due_by, time.max, IST) if due_by else None,
        "late": {LATE: True, WEEK: False}.get(when or ""),
        "wanted": words.searchable(words.clean(text)) if text else None,
    }


def _cursor(case: Case) -> str:
    due = case.due_at.isoformat() if case.due_at else "infinity"
    return urlsafe_b64encode(f"{due}{_SEPARATOR}{case.case_id}".encode()).decode()


def _newest_place(cursor: str | None) -> UUID:
    return _place(cursor)[1] if cursor else UUID(int=2**128 - 1)


def _place(cursor: str | None) -> tuple[str, UUID]:
    if cursor is None:
        return FIRST_PLACE
    try:
        due, _, case_id = urlsafe_b64decode(cursor).decode().partition(_SEPARATOR)
        # Only what was written by _cursor: other spellings of an instant are not the database's.
        known = due == "infinity" or datetime.fromisoformat(due).isoformat() == due
        place = due, UUID(case_id)
    except ValueError:
        raise CursorWrong from None
    if not known:
        raise CursorWrong
    return place
