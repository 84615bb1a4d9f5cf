"""What the citizen does: track, read with a code, answer, judge, take back."""

import hmac
from typing import Any
from uuid import UUID

from kernel import allowance
from kernel.database import Transaction
from kernel.identity import Actor, require
from services.public import access, events, store
from services.public.actions.appeals import open_appeal
from services.public.actions.centres import office_of, opens_by_slip, signature
from services.public.actions.forms import CodeFor, send_code
from services.public.actions.means import Means, opened_facts, sealed_text
from services.public.actions.signing_in import prove_mobile
from services.public.domain import codes, words
from services.public.domain.case import Case
from services.public.domain.draft import is_resume_code
from services.public.domain.numbers import is_number
from services.public.domain.refusals import CaseNumberWrong, NoSuchCase
from services.public.domain.timeline import What
from services.public.store import citizens

LOOKUPS_PER_ADDRESS = 120
# Our own safety constant: ten counters, each with a look at one case in ten seconds.
LOOKUPS_PER_CENTRE = 600
LOOKUPS_PER_NUMBER = 20
PRINTS_PER_CASE = 10
_WINDOW_SECONDS = 600


def track(tx: Transaction, actor: Actor, means: Means, number: str, mobile: str) -> Case | None:
    """The case of a number and its mobile, for its state and dates only; None when they do not belong together.

    Raises CaseNumberWrong, TooManyTries.
    """
    digits = _checked(number)
    _spend_lookup(tx, actor, means, digits)
    return _find_tracked(tx, means, digits, mobile)


def status_by_mobile(tx: Transaction, means: Means, number: str, mobile: str) -> Case:
    """The same for programs, where the gateway limits the rate; raises NoSuchCase."""
    case = _find_tracked(tx, means, _checked(number), mobile)
    if case is None:
        raise NoSuchCase
    return case


def status_by_portal(tx: Transaction, actor: Actor, number: str) -> Case:
    """The case of a number for a portal that filed it or whose department has it; raises NoSuchCase."""
    case = store.get_case_by_number(tx, _checked(number))
    facts = store.get_case_facts(tx, case.case_id)
    require(access.may_track_by_portal(actor, case.department, facts["portal_id"]))
    return case


def request_code(tx: Transaction, actor: Actor, means: Means, number: str, mobile: str) -> None:
    """Send a code to the mobile of a case; whoever asks with another mobile gets nothing and is not told so."""
    case = track(tx, actor, means, number, mobile)
    if case is not None and not citizens.is_given_up(tx, case.case_id):
        code_for = CodeFor("read", case.case_id, case.contact_id, case.language, case.born_in)
        send_code(tx, means, code_for, at_centre=access.may_hand_in(actor).allowed)
        tx.record(actor, "case.code-requested", case.case_id)


def enter_code(tx: Transaction, actor: Actor, means: Means, number: str, code: str) -> UUID | None:
    """The case that a code opens; None when it is wrong, and the try counts."""
    digits = _checked(number)
    _spend_lookup(tx, actor, means, digits)
    try:
        case = store.get_case_by_number(tx, digits)
    except NoSuchCase:
        return None
    given = words.digits_only(code)
    if is_resume_code(given) and opens_by_slip(tx, means, case.case_id, given):
        tx.record(actor, "case.opened-by-slip", case.case_id)
        return case.case_id
    digest = codes.digest_of(means.form_key, case.case_id, given)
    if not store.try_code(tx, "read", digest, {"case_id": case.case_id}):
        return None
    prove_mobile(tx, actor, means, case)
    tx.record(actor, "case.opened-by-code", case.case_id)
    return case.case_id


def has_opened(tx: Transaction, actor: Actor, number: str) -> bool:
    """Whether the actor is the citizen whose code opened the case of this number or appeal: a form may be sent twice."""
    digits = words.digits_only(number)
    if actor.case_id is None or not is_number(digits):
        return False
    try:
        return store.get_case_by_number(tx, digits).case_id == actor.case_id
    except NoSuchCase:
        return False


def answer_question(tx: Transaction, actor: Actor, means: Means, text: str) -> Case:
    """Answer the officer; the clock runs again to a due moment moved by exactly the pause. Raises NothingAsked."""
    case = _own(tx, actor).citizen_answered(tx.now)
    store.end_pause(tx, case.case_id)
    _note(tx, actor, case, What.CITIZEN_ANSWERED, sealed=sealed_text(means, words.clean(text)))
    tx.announce(events.CitizenReplied(case_id=case.case_id, post_id=case.desk, due_on=case.due_on))
    tx.record(actor, "case.citizen-answered", case.case_id)
    return case


def judge(tx: Transaction, actor: Actor, means: Means, *, satisfied: bool, text: str = "") -> Case:
    """Say whether the final answer satisfies; if not, the appeal is opened. Raises NotDisposedYet."""
    before = _own(tx, actor)
    case = before.judged(satisfied=satisfied)
    store.add_feedback(tx, before, satisfied=satisfied)
    sealed = sealed_text(means, words.clean(text)) if text else None
    what = What.SATISFIED if satisfied else What.APPEALED
    event_id = _note(tx, actor, case, what, sealed=sealed)
    tx.announce(events.FeedbackReceived(case_id=case.case_id, satisfied=satisfied))
    tx.record(actor, "case.judged", case.case_id, satisfied=satisfied)
    if not satisfied:
        open_appeal(tx, actor, case, event_id)
    return case


def withdraw(tx: Transaction, actor: Actor) -> Case:
    """Take the case back before the final answer. Raises CaseIsOver."""
    case = _own(tx, actor).withdrawn()
    store.end_pause(tx, case.case_id)
    _note(tx, actor, case, What.WITHDRAWN)
    tx.announce(events.CaseWithdrawn(case_id=case.case_id, post_id=case.desk))
    tx.record(actor, "case.withdrawn", case.case_id)
    return case


def spend_print(tx: Transaction, actor: Actor) -> None:
    """Count a paper that is made for the open case; raises TooManyTries."""
    allowance.spend(tx, f"print:{_case_id(actor)}", PRINTS_PER_CASE, _WINDOW_SECONDS)


def own_case(tx: Transaction, actor: Actor) -> Case:
    """The case that the citizen's code opened; raises CodeNeeded."""
    require(access.may_read_as_citizen(actor))
    return store.get_case(tx, _case_id(actor))


def _own(tx: Transaction, actor: Actor) -> Case:
    require(access.may_read_as_citizen(actor))
    return store.get_case_for_update(tx, _case_id(actor))


def _case_id(actor: Actor) -> UUID:
    if actor.case_id is None:
        raise NoSuchCase
    return actor.case_id


def _note(tx: Transaction, actor: Actor, case: Case, what: What, **row: Any) -> UUID:
    store.save_case(tx, case)
    return store.add_event(tx, case, what, **signature(tx, actor), **row)


def _checked(number: str) -> str:
    digits = words.digits_only(number)
    if not is_number(digits):
        raise CaseNumberWrong(fields={"number": [CaseNumberWrong.text]})
    return digits


def _spend_lookup(tx: Transaction, actor: Actor, means: Means, digits: str) -> None:
    allowance.spend(tx, f"lookup-number:{digits}", LOOKUPS_PER_NUMBER, _WINDOW_SECONDS)
    if access.may_hand_in(actor).allowed:
        allowance.spend(tx, f"lookup-centre:{office_of(actor)}", LOOKUPS_PER_CENTRE, _WINDOW_SECONDS)
    elif actor.source:
        address = codes.fingerprint(means.form_key, actor.source)
        allowance.spend(tx, f"lookup-address:{address}", LOOKUPS_PER_ADDRESS, _WINDOW_SECONDS)


def _find_tracked(tx: Transaction, means: Means, digits: str, mobile: str) -> Case | None:
    try:
        case = store.get_case_by_number(tx, digits)
    except NoSuchCase:
        return None
    known = opened_facts(means, store.find_complainant(tx, case.contact_id)).get("mobile") or ""
    given = words.mobile_of(mobile) or ""
    return case if known and hmac.compare_digest(known, given) else None
