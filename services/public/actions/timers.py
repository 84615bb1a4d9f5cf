"""What time does: promises break, unconfirmed filings expire, papers nobody names go."""

from datetime import timedelta

from kernel.blobs import part_to_sweep
from kernel.database import Transaction
from kernel.identity import Actor
from services.public import events, store
from services.public.actions.means import Means
from services.public.domain.timeline import What
from services.public.store import centres, citizens

BATCH = 200
CODES_KEPT = timedelta(days=1)


def mark_overdue(tx: Transaction) -> int:
    """Mark broken promises, the oldest first, and tell the desk and those above it; answers how many."""
    late = store.find_overdue_cases(tx, BATCH)
    for before in late:
        case = before.marked_overdue(tx.now)
        store.save_case(tx, case)
        store.add_event(tx, case, What.OVERDUE)
        tx.announce(events.CaseOverdue(case_id=case.case_id, post_id=case.desk))
        tx.record(Actor.system("public"), "case.overdue", case.case_id)
    return len(late)


def expire_filings(tx: Transaction) -> int:
    """Delete filings whose mobile nobody confirmed, and what codes open no more; answers how many filings.

    Their papers go at a later sweep: a blob released here would be lost if this transaction were undone.
    """
    store.delete_old_codes(tx, tx.now - CODES_KEPT)
    citizens.delete_old_sign_ins(tx, tx.now - CODES_KEPT)
    centres.delete_expired_openings(tx, tx.now)
    return store.delete_expired_filings(tx, BATCH)


def expire_drafts(tx: Transaction) -> int:
    """Delete drafts to which nobody came back in time, with their papers; answers how many."""
    return store.delete_expired_drafts(tx, BATCH)


def sweep_papers(tx: Transaction, means: Means) -> int:
    """Remove stored papers for which no row ever came; answers how many."""
    part = part_to_sweep(tx.now)
    return means.blobs.sweep(lambda sha256s: store.find_named_blobs(tx, sha256s), part=part)
