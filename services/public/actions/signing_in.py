"""A citizen signs in by a code to the mobile, and sees the own cases."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from kernel import allowance, clock, directory
from kernel.database import Transaction
from kernel.identity import Actor, require
from services.public import access, events, store
from services.public.actions.means import Means, opened_facts
from services.public.domain import codes, words
from services.public.domain.case import Case
from services.public.domain.refusals import CodesSpentForToday, MobileWrong, NoSuchCase
from services.public.store import centres, citizens

# Our own safety constant and no order's figure: not longer than a disconnected number rests (decision 33).
LISTED_FOR = timedelta(days=90)
CODES_PER_ADDRESS_AND_HOUR = 30
CODES_PER_MOBILE_AND_ADDRESS_AND_DAY = 5
CODES_PER_MOBILE_AND_DAY = 20
TRIES_PER_ADDRESS = 60
CASES_PER_PAGE = 10
_LAST = UUID(int=2**128 - 1)
_DAY, _HOUR, _WINDOW_SECONDS = 86_400, 3_600, 600


@dataclass(frozen=True, slots=True)
class SignIn:
    """A code that was asked for. The answer is the same whether the mobile has cases or not."""

    sign_in_id: UUID
    expires_in: int


def request_sign_in(tx: Transaction, actor: Actor, means: Means, mobile: str) -> SignIn:
    """Send a code to a mobile that has cases; of any other nothing is told. Raises CodesSpentForToday, TooManyTries."""
    known = words.mobile_of(mobile)
    if known is None:
        raise MobileWrong(fields={"mobile": [MobileWrong.text]})
    mobile_digest = codes.fingerprint(means.form_key, known)
    _spend_codes(tx, actor, means, mobile_digest)
    code, sign_in_id = codes.new_code(), clock.new_id()
    citizens.add_sign_in(
        tx,
        sign_in_id=sign_in_id,
        mobile_digest=mobile_digest,
        digest=codes.digest_of(means.form_key, sign_in_id, code),
        expires_at=tx.now + codes.CODE_LIFE,
    )
    newest = citizens.find_proven_cases(tx, mobile_digest, tx.now - LISTED_FOR, before_id=_LAST, limit=1)
    for case in newest:
        _send(tx, means, case, sign_in_id, code)
    return SignIn(sign_in_id, int(codes.CODE_LIFE.total_seconds()))


def enter_sign_in(tx: Transaction, actor: Actor, means: Means, sign_in_id: UUID, code: str) -> str | None:
    """The mobile, as a digest, that a code proves; None when it is wrong, and the try counts."""
    _spend_of_address(tx, actor, means, ("signin-try", TRIES_PER_ADDRESS, _WINDOW_SECONDS))
    digest = codes.digest_of(means.form_key, sign_in_id, words.digits_only(code))
    mobile_digest = citizens.try_sign_in(tx, sign_in_id, digest)
    if mobile_digest is None:
        return None
    citizens.renew_proofs(tx, mobile_digest, tx.now - LISTED_FOR)
    tx.record(actor, "citizen.signed-in", sign_in_id)
    return mobile_digest


def own_cases(tx: Transaction, actor: Actor, after: UUID | None) -> dict[str, Any]:
    """A page of the cases that are listed under the actor's mobile, the newest first; raises SignInNeeded."""
    require(access.may_list_own(actor))
    page = {"before_id": after or _LAST, "limit": CASES_PER_PAGE + 1}
    found = citizens.find_proven_cases(tx, actor.mobile or "", tx.now - LISTED_FOR, **page)
    items, more = found[:CASES_PER_PAGE], len(found) > CASES_PER_PAGE
    names = {each.code: each for each in directory.departments(tx)}
    return {"items": items, "next": items[-1].case_id if more else None, "names": names, "now": tx.now}


def open_own_case(tx: Transaction, actor: Actor, case_id: UUID) -> UUID:
    """The case, if it is listed under the actor's mobile; another's does not exist. Raises NoSuchCase."""
    require(access.may_list_own(actor))
    if not citizens.is_proven(tx, case_id, actor.mobile or "", tx.now - LISTED_FOR):
        raise NoSuchCase
    tx.record(actor, "case.opened-by-sign-in", case_id)
    return case_id


def prove_mobile(tx: Transaction, actor: Actor, means: Means, case: Case) -> None:
    """A code sent to the mobile of *case* came back: it is listed under that mobile from now on.

    What comes back at a counter, or from where the case was handed in, may have been an operator's to read, and
    proves nothing.
    """
    if access.may_hand_in(actor).allowed:
        return
    if centres.was_handed_in_from(tx, case.case_id, codes.fingerprint(means.form_key, actor.source)):
        return
    mobile = opened_facts(means, store.find_complainant(tx, case.contact_id)).get("mobile")
    if mobile:
        citizens.prove_mobile(tx, case.case_id, codes.fingerprint(means.form_key, mobile))


def give_up_mobile(tx: Transaction, actor: Actor) -> None:
    """The mobile of the open case belongs to somebody else: neither list nor code leads to the case any more."""
    require(access.may_read_as_citizen(actor))
    assert actor.case_id
    citizens.give_up_mobile(tx, actor.case_id)
    tx.record(actor, "case.mobile-given-up", actor.case_id)


def _send(tx: Transaction, means: Means, case: Case, sign_in_id: UUID, code: str) -> None:
    told = events.CodeRequested(
        code_id=sign_in_id,
        contact_id=case.contact_id,
        purpose="read",
        language=case.language,
        sealed=means.sealing.seal({"code": code}, to="notify"),
        expires_at=tx.now + codes.CODE_LIFE,
    )
    tx.announce(told, born_in=case.born_in)


def _spend_codes(tx: Transaction, actor: Actor, means: Means, mobile_digest: str) -> None:
    """First what counts against the asker: one source can never use up the right of another's mobile."""
    _spend_of_address(tx, actor, means, ("signin-address", CODES_PER_ADDRESS_AND_HOUR, _HOUR))
    pair = codes.fingerprint(means.form_key, f"{mobile_digest} {actor.source}")
    for key, limit in (
        (f"signin-pair:{pair}", CODES_PER_MOBILE_AND_ADDRESS_AND_DAY),
        (f"signin-mobile:{mobile_digest}", CODES_PER_MOBILE_AND_DAY),
    ):
        allowance.spend(tx, key, limit, _DAY, CodesSpentForToday)


def _spend_of_address(tx: Transaction, actor: Actor, means: Means, allowed: tuple[str, int, int]) -> None:
    if actor.source:
        what, times, seconds = allowed
        address = codes.fingerprint(means.form_key, actor.source)
        allowance.spend(tx, f"{what}:{address}", times, seconds)
