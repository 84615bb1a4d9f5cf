"""Papers of a draft: sent at once, or in parts over a line that breaks."""

import io
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from kernel.database import Transaction
from kernel.identity import Actor
from services.public import store
from services.public.actions.drafts import HOUR, Allowed, papers_of, spend_of_address, touch
from services.public.actions.means import Means
from services.public.actions.papers import Upload, keep_papers
from services.public.domain import draft, papers
from services.public.domain.draft import DraftPaper
from services.public.domain.draft_refusals import NoSuchDraft, PartOutOfPlace, PartWrong
from services.public.domain.refusals import TooManyPapers

PAPERS_PER_ADDRESS_AND_HOUR = 180


class Progress(NamedTuple):
    """How far a paper has come."""

    received: int
    size: int
    done: bool


class Part(NamedTuple):
    """Some bytes of a paper: where they begin, and how large the whole is."""

    size: int
    begins_at: int
    content: bytes


class _Whole(NamedTuple):
    stream: io.BytesIO
    size: int


def add_papers(
    tx: Transaction, actor: Actor, means: Means, draft_id: UUID, uploads: Sequence[Upload]
) -> None:
    """Attach papers that came whole. Raises NoSuchDraft, TooManyTries and what papers refuse."""
    if not uploads:
        return
    touch(tx, means, draft_id)
    present = papers_of(tx, draft_id)
    _require_room(present, len(uploads))
    for _each in uploads:
        _spend_paper(tx, actor, means)
    for paper in keep_papers(means, uploads):
        store.add_draft_paper(
            tx,
            paper_id=paper.document_id,
            draft_id=draft_id,
            size=paper.size,
            received=paper.size,
            sha256=paper.sha256,
            media_type=paper.media_type,
            wrapped_key=paper.wrapped_key,
        )


def remove_paper(tx: Transaction, means: Means, draft_id: UUID, paper_id: UUID) -> None:
    """Take a paper away. Repeatable. Raises NoSuchDraft."""
    touch(tx, means, draft_id)
    store.delete_draft_paper(tx, draft_id, paper_id)


def progress_of(tx: Transaction, draft_id: UUID, paper_id: UUID) -> Progress:
    """How far a paper has come; nothing of one that is not known here."""
    for paper in papers_of(tx, draft_id):
        if paper.paper_id == paper_id:
            return Progress(paper.received, paper.size, paper.whole)
    return Progress(0, 0, done=False)


def take_part(
    tx: Transaction, actor: Actor, means: Means, draft_id: UUID, paper_id: UUID, part: Part
) -> Progress:
    """Take the next part of a paper; the last one makes it whole. A part that is here already is not taken twice.

    Raises NoSuchDraft, PartOutOfPlace, PartWrong, TooManyTries and what papers refuse.
    """
    papers.require_size(part.size)
    if not draft.fits(part.size, part.begins_at, part.content):
        raise PartWrong
    touch(tx, means, draft_id)
    present = papers_of(tx, draft_id)
    paper = next((each for each in present if each.paper_id == paper_id), None)
    if paper is None:
        _spend_paper(tx, actor, means)
        paper = _announced(tx, draft_id, paper_id, part, present)
    if paper.size != part.size:
        raise PartOutOfPlace
    if part.begins_at + len(part.content) <= paper.received:
        return Progress(paper.received, paper.size, paper.whole)
    if part.begins_at != paper.received:
        raise PartOutOfPlace
    return _taken(tx, means, paper, part, present)


def _announced(
    tx: Transaction, draft_id: UUID, paper_id: UUID, part: Part, present: Sequence[DraftPaper]
) -> DraftPaper:
    if part.begins_at:
        raise PartOutOfPlace
    _require_room(present, 1)
    papers.media_type_of(part.content[: papers.HEAD_BYTES])
    store.delete_oldest_half_papers(tx, draft_id, draft.MOST_HALF_PAPERS - 1)
    if not store.add_half_paper(tx, paper_id=paper_id, draft_id=draft_id, size=part.size):
        raise NoSuchDraft
    return DraftPaper(paper_id, part.size, 0)


def _taken(
    tx: Transaction, means: Means, paper: DraftPaper, part: Part, present: Sequence[DraftPaper]
) -> Progress:
    received = paper.received + len(part.content)
    if received < paper.size:
        store.add_draft_part(
            tx,
            paper_id=paper.paper_id,
            begins_at=part.begins_at,
            sealed=means.sealing.wrap(part.content),
        )
        store.save_received(tx, paper.paper_id, received)
        return Progress(received, paper.size, done=False)
    _require_room(present, 1)
    before = [means.sealing.unwrap(sealed) for sealed in store.find_draft_parts(tx, paper.paper_id)]
    content = b"".join([*before, part.content])
    kept = keep_papers(means, [_Whole(io.BytesIO(content), len(content))])[0]
    store.save_received(
        tx,
        paper.paper_id,
        received,
        sha256=kept.sha256,
        media_type=kept.media_type,
        wrapped_key=kept.wrapped_key,
    )
    store.delete_draft_parts(tx, paper.paper_id)
    return Progress(received, paper.size, done=True)


def _spend_paper(tx: Transaction, actor: Actor, means: Means) -> None:
    spend_of_address(tx, actor, means, Allowed("paper-address", PAPERS_PER_ADDRESS_AND_HOUR, HOUR))


def _require_room(present: Sequence[DraftPaper], more: int) -> None:
    """Papers that never became whole take no room from others."""
    if sum(paper.whole for paper in present) + more > papers.MOST_PAPERS:
        raise TooManyPapers(fields={"papers": [TooManyPapers.text]})
