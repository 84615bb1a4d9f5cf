"""The names that stand in a text, looked up in the directory when it is written."""

from typing import Any
from uuid import UUID

from kernel import directory
from kernel.database import Transaction
from services.notify import store
from services.notify.actions.desks import find_post
from services.notify.domain import addressed_to


def values_for(tx: Transaction, row: store.Row, language: str) -> dict[str, Any]:
    """The message's own numbers and dates, and for staff the names of people and posts."""
    values: dict[str, Any] = dict(row["params"])
    if row["told_person"] is None:
        return values
    told = _person(tx, row["told_person"], language)
    if told is None:
        return values
    values["post"] = _post(tx, row["post_id"] or row["told_post"], language)
    values["addressee"] = addressed_to(
        told,
        language,
        absent=_person(tx, row["on_behalf_of"], language),
        post=_post(tx, row["instead_of_post"], language),
    )
    if who := values.get("asking_person"):
        values["who"] = _person(tx, UUID(who), language)
    return values


def _person(tx: Transaction, person_id: UUID | None, language: str) -> str | None:
    person = directory.find_person(tx, person_id) if person_id else None
    return person.name(language) if person else None


def _post(tx: Transaction, post_id: UUID | None, language: str) -> str | None:
    post = find_post(tx, post_id)
    return post.name(language) if post else None
