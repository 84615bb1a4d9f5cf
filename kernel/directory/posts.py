"""Posts: one, those of an office, the next one up, and the nearest one with a role."""

from collections.abc import Iterable
from uuid import UUID

from kernel.clock import local_date
from kernel.database import Queries, Transaction
from kernel.directory.nouns import Post
from kernel.errors import NotFound
from kernel.languages import _

queries = Queries.beside(__file__)


class PostUnknown(NotFound):
    """No post of this id was ever announced."""

    text = _("This post is not in the directory. Choose one from the list of posts.")


def post(tx: Transaction, post_id: UUID) -> Post:
    """The post with *post_id*, closed ones too; raises PostUnknown."""
    row = tx.fetch_one(queries.find_post, post_id=post_id)
    if row is None:
        raise PostUnknown
    return Post(**row)


def posts_by_id(tx: Transaction, post_ids: Iterable[UUID]) -> dict[UUID, Post]:
    """The announced ones among *post_ids*, by their ids, closed ones too, with one question."""
    wanted = sorted(set(post_ids))
    rows = tx.fetch_all(queries.find_posts_by_id, post_ids=wanted) if wanted else []
    return {row["post_id"]: Post(**row) for row in rows}


def find_post_by_code(tx: Transaction, code: str) -> Post | None:
    """The post that bears *code* today."""
    row = tx.fetch_one(queries.find_post_by_code, code=code, on=local_date(tx.now))
    return Post(**row) if row else None


def posts_of_office(tx: Transaction, office_id: UUID) -> list[Post]:
    """The posts of an office today, highest rank first."""
    rows = tx.fetch_all(queries.find_posts_of_office, office_id=office_id, on=local_date(tx.now))
    return [Post(**row) for row in rows]


def posts_of_department(tx: Transaction, code: str) -> list[Post]:
    """The posts of a department today, highest rank first."""
    rows = tx.fetch_all(queries.find_posts_of_department, department=code, on=local_date(tx.now))
    return [Post(**row) for row in rows]


def post_above(tx: Transaction, post_id: UUID) -> Post | None:
    """The next living post up the line of reporting; None at the top."""
    row = tx.fetch_one(queries.find_post_above, post_id=post_id, on=local_date(tx.now))
    return Post(**row) if row else None


def heir(tx: Transaction, post_id: UUID) -> Post | None:
    """The living post to which the work of a post falls: itself while it lives, else its successor.

    Where an order named no successor it is the post to which it reported. None where nobody is left.
    """
    today, passed = local_date(tx.now), set[UUID]()
    following: UUID | None = post_id
    while following is not None and following not in passed:
        passed.add(following)
        row = tx.fetch_one(queries.find_post, post_id=following)
        found = Post(**row) if row else None
        if found is None or not found.has_ended(today):
            return found
        following = found.successor or found.reports_to
    return None


def post_with_role(
    tx: Transaction,
    role: str,
    department: str | None = None,
    area: str | None = None,
    level: str | None = None,
    other_than: UUID | None = None,
) -> Post | None:
    """The nearest living post with *role*, and another one than *other_than*.

    The department's own posts come before its parent's; within a department the *area*'s own come
    before those of the areas around it, and without one those for the whole state come first; then the
    higher rank. *level* keeps to one level of offices
    (SECRETARIAT, DIRECTORATE, DISTRICT).
    """
    row = tx.fetch_one(
        queries.find_post_with_role,
        role=role,
        department=department,
        area=area,
        level=level,
        other_than=other_than,
        on=local_date(tx.now),
    )
    return Post(**row) if row else None
