"""The names of posts and people on a page, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.languages import _, translate
from services.files import store

_FOR = _("%(person)s for %(other)s")
_NOBODY = _("the office")


@dataclass(frozen=True, slots=True)
class Names:
    """What the posts and people of one page are called; an id that nobody announced is called nothing."""

    language: str
    posts: dict[UUID, dict[str, Any]]
    people: dict[UUID, dict[str, Any]]

    def post(self, post_id: UUID | None) -> str:
        """A post's name; "the office" where the house itself acted."""
        return self._name(self.posts, post_id) or translate(_NOBODY, self.language, "files")

    def code(self, post_id: UUID) -> str:
        """A post's code."""
        return str(self.posts.get(post_id, {}).get("code", ""))

    def person(self, person_id: UUID | None, for_person: UUID | None = None) -> str:
        """A person's name, as "A for B" where A stood in for B."""
        name = self._name(self.people, person_id)
        other = self._name(self.people, for_person)
        if name and other:
            return translate(_FOR, self.language, "files") % {"person": name, "other": other}
        return name

    def _name(self, rows: dict[UUID, dict[str, Any]], key: UUID | None) -> str:
        row = rows.get(key) if key else None
        return str(row["name_en" if self.language == "en" else "name_hi"]) if row else ""


def names_of(
    tx: Transaction, language: str, posts: Iterable[UUID | None], people: Iterable[UUID | None]
) -> Names:
    """The names of some *posts* and *people*, read at once."""
    return Names(
        language,
        store.find_names_of_posts(tx, {post for post in posts if post}),
        store.find_names_of_people(tx, {person for person in people if person}),
    )
