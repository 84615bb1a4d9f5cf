"""The names that stand in texts, looked up in the directory when they are written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from kernel import directory
from kernel.database import Transaction
from services.notify import store
from services.notify.domain import addressed_to, as_name

# An addressee is written with up to three names.
SIGNS_OF_ONE_NAME = 100
_PEOPLE = ("told_person", "on_behalf_of")
_POSTS = ("post_id", "told_post", "instead_of_post")


@dataclass(frozen=True)
class Names:
    """The people and posts of some messages, found with two questions however many messages there are."""

    people: dict[UUID, directory.Person]
    posts: dict[UUID, directory.Post]

    @classmethod
    def of(cls, tx: Transaction, rows: Sequence[store.Row]) -> Self:
        """The names that the texts of *rows* can ask for."""
        people = _ids(rows, _PEOPLE) | _named(rows, "asking_person")
        posts = _ids(rows, _POSTS) | _named(rows, "late_post")
        return cls(directory.people_by_id(tx, people), directory.posts_by_id(tx, posts))

    def values_for(self, row: store.Row, language: str) -> dict[str, Any]:
        """The message's own numbers and dates, and for staff the names of people and posts."""
        values: dict[str, Any] = dict(row["params"])
        told = self._person(row["told_person"], language)
        if told is None:
            return values
        values["post"] = self._post(row["post_id"] or row["told_post"], language)
        values["addressee"] = as_name(
            addressed_to(
                told,
                language,
                absent=self._person(row["on_behalf_of"], language),
                post=self._post(row["instead_of_post"], language),
            )
        )
        if who := values.get("asking_person"):
            values["who"] = self._person(UUID(who), language)
        if late := values.get("late_post"):
            values["late"] = self._post(UUID(late), language)
        return values

    def _person(self, person_id: UUID | None, language: str) -> str | None:
        person = self.people.get(person_id) if person_id else None
        return as_name(person.name(language), SIGNS_OF_ONE_NAME) if person else None

    def _post(self, post_id: UUID | None, language: str) -> str | None:
        post = self.posts.get(post_id) if post_id else None
        return as_name(post.name(language), SIGNS_OF_ONE_NAME) if post else None


def _ids(rows: Iterable[store.Row], columns: Iterable[str]) -> set[UUID]:
    return {row[column] for row in rows for column in columns if row[column]}


def _named(rows: Iterable[store.Row], param: str) -> set[UUID]:
    return {UUID(row["params"][param]) for row in rows if row["params"].get(param)}
