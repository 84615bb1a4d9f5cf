"""What operators of a centre do for citizens: hand in, give out slips, see what became of it."""

from datetime import datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from kernel import allowance, clock, directory
from kernel.clock import IST, local_date
from kernel.database import Transaction
from kernel.identity import Actor
from services.public import store
from services.public.actions.intake import Handed, give_contact, intake_of, matter_of, register
from services.public.actions.means import Means
from services.public.actions.promises import promise_for, require_area, require_department
from services.public.domain import codes, words
from services.public.domain.centres import CentreAllowanceSpent
from services.public.domain.draft import new_resume_code
from services.public.domain.intake import Intake
from services.public.domain.numbers import Mode
from services.public.domain.refusals import NoSuchCase
from services.public.domain.timeline import What
from services.public.store import centres

ROWS_PER_PAGE = 50
REPLACEMENTS_PER_CASE = 3
PRINTS_PER_OPERATOR = 60
_DAY, _WINDOW_SECONDS = 86_400, 600
_LAST = UUID(int=2**128 - 1)


class Slip(NamedTuple):
    """The secret code of a case, known only now; it is printed and then forgotten."""

    case_id: UUID
    code: str


def hand_in(tx: Transaction, actor: Actor, means: Means, body: dict[str, Any]) -> Slip:
    """Register what a citizen says at the counter, named in the record. Raises CentreAllowanceSpent."""
    department = require_department(tx, body["department"])
    require_area(tx, body["area"])
    _spend_allowance(tx, _office(actor))
    intake = intake_of(body, mode=Mode.COUNTER, department=department.code)
    contact_id = clock.new_id()
    give_contact(tx, means, contact_id, intake)
    promise = promise_for(tx, matter_of(intake))
    case = register(tx, actor, means, Handed(intake, promise, contact_id, []))
    known = _known(actor, means, intake)
    centres.add_handed_in(tx, case_id=case.case_id, office_id=_office(actor), **_by(actor), **known)
    _note(tx, actor, case.case_id, What.HANDED_IN)
    return _new_slip(tx, actor, means, case.case_id, "FIRST")


def replace_slip(tx: Transaction, actor: Actor, means: Means, body: dict[str, Any]) -> Slip:
    """Another slip for a case that this centre handed in; the old one ends. Raises NoSuchCase, TooManyTries."""
    case_id = centres.find_handed_in_case(tx, words.digits_only(body["number"]), _office(actor))
    if case_id is None:
        raise NoSuchCase
    allowance.spend(tx, f"slip:{case_id}", REPLACEMENTS_PER_CASE, _DAY)
    _note(tx, actor, case_id, What.SLIP_REPLACED)
    return _new_slip(tx, actor, means, case_id, body["identified"])


def handed_in(tx: Transaction, actor: Actor, *, month: bool, after: UUID | None) -> dict[str, Any]:
    """What the centre handed in today or this month: number, date and state, without content."""
    today = local_date(tx.now)
    since = datetime.combine(today.replace(day=1) if month else today, time.min, IST)
    place = {"before_id": after or _LAST, "limit": ROWS_PER_PAGE + 1}
    found = centres.find_handed_in(tx, office_id=_office(actor), since=since, **place)
    rows, more = found[:ROWS_PER_PAGE], len(found) > ROWS_PER_PAGE
    return {
        "rows": rows,
        "posts": directory.posts_by_id(tx, {row["post_id"] for row in rows}),
        "next": rows[-1]["case_id"] if more else None,
        "office": directory.office(tx, _office(actor)),
        "per_day": centres.find_allowance(tx, _office(actor), today),
        "today": today,
        "month": month,
    }


def slip_facts(tx: Transaction, case_id: UUID) -> dict[str, Any]:
    """What stands on a slip beside its code: number and dates, and who handed the case in."""
    events = store.find_events(tx, case_id, shown_only=True)
    by = next((each["reference"] for each in events if each["what"] == What.HANDED_IN), "")
    return {"case": store.get_case(tx, case_id), "handed_by": by}


def slip_to_print(tx: Transaction, actor: Actor, case_id: UUID) -> dict[str, Any]:
    """The same for a paper, which costs the printer a while; raises TooManyTries."""
    allowance.spend(tx, f"slip-print:{actor.person_id}", PRINTS_PER_OPERATOR, _WINDOW_SECONDS)
    return slip_facts(tx, case_id)


def order_allowance(tx: Transaction, actor: Actor, body: dict[str, Any]) -> None:
    """Put an order in force about how many cases a centre, or each, may hand in on a day; raises AllowanceOrdered."""
    centres.save_allowance(tx, **body)
    tx.record(actor, "centre.allowance-ordered", body["office_id"], per_day=body["per_day"])


def opens_by_slip(tx: Transaction, means: Means, case_id: UUID, digits: str) -> bool:
    """Whether *digits* are on the living slip of a case."""
    return centres.is_slip(tx, case_id, codes.digest_of(means.form_key, case_id, digits))


def _new_slip(tx: Transaction, actor: Actor, means: Means, case_id: UUID, identified: str) -> Slip:
    code, slip_id = new_resume_code(), clock.new_id()
    digest = codes.digest_of(means.form_key, case_id, code)
    centres.add_slip(tx, slip_id=slip_id, case_id=case_id, digest=digest, identified=identified, **_by(actor))
    tx.record(actor, "slip.given-out", case_id, identified=identified)
    return Slip(case_id, code)


def _note(tx: Transaction, actor: Actor, case_id: UUID, what: What) -> None:
    named = f"{directory.office(tx, _office(actor)).code}, {actor.staff_uid}"
    case = store.get_case(tx, case_id)
    store.add_event(tx, case, what, by_kind="CENTRE", post_id=actor.post_id, reference=named)


def _spend_allowance(tx: Transaction, office_id: UUID) -> None:
    per_day = centres.find_allowance(tx, office_id, local_date(tx.now))
    allowance.spend(tx, f"centre:{office_id}", per_day, _DAY, CentreAllowanceSpent)


def _office(actor: Actor) -> UUID:
    assert actor.charge  # The route's rule asks for a facilitator's post.
    return actor.charge.office_id


def _known(actor: Actor, means: Means, intake: Intake) -> dict[str, str | None]:
    """Which mobile was written down for whom, and from where, as digests: a facilitator's phone lists no clients."""
    name = "".join(words.searchable(intake.name).split())
    said = {"mobile_digest": intake.mobile, "name_digest": name, "source_digest": actor.source}
    return {
        column: codes.fingerprint(means.form_key, text) if text else None for column, text in said.items()
    }


def _by(actor: Actor) -> dict[str, Any]:
    return {"post_id": actor.post_id, "person_id": actor.person_id}
