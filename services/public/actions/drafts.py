"""A filing in the making: begun, gone on with, sent, or let go."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from kernel import allowance, clock
from kernel.database import Row, Transaction
from kernel.identity import Actor
from kernel.languages import translate
from services.public import store
from services.public.actions.forms import keep_filing
from services.public.actions.intake import intake_of
from services.public.actions.means import Means
from services.public.actions.promises import require_area, require_department
from services.public.domain import codes, draft, words
from services.public.domain.draft import Draft, DraftPaper, Step
from services.public.domain.draft_refusals import NoSuchDraft, ResumeCodeWrong
from services.public.domain.intake import Paper
from services.public.domain.numbers import Mode

DRAFTS_PER_ADDRESS_AND_HOUR = 120
RESUMES_PER_ADDRESS = 20
HOUR, _WINDOW_SECONDS = 3_600, 600


class Allowed(NamedTuple):
    """How often something is allowed in a window of some seconds."""

    what: str
    times: int
    seconds: int


def begin_draft(
    tx: Transaction, actor: Actor, means: Means, department: str, answers: Mapping[str, Any]
) -> UUID:
    """Keep the first answer. Raises UnknownDepartment, TooManyTries."""
    require_department(tx, department)
    spend_of_address(tx, actor, means, Allowed("draft-address", DRAFTS_PER_ADDRESS_AND_HOUR, HOUR))
    begun = Draft(clock.new_id(), department, draft.new_resume_code(), dict(answers))
    store.add_draft(
        tx,
        draft_id=begun.draft_id,
        department=department,
        code_digest=draft.resume_digest(means.form_key, begun.code),
        sealed=means.sealing.wrap(begun.as_json()),
        expires_at=tx.now + draft.DRAFT_LIFE,
    )
    return begun.draft_id


def read_draft(tx: Transaction, means: Means, draft_id: UUID) -> Draft:
    """The draft as it was left; raises NoSuchDraft."""
    return _opened(means, store.find_draft(tx, draft_id))


def find_drafts(tx: Transaction, means: Means, draft_ids: Sequence[UUID]) -> list[tuple[Draft, Step]]:
    """Those of some drafts that are still kept, each with where it goes on."""
    rows = [store.find_draft(tx, each) for each in draft_ids]
    kept = [_opened(means, row) for row in rows if row is not None]
    return [(each, each.goes_on_at(papers_of(tx, each.draft_id))) for each in kept]


def save_answers(tx: Transaction, means: Means, draft_id: UUID, answers: Mapping[str, Any]) -> Draft:
    """Keep more answers. What waited for a code in their old form goes. Raises NoSuchDraft, UnknownArea."""
    if "area" in answers:
        require_area(tx, answers["area"])
    changed = _held(tx, means, draft_id).answered(answers)
    _save(tx, means, changed)
    return changed


def resume_draft(tx: Transaction, actor: Actor, means: Means, code: str) -> UUID | None:
    """The draft that a code opens; None when there is none, and the try counts.

    Raises ResumeCodeWrong for a slip of the finger, TooManyTries.
    """
    digits = words.digits_only(code)
    if not draft.is_resume_code(digits):
        raise ResumeCodeWrong(fields={"code": [ResumeCodeWrong.text]})
    spend_of_address(tx, actor, means, Allowed("resume-address", RESUMES_PER_ADDRESS, _WINDOW_SECONDS))
    return store.find_draft_by_code(tx, draft.resume_digest(means.form_key, digits))


def delete_draft(tx: Transaction, draft_id: UUID) -> None:
    """Let a draft go, with what waited for a code in its place. Repeatable."""
    row = store.find_draft_for_update(tx, draft_id)
    if row is not None:
        _drop_filing(tx, row["filing_id"])
        store.delete_draft(tx, draft_id)


def send_draft(tx: Transaction, actor: Actor, means: Means, draft_id: UUID) -> UUID:
    """Make the filing that waits for its code; sent twice it is the same. Raises DraftIncomplete, NoSuchDraft."""
    made = _held(tx, means, draft_id)
    if made.filing_id is not None:
        return made.filing_id
    made.require_complete()
    answers, portal = {**made.answers, "text": _text_of(made)}, made.answers.get("portal")
    known = {"department": made.department, "portal_id": UUID(portal) if portal else None}
    intake = intake_of(answers, mode=Mode.FORM, **known)
    kept = [_paper(each) for each in papers_of(tx, draft_id) if each.whole]
    filing_id = keep_filing(tx, actor, means, intake, kept)
    store.save_sent(tx, draft_id, filing_id)
    return filing_id


def spend_of_address(tx: Transaction, actor: Actor, means: Means, allowed: Allowed) -> None:
    """Count something against the address from which it comes; raises TooManyTries."""
    if actor.source:
        address = codes.fingerprint(means.form_key, actor.source)
        allowance.spend(tx, f"{allowed.what}:{address}", allowed.times, allowed.seconds)


def papers_of(tx: Transaction, draft_id: UUID) -> list[DraftPaper]:
    """The papers of a draft, whole or on their way."""
    return [_draft_paper(row) for row in store.find_draft_papers(tx, draft_id)]


def touch(tx: Transaction, means: Means, draft_id: UUID) -> Draft:
    """Hold a draft whose papers change; what waited for a code in its old form goes. Raises NoSuchDraft."""
    held = _held(tx, means, draft_id)
    _save(tx, means, held)
    return held


def _save(tx: Transaction, means: Means, changed: Draft) -> None:
    store.save_draft(
        tx,
        draft_id=changed.draft_id,
        sealed=means.sealing.wrap(changed.as_json()),
        expires_at=tx.now + draft.DRAFT_LIFE,
    )
    _drop_filing(tx, changed.filing_id)


def _drop_filing(tx: Transaction, filing_id: UUID | None) -> None:
    if filing_id is not None:
        store.delete_filing(tx, filing_id)


def _held(tx: Transaction, means: Means, draft_id: UUID) -> Draft:
    return _opened(means, store.find_draft_for_update(tx, draft_id))


def _opened(means: Means, row: Row | None) -> Draft:
    if row is None:
        raise NoSuchDraft
    sealed = bytes(row.pop("sealed"))
    return Draft.from_json(means.sealing.unwrap(sealed), **row)


def _text_of(made: Draft) -> str:
    """What was written; the place, which is no part of the person's identity, belongs to it."""
    place = made.answers.get("place")
    if not place:
        return str(made.answers["text"])
    line = translate(draft.PLACE_LINE, made.answers["language"], "public") % {"place": place}
    return f"{made.answers['text']}\n\n{line}"


def _draft_paper(row: Row) -> DraftPaper:
    key = bytes(row["wrapped_key"]) if row["wrapped_key"] is not None else None
    return DraftPaper(row["paper_id"], row["size"], row["received"], row["sha256"], row["media_type"], key)


def _paper(each: DraftPaper) -> Paper:
    assert each.sha256
    assert each.media_type
    assert each.wrapped_key
    return Paper(clock.new_id(), each.sha256, each.size, each.media_type, each.wrapped_key)
