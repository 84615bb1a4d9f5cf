"""The rows of filings that citizens have begun."""

from typing import Any
from uuid import UUID

from kernel.database import Row, Transaction
from services.public.store.statements import queries


def add_draft(tx: Transaction, **row: Any) -> None:
    """A filing that a citizen begins."""
    tx.execute(queries.add_draft, saved_at=tx.now, **row)


def find_draft(tx: Transaction, draft_id: UUID) -> Row | None:
    """A living draft."""
    return tx.fetch_one(queries.find_draft, draft_id=draft_id, now=tx.now)


def find_draft_for_update(tx: Transaction, draft_id: UUID) -> Row | None:
    """A living draft, held until the end of the transaction."""
    return tx.fetch_one(queries.get_draft_for_update, draft_id=draft_id, now=tx.now)


def find_draft_by_code(tx: Transaction, code_digest: str) -> UUID | None:
    """The living draft that a code opens."""
    found: UUID | None = tx.fetch_value(queries.find_draft_by_code, code_digest=code_digest, now=tx.now)
    return found


def save_draft(tx: Transaction, **row: Any) -> None:
    """Write the answers; a filing that was made of older ones is its draft's no longer."""
    tx.execute(queries.save_draft, saved_at=tx.now, **row)


def save_sent(tx: Transaction, draft_id: UUID, filing_id: UUID) -> None:
    """The filing that waits for its code in the draft's place."""
    tx.execute(queries.save_sent, draft_id=draft_id, filing_id=filing_id)


def delete_draft(tx: Transaction, draft_id: UUID) -> None:
    """End a draft, with its papers."""
    tx.execute(queries.delete_draft, draft_id=draft_id)


def find_draft_of_filing(tx: Transaction, filing_id: UUID) -> UUID | None:
    """The draft of which a filing was made."""
    found: UUID | None = tx.fetch_value(queries.find_draft_of_filing, filing_id=filing_id)
    return found


def delete_draft_of_filing(tx: Transaction, filing_id: UUID) -> None:
    """End the draft whose filing became a case."""
    tx.execute(queries.delete_draft_of_filing, filing_id=filing_id)


def delete_expired_drafts(tx: Transaction, limit: int) -> int:
    """Delete drafts to which nobody came back; how many."""
    return tx.execute(queries.delete_expired_drafts, now=tx.now, limit=limit)


def delete_filing(tx: Transaction, filing_id: UUID) -> None:
    """Delete a filing that nobody confirmed."""
    tx.execute(queries.delete_filing, filing_id=filing_id)


def find_draft_papers(tx: Transaction, draft_id: UUID) -> list[Row]:
    """The papers of a draft, whole or on their way."""
    return tx.fetch_all(queries.find_draft_papers, draft_id=draft_id)


def add_draft_paper(tx: Transaction, **row: Any) -> None:
    """A paper of a draft that came whole."""
    tx.execute(queries.add_draft_paper, added_at=tx.now, **row)


def add_half_paper(tx: Transaction, **row: Any) -> bool:
    """Announce a paper that comes in parts; False when its id is another's."""
    return tx.execute(queries.add_half_paper, added_at=tx.now, **row) == 1


def add_draft_part(tx: Transaction, **row: Any) -> None:
    """The next bytes of a paper on its way."""
    tx.execute(queries.add_draft_part, **row)


def save_received(tx: Transaction, paper_id: UUID, received: int, **whole: Any) -> None:
    """How much of a paper has arrived; *whole* is its address, type and key when all of it has."""
    unknown = {"sha256": None, "media_type": None, "wrapped_key": None}
    tx.execute(queries.save_received, paper_id=paper_id, received=received, **{**unknown, **whole})


def find_draft_parts(tx: Transaction, paper_id: UUID) -> list[bytes]:
    """The sealed parts of a paper, in order."""
    return [bytes(row["sealed"]) for row in tx.fetch_all(queries.find_draft_parts, paper_id=paper_id)]


def delete_draft_parts(tx: Transaction, paper_id: UUID) -> None:
    """Forget the parts of a paper that is whole."""
    tx.execute(queries.delete_draft_parts, paper_id=paper_id)


def delete_draft_paper(tx: Transaction, draft_id: UUID, paper_id: UUID) -> None:
    """Take a paper away."""
    tx.execute(queries.delete_draft_paper, draft_id=draft_id, paper_id=paper_id)


def delete_oldest_half_papers(tx: Transaction, draft_id: UUID, kept: int) -> None:
    """Keep only the newest *kept* of the papers that never became whole."""
    tx.execute(queries.delete_oldest_half_paper, draft_id=draft_id, kept=kept)
