"""Notes are written and, while yellow, rewritten."""

from dataclasses import replace
from uuid import UUID

from kernel.database import Transaction
from kernel.identity import Actor, require
from services.files import access, store
from services.files.actions.entering import file_at_desk
from services.files.domain import Note, NoteIsEmpty, NoteWasChanged


def write_note(tx: Transaction, actor: Actor, file_id: UUID, body: str) -> Note:
    """Begin a yellow note at the desk that holds the file."""
    file_at_desk(tx, actor, file_id)
    note = store.add_note(tx, actor, file_id, body, by_officer=access.is_officer(actor))
    tx.record(actor, "note.written", note.note_id, file_id=file_id, number=note.number)
    return note


def rewrite_note(tx: Transaction, actor: Actor, note_id: UUID, body: str) -> Note:
    """Change a yellow note; whoever saves it last at the desk signs it."""
    found = store.get_note(tx, note_id)
    require(access.may_read_file(actor, store.desks_of_file(tx, found.file_id)))
    # A sent note is refused as such, whoever asks and wherever the file is.
    rewritten = found.rewritten(body, tx.now)
    file_at_desk(tx, actor, found.file_id)
    require(access.may_write_note(actor, rewritten))
    signed = replace(
        rewritten, author_person=actor.person_id or rewritten.author_person, for_person=_for(actor)
    )
    store.save_note(tx, signed)
    tx.record(actor, "note.rewritten", note_id, file_id=found.file_id, number=found.number)
    return signed


def keep_note(tx: Transaction, actor: Actor, file_id: UUID, body: str, read_at: str = "") -> Note:
    """Save what stands in the note's box: the yellow note is the draft that waits on the server.

    Raises NoteIsEmpty, and NoteWasChanged when the note was saved since it was read; *read_at* is when its text was written then.
    """
    file_at_desk(tx, actor, file_id)
    if not body:
        raise NoteIsEmpty(fields={"body": [NoteIsEmpty.text]})
    yellow = store.find_yellow_note(tx, file_id)
    if yellow is None:
        return write_note(tx, actor, file_id, body)
    if yellow.body == body:
        return yellow
    if yellow.written_at.isoformat() != read_at:
        raise NoteWasChanged(fields={"body": [NoteWasChanged.text]})
    return rewrite_note(tx, actor, yellow.note_id, body)


def _for(actor: Actor) -> UUID | None:
    return actor.charge.for_person if actor.charge else None
