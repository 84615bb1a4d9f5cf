"""Files and receipts that an officer hands over with his desks."""

from dataclasses import replace
from typing import Any

from kernel import directory
from kernel.database import Transaction
from kernel.identity import Actor
from services.files import access
from services.files.store import handover as store

MOST_LISTED = 200


def handover(tx: Transaction, actor: Actor, staff_uid: str) -> dict[str, Any]:
    """How much lies at each desk; to the officer himself, whose posts have access, also which papers."""
    leaving = directory.leaver(tx, actor, staff_uid)
    posts = {post.post_id: post for post in leaving.posts}
    readable = [
        charge.post_id
        for charge in actor.charges
        if leaving.is_oneself
        and charge.post_id in posts
        and access.may_see_papers(replace(actor, charge=charge)).allowed
    ]
    papers = store.find_at_desks(tx, readable, MOST_LISTED)
    if papers:
        tx.record(actor, "files.handover-listed", leaving.person.person_id, papers=len(papers))
    return {
        "posts": posts,
        "counts": store.count_at_desks(tx, list(posts)),
        "papers": papers,
        "most": MOST_LISTED,
    }
