"""What operators of a centre do for citizens: hand in, give out slips, see what became of it."""

from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from kernel import allowance, clock, directory
from kernel.clock import IST, local_date
from kernel.database import Transaction
from kernel.identity import Actor, require
from services.public import access, store
from services.public.actions.contacts import give_contact
from services.public.actions.forms import await_code, register_by_code
from services.public.actions.intake import Handed, Registered, intake_of, matter_of, register
from services.public.actions.means import Means
from services.public.actions.promises import promise_for, require_area, require_department
from services.public.domain import codes, words
from services.public.domain.centres import CentreAllowanceSpent, FirstSlipIsOver, MobileNeeded
from services.public.domain.draft import new_resume_code
from services.public.domain.intake import Intake
from services.public.domain.numbers import Mode
from services.public.domain.refusals import NoSuchCase
from services.public.domain.timeline import What
from services.public.store import centres

ROWS_PER_PAGE = 50
REPLACEMENTS_PER_CASE = 3
FIRST = "FIRST"
FIRST_SLIP_WITHIN = timedelta(minutes=10)
PRINTS_PER_OPERATOR = 60
_DAY, _WINDOW_SECONDS = 86_400, 600
_LAST = UUID(int=2**128 - 1)


class Slip(NamedTuple):
    """The secret code of a case, known only now; it is printed and then forgotten."""

    case_id: UUID
    code: str


def hand_in(tx: Transaction, actor: Actor, means: Means, body: dict[str, Any]) -> Registered:
    """Register what a citizen says at the counter, named in the record. Raises CentreAllowanceSpent."""
    intake, contact_id = _taken(tx, actor, body), clock.new_id()
    give_contact(tx, means, contact_id, intake)
    case = register(tx, actor, means, Handed(intake, promise_for(tx, matter_of(intake)), contact_id, []))
    _note_handed_in(tx, actor, means, case.case_id, intake)
    return case


def hand_in_with_slip(tx: Transaction, actor: Actor, means: Means, body: dict[str, Any]) -> Slip:
    """The same, and the first slip at once."""
    case = hand_in(tx, actor, means, body)
    return _new_slip(tx, actor, means, case.case_id, FIRST)


def take_down(tx: Transaction, actor: Actor, means: Means, body: dict[str, Any]) -> UUID:
    """Keep what a citizen says until the code is told that goes to the citizen's mobile; the filing's id.

    The centre's allowance counts, not the limits of mobile and address. Raises MobileNeeded, CentreAllowanceSpent.
    """
    intake = _taken(tx, actor, body)
    if not intake.mobile:
        raise MobileNeeded(fields={"mobile": [MobileNeeded.text]})
    promise_for(tx, matter_of(intake))
    filing_id = await_code(tx, means, intake, office_id=office_of(actor))
    tx.record(actor, "filing.taken-down", filing_id)
    return filing_id


def confirm_at_centre(
    tx: Transaction, actor: Actor, means: Means, filing_id: UUID, code: str
) -> Registered | None:
    """Register what waits at the centre for the code that the citizen tells; None when it is wrong.

    It proves no mobile: at the counter the operator may have read it. Raises FilingExpired.
    """
    done = register_by_code(tx, actor, means, filing_id, code)
    if done is None:
        return None
    case, intake = done
    _note_handed_in(tx, actor, means, case.case_id, intake)
    return case


def give_slip(tx: Transaction, actor: Actor, means: Means, body: dict[str, Any]) -> Slip:
    """A slip for a case that this centre handed in: the first, or another, which ends the one before.

    Raises NoSuchCase, FirstSlipIsOver, TooManyTries.
    """
    # Held, so that slips follow one another.
    case_id = store.get_case_for_update(tx, _own_case(tx, actor, body["number"])).case_id
    if body["identified"] != FIRST:
        allowance.spend(tx, f"slip:{case_id}", REPLACEMENTS_PER_CASE, _DAY)
        note_at_centre(tx, actor, case_id, What.SLIP_REPLACED)
    elif not centres.awaits_slip(tx, case_id, actor.person_id, tx.now - FIRST_SLIP_WITHIN):
        raise FirstSlipIsOver
    return _new_slip(tx, actor, means, case_id, body["identified"])


def handed_in(tx: Transaction, actor: Actor, *, month: bool, after: UUID | None) -> dict[str, Any]:
    """What the centre handed in today or this month: number, date and state, without content."""
    today = local_date(tx.now)
    since = datetime.combine(today.replace(day=1) if month else today, time.min, IST)
    place = {"before_id": after or _LAST, "limit": ROWS_PER_PAGE + 1}
    found = centres.find_handed_in(tx, office_id=office_of(actor), since=since, **place)
    rows, more = found[:ROWS_PER_PAGE], len(found) > ROWS_PER_PAGE
    return {
        "rows": rows,
        "posts": directory.posts_by_id(tx, {row["post_id"] for row in rows}),
        "next": rows[-1]["case_id"] if more else None,
        "allowance": allowance_of(tx, actor),
        "today": today,
        "month": month,
    }


def allowance_of(tx: Transaction, actor: Actor) -> dict[str, Any]:
    """How much the centre may hand in on a day, by which order, and how much of today's is left."""
    office_id = office_of(actor)
    ordered = centres.find_allowance(tx, office_id, local_date(tx.now))
    (used,) = allowance.used(tx, (_day_of(office_id), _DAY))
    left = max(ordered["per_day"] - used, 0)
    return {"office": directory.office(tx, office_id), **ordered, "used": used, "left": left}


def slip_facts(tx: Transaction, actor: Actor, case_id: UUID) -> dict[str, Any]:
    """What stands on a slip beside its code: number and dates, and who handed the case in.

    Raises NoSuchCase at every other centre.
    """
    require(access.may_see_slip(actor, centres.find_centre_of_case(tx, case_id)))
    events = store.find_events(tx, case_id, shown_only=True)
    by = next((each["reference"] for each in events if each["what"] == What.HANDED_IN), "")
    return {"case": store.get_case(tx, case_id), "handed_by": by}


def handed_in_facts(tx: Transaction, actor: Actor, number: str) -> dict[str, Any]:
    """The same for a case of the own centre; raises NoSuchCase."""
    return slip_facts(tx, actor, _own_case(tx, actor, number))


def slip_to_print(tx: Transaction, actor: Actor, case_id: UUID) -> dict[str, Any]:
    """The same for a paper, which costs the printer a while; raises NoSuchCase, TooManyTries."""
    shown = slip_facts(tx, actor, case_id)
    allowance.spend(tx, f"slip-print:{actor.person_id}", PRINTS_PER_OPERATOR, _WINDOW_SECONDS)
    return shown


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


def note_at_centre(tx: Transaction, actor: Actor, case_id: UUID, what: What) -> None:
    """Write into a case's timeline what was done for its citizen at a centre."""
    store.add_event(tx, store.get_case(tx, case_id), what, **signature(tx, actor))


def signature(tx: Transaction, actor: Actor) -> dict[str, Any]:
    """By whom an entry is that a citizen makes: the citizen, or in the citizen's place a centre and its operator."""
    if not access.may_hand_in(actor).allowed:
        return {"by_kind": "CITIZEN"}
    named = f"{directory.office(tx, office_of(actor)).code}, {actor.staff_uid}"
    return {"by_kind": "CENTRE", "post_id": actor.post_id, "reference": named}


def office_of(actor: Actor) -> UUID:
    """The centre at which an operator acts."""
    assert actor.charge  # The route's rule asks for a facilitator's post.
    return actor.charge.office_id


def _own_case(tx: Transaction, actor: Actor, number: str) -> UUID:
    case_id = centres.find_handed_in_case(tx, words.digits_only(number), office_of(actor))
    if case_id is None:
        raise NoSuchCase
    return case_id


def _taken(tx: Transaction, actor: Actor, body: dict[str, Any]) -> Intake:
    department = require_department(tx, body["department"])
    require_area(tx, body["area"])
    _spend_allowance(tx, office_of(actor))
    return intake_of(body, mode=Mode.COUNTER, department=department.code)


def _note_handed_in(tx: Transaction, actor: Actor, means: Means, case_id: UUID, intake: Intake) -> None:
    known = _known(actor, means, intake)
    centres.add_handed_in(tx, case_id=case_id, office_id=office_of(actor), **_by(actor), **known)
    note_at_centre(tx, actor, case_id, What.HANDED_IN)


def _spend_allowance(tx: Transaction, office_id: UUID) -> None:
    per_day = centres.find_allowance(tx, office_id, local_date(tx.now))["per_day"]
    allowance.spend(tx, _day_of(office_id), per_day, _DAY, CentreAllowanceSpent)


def _day_of(office_id: UUID) -> str:
    return f"centre:{office_id}"


def _known(actor: Actor, means: Means, intake: Intake) -> dict[str, str | None]:
    """Which mobile was written down for whom, and from where, as digests: a facilitator's phone lists no clients."""
    name = "".join(words.searchable(intake.name).split())
    said = {"mobile_digest": intake.mobile, "name_digest": name, "source_digest": actor.source}
    return {
        column: codes.fingerprint(means.form_key, text) if text else None for column, text in said.items()
    }


def _by(actor: Actor) -> dict[str, Any]:
    return {"post_id": actor.post_id, "person_id": actor.person_id}
