"""Notes and drafts."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from kernel import clock
from kernel.database import Transaction, refusing
from kernel.identity import Actor
from services.files.access import DraftUnknown, NoteUnknown
from services.files.domain import Draft, DraftState, DraftVersion, Note, NoteState, YellowNoteExists
from services.files.store.statements import queries


def add_note(tx: Transaction, actor: Actor, file_id: UUID, body: str, *, by_officer: bool) -> Note:
    with refusing(one_yellow_note_per_file=YellowNoteExists):
        row = tx.fetch_one(
            queries.add_note,
            note_id=clock.new_id(),
            file_id=file_id,
            body=body,
            author_post=actor.post_id,
            author_person=actor.person_id,
            for_person=actor.charge.for_person if actor.charge else None,
            by_officer=by_officer,
            at=tx.now,
        )
    return _note(row)


def get_note(tx: Transaction, note_id: UUID) -> Note:
    return _note(tx.fetch_one(queries.find_note, note_id=note_id))


def find_yellow_note(tx: Transaction, file_id: UUID) -> Note | None:
    row = tx.fetch_one(queries.find_yellow_note, file_id=file_id)
    return _note(row) if row else None


def find_note_sheet(tx: Transaction, file_id: UUID, post_id: UUID) -> list[Note]:
    return [_note(row) for row in tx.fetch_all(queries.find_note_sheet, file_id=file_id, post_id=post_id)]


def last_digest(tx: Transaction, file_id: UUID) -> str:
    return tx.fetch_value(queries.find_last_digest, file_id=file_id) or ""


def has_officers_note(tx: Transaction, file_id: UUID) -> bool:
    return bool(tx.fetch_value(queries.has_officers_note, file_id=file_id))


def save_note(tx: Transaction, note: Note) -> None:
    tx.execute(
        queries.save_note,
        note_id=note.note_id,
        body=note.body,
        author_person=note.author_person,
        for_person=note.for_person,
        written_at=note.written_at,
        state=note.state,
        frozen_at=note.frozen_at,
        digest=note.digest,
    )


def add_draft(tx: Transaction, draft_id: UUID, file_id: UUID, language: str) -> None:
    tx.execute(queries.add_draft, draft_id=draft_id, file_id=file_id, language=language, at=tx.now)


def add_draft_version(tx: Transaction, draft_id: UUID, version: DraftVersion) -> None:
    tx.execute(
        queries.add_draft_version,
        draft_id=draft_id,
        version=version.version,
        addressee=version.addressee,
        subject=version.subject,
        body=version.body,
        author_post=version.author_post,
        author_person=version.author_person,
        for_person=version.for_person,
        at=version.written_at,
    )


def get_draft(tx: Transaction, draft_id: UUID) -> Draft:
    row = tx.fetch_one(queries.find_draft, draft_id=draft_id)
    if row is None:
        raise DraftUnknown
    return _with_versions(tx, [row])[0]


def get_draft_for_update(tx: Transaction, draft_id: UUID) -> Draft:
    row = tx.fetch_one(queries.find_draft_for_update, draft_id=draft_id)
    if row is None:
        raise DraftUnknown
    return _with_versions(tx, [row])[0]


def find_drafts(tx: Transaction, file_id: UUID) -> list[Draft]:
    return _with_versions(tx, tx.fetch_all(queries.find_drafts_of_file, file_id=file_id))


def save_approval(tx: Transaction, draft: Draft, for_person: UUID | None) -> None:
    tx.execute(
        queries.save_approval,
        draft_id=draft.draft_id,
        approved_version=draft.approved_version,
        at=tx.now,
        approved_post=draft.approved_post,
        approved_person=draft.approved_person,
        approved_for=for_person,
    )


def save_issued(tx: Transaction, draft: Draft) -> None:
    tx.execute(queries.save_issued, draft_id=draft.draft_id)


def _with_versions(tx: Transaction, rows: list[dict[str, Any]]) -> list[Draft]:
    versions: dict[UUID, list[DraftVersion]] = defaultdict(list)
    draft_ids = [row["draft_id"] for row in rows]
    for row in tx.fetch_all(queries.find_draft_versions, draft_ids=draft_ids) if draft_ids else []:
        versions[row.pop("draft_id")].append(DraftVersion(**row))
    return [
        Draft(**{**row, "state": DraftState(row["state"])}, versions=tuple(versions[row["draft_id"]]))
        for row in rows
    ]


def _note(row: dict[str, Any] | None) -> Note:
    if row is None:
        raise NoteUnknown
    return Note(**{**row, "state": NoteState(row["state"])})


def pass_note_on(tx: Transaction, file_id: UUID, post_id: UUID) -> None:
    """Let the note in the making be finished at another desk."""
    tx.execute(queries.pass_note_on, file_id=file_id, post_id=post_id)
