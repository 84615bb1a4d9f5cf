"""Filing by a plain form: it waits, sealed, until a code over SMS confirms the mobile."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from kernel import allowance, clock
from kernel.database import Transaction
from kernel.identity import Actor, require
from services.public import access, events, store
from services.public.actions.contacts import give_contact
from services.public.actions.intake import Handed, Registered, intake_of, matter_of, register
from services.public.actions.means import Means
from services.public.actions.papers import Upload, keep_papers
from services.public.actions.promises import promise_for
from services.public.domain import codes, words
from services.public.domain.intake import Intake, Paper
from services.public.domain.numbers import Mode
from services.public.domain.papers import PaperKind
from services.public.domain.refusals import AlreadyConfirmed, FilingExpired
from services.public.store import citizens

FILINGS_PER_MOBILE_AND_DAY = 5
FILINGS_PER_ADDRESS_AND_HOUR = 60
CODES_PER_SUBJECT = 3
_DAY, _HOUR, _CODE_WINDOW = 86_400, 3_600, 600


class Confirmation(NamedTuple):
    """What became of a code: the case it registered, or None when it was wrong."""

    case_id: UUID | None
    number: str | None


def file_by_form(
    tx: Transaction, actor: Actor, means: Means, form: dict[str, Any], uploads: Sequence[Upload] = ()
) -> UUID:
    """Keep a filing until its mobile is confirmed. Raises MobileWrong, TooManyTries and what papers refuse."""
    known = {"department": form["department"], "portal_id": form.get("portal_id")}
    intake = intake_of(form, mode=Mode.FORM, language=form.get("language") or actor.language, **known)
    promise_for(tx, matter_of(intake))
    _spend_filing(tx, actor, means, intake)
    return await_code(tx, means, intake, keep_papers(means, uploads))


def keep_filing(tx: Transaction, actor: Actor, means: Means, intake: Intake, kept: Sequence[Paper]) -> UUID:
    """The same for answers that were given one by one, with papers that are stored already."""
    promise_for(tx, matter_of(intake))
    _spend_filing(tx, actor, means, intake)
    return await_code(tx, means, intake, kept)


def await_code(
    tx: Transaction, means: Means, intake: Intake, kept: Sequence[Paper] = (), office_id: UUID | None = None
) -> UUID:
    """Keep a filing that is within its sender's limits, at a centre or at none, and send its code."""
    filing_id, contact_id = clock.new_id(), clock.new_id()
    store.add_filing(
        tx,
        filing_id=filing_id,
        contact_id=contact_id,
        department=intake.department,
        language=intake.language,
        sealed=means.sealing.wrap(intake.as_json()),
        filed_at=tx.now,
        expires_at=tx.now + codes.FILING_LIFE,
        office_id=office_id,
    )
    for paper in kept:
        _add_paper(tx, filing_id, paper)
    give_contact(tx, means, contact_id, intake)
    code_for = CodeFor("confirm", filing_id, contact_id, intake.language, intake.department)
    send_code(tx, means, code_for, at_centre=office_id is not None)
    return filing_id


def send_code_again(tx: Transaction, actor: Actor, means: Means, filing_id: UUID) -> None:
    """Another code for a filing that waits; raises FilingExpired, TooManyTries."""
    filing = _living_filing(tx, actor, filing_id)
    code_for = CodeFor("confirm", filing_id, filing["contact_id"], filing["language"], filing["department"])
    send_code(tx, means, code_for, at_centre=filing["office_id"] is not None)


class Waiting(NamedTuple):
    """What the page of the code shows of a filing: the end of its mobile, and the draft it was made of."""

    mobile_end: str
    draft_id: UUID | None


def waiting_filing(tx: Transaction, actor: Actor, means: Means, filing_id: UUID) -> Waiting:
    """What is waiting for a code; empty for a filing that is over, none, or not the actor's to confirm."""
    filing = store.find_filing(tx, filing_id)
    if filing is None or filing["sealed"] is None:
        return Waiting("", None)
    if not access.may_confirm_filing(actor, filing["office_id"]).allowed:
        return Waiting("", None)
    intake = Intake.from_json(means.sealing.unwrap(filing["sealed"]), confirmed_by="NOBODY")
    return Waiting(intake.mobile[-4:], store.find_draft_of_filing(tx, filing_id))


def confirm_code(tx: Transaction, actor: Actor, means: Means, filing_id: UUID, code: str) -> Confirmation:
    """Register the filing whose mobile the code confirms; a wrong try counts. Raises FilingExpired."""
    done = register_by_code(tx, actor, means, filing_id, code)
    if done is None:
        return Confirmation(None, None)
    case, intake = done
    citizens.prove_mobile(tx, case.case_id, codes.fingerprint(means.form_key, intake.mobile))
    store.delete_draft_of_filing(tx, filing_id)
    return Confirmation(case.case_id, case.number)


def register_by_code(
    tx: Transaction, actor: Actor, means: Means, filing_id: UUID, code: str
) -> tuple[Registered, Intake] | None:
    """The case that a filing becomes by its code, and what was filed; None when the code is wrong."""
    filing = _living_filing(tx, actor, filing_id)
    digest = codes.digest_of(means.form_key, filing_id, words.digits_only(code))
    if not store.try_code(tx, "confirm", digest, {"filing_id": filing_id}):
        return None
    intake = Intake.from_json(means.sealing.unwrap(filing["sealed"]), confirmed_by="CODE")
    handed = Handed(intake, promise_for(tx, matter_of(intake)), filing["contact_id"], [])
    case = register(tx, actor, means, handed)
    store.save_confirmed(tx, filing_id, case.case_id)
    return case, intake


class CodeFor(NamedTuple):
    """For what and to whom a code goes: *subject* is the filing to confirm or the case to read."""

    purpose: str
    subject: UUID
    contact_id: UUID
    language: str
    born_in: str


def send_code(tx: Transaction, means: Means, code_for: CodeFor, *, at_centre: bool = False) -> None:
    """Make a one-time code, keep its digest, and have notify send it; raises TooManyTries.

    A code that is asked for *at_centre* says that it is told there, and to nobody else.
    """
    allowance.spend(tx, f"code:{code_for.subject}", CODES_PER_SUBJECT, _CODE_WINDOW)
    code, code_id = codes.new_code(), clock.new_id()
    expires_at = tx.now + codes.CODE_LIFE
    store.add_code(
        tx,
        code_id=code_id,
        contact_id=code_for.contact_id,
        purpose=code_for.purpose,
        digest=codes.digest_of(means.form_key, code_for.subject, code),
        issued_at=tx.now,
        expires_at=expires_at,
        **{"filing_id" if code_for.purpose == "confirm" else "case_id": code_for.subject},
    )
    told = events.CodeRequested(
        code_id=code_id,
        contact_id=code_for.contact_id,
        purpose=code_for.purpose,
        language=code_for.language,
        sealed=means.sealing.seal({"code": code}, to="notify"),
        expires_at=expires_at,
        **({"at_centre": True} if at_centre else {}),
    )
    tx.announce(told, born_in=code_for.born_in)


def _add_paper(tx: Transaction, filing_id: UUID, paper: Paper) -> None:
    store.add_document(
        tx,
        document_id=paper.document_id,
        filing_id=filing_id,
        kind=PaperKind.ATTACHMENT,
        sha256=paper.sha256,
        size=paper.size,
        media_type=paper.media_type,
        wrapped_key=paper.wrapped_key,
        added_at=tx.now,
    )


def _spend_filing(tx: Transaction, actor: Actor, means: Means, intake: Intake) -> None:
    mobile = codes.fingerprint(means.form_key, intake.mobile)
    allowance.spend(tx, f"filing-mobile:{mobile}", FILINGS_PER_MOBILE_AND_DAY, _DAY)
    if actor.source:
        address = codes.fingerprint(means.form_key, actor.source)
        allowance.spend(tx, f"filing-address:{address}", FILINGS_PER_ADDRESS_AND_HOUR, _HOUR)


def _living_filing(tx: Transaction, actor: Actor, filing_id: UUID) -> dict[str, Any]:
    filing = store.get_filing_for_update(tx, filing_id)
    if filing is not None:
        require(access.may_confirm_filing(actor, filing["office_id"]))
    if filing is not None and filing["case_id"] is not None:
        raise AlreadyConfirmed
    if filing is None or filing["expires_at"] < tx.now:
        raise FilingExpired
    return filing
