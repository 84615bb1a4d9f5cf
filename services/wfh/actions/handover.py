"""What a leaver hands over of work from home: decisions that wait, and days that were still to come."""

from typing import Any

from kernel import directory
from kernel.clock import local_date
from kernel.database import Transaction
from kernel.identity import Actor
from services.wfh.store import handover as store


def handover(tx: Transaction, actor: Actor, staff_uid: str) -> dict[str, Any]:
    """Days that wait for the decision of his posts, and his own days ahead."""
    leaving = directory.leaver(tx, actor, staff_uid)
    posts = {post.post_id: post for post in leaving.posts}
    return {
        "posts": posts,
        "awaiting": store.count_awaiting_posts(tx, list(posts)),
        "ahead": store.find_days_ahead(tx, leaving.person.person_id, local_date(tx.now)),
    }
