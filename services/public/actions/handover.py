"""Cases that an officer hands over with his posts."""

from typing import Any

from kernel import directory
from kernel.database import Transaction
from kernel.identity import Actor
from services.public.store import handover as store


def handover(tx: Transaction, actor: Actor, staff_uid: str) -> dict[str, Any]:
    """Open and late cases by post; ids and numbers of cases are not named here."""
    leaving = directory.leaver(tx, actor, staff_uid)
    posts = {post.post_id: post for post in leaving.posts}
    return {
        "posts": posts,
        "with_posts": store.count_with_posts(tx, list(posts)),
        "to_assign": store.count_with_nodal_posts(tx, list(posts)),
    }
