"""What lies at the desk of a post that ended passes to the desk to which its work fell."""

from uuid import UUID

from kernel import directory
from kernel.database import Transaction
from kernel.identity import Actor
from services.files import store
from services.files.actions.announcing import announce
from services.files.domain import FileState, MovementKind
from services.files.events import FileForwarded

BATCH = 200


def pass_on_what_was_left(tx: Transaction) -> int:
    """Give files and receipts of ended posts to their heirs; answers how many papers went, at most about BATCH.

    A closed file goes along, so that somebody can read and reopen it. While the directory may be behind, nothing goes.
    """
    passed = 0
    for post_id in [] if directory.is_stale(tx) else store.find_ended_desks(tx):
        heir = directory.heir(tx, post_id)
        if heir is not None and passed < BATCH:
            passed += _pass_files_on(tx, post_id, heir.post_id)
            passed += _pass_receipts_on(tx, post_id, heir.post_id)
    return passed


def _pass_files_on(tx: Transaction, from_post: UUID, to_post: UUID) -> int:
    system, left = Actor.system("files"), store.find_left_files(tx, from_post, BATCH)
    for file in left:
        moved = file.passed_on_to(to_post, tx.now)
        store.save_file(tx, moved)
        store.pass_note_on(tx, file.file_id, to_post)
        store.add_movement(tx, system, moved, MovementKind.PASSED_ON, from_post=from_post)
        if moved.state is FileState.OPEN:
            told = FileForwarded(
                file_id=file.file_id, from_post=from_post, to_post=to_post, priority=moved.priority
            )
            announce(tx, moved, told)
        tx.record(system, "file.passed-on", file.file_id, from_post=from_post, to_post=to_post)
    return len(left)


def _pass_receipts_on(tx: Transaction, from_post: UUID, to_post: UUID) -> int:
    system, left = Actor.system("files"), store.find_left_receipts(tx, from_post, BATCH)
    for receipt in left:
        store.save_receipt(tx, receipt.marked(to_post, tx.now))
        store.add_marking(tx, system, receipt.receipt_id, from_post, to_post)
        tx.record(system, "receipt.passed-on", receipt.receipt_id, from_post=from_post, to_post=to_post)
    return len(left)
