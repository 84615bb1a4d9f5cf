"""How the blocks of portals look."""

from uuid import UUID

from kernel.database import Transaction
from services.public.domain.portal import Accent, Look
from services.public.store.statements import queries


def find_look(tx: Transaction, portal_id: UUID) -> Look:
    """What was chosen for a portal's block; the house's look where nobody chose."""
    row = tx.fetch_one(queries.find_portal_look, portal_id=portal_id)
    return Look(Accent(row["accent"]), row["language"]) if row else Look()


def save_look(tx: Transaction, portal_id: UUID, look: Look) -> None:
    """Choose how a portal's block looks."""
    tx.execute(
        queries.save_portal_look, portal_id=portal_id, accent=look.accent, language=look.language, now=tx.now
    )
