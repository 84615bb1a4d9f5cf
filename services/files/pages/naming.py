"""The names of posts and people on a page, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from kernel import directory
from kernel.database import Transaction
from kernel.directory import Person, Post
from kernel.languages import _, translate

_FOR = _("%(person)s for %(other)s")
_NOBODY = _("the office")


@dataclass(frozen=True, slots=True)
class Names:
    """What the posts and people of one page are called; an id that nobody announced is called nothing."""

    language: str
    posts: dict[UUID, Post]
    people: dict[UUID, Person]

    def post(self, post_id: UUID | None) -> str:
        """A post's name; "the office" where the house itself acted."""
        found = self.posts.get(post_id) if post_id else None
        return found.name(self.language) if found else translate(_NOBODY, self.language, "files")

    def code(self, post_id: UUID) -> str:
        """A post's code."""
        found = self.posts.get(post_id)
        return found.code if found else ""

    def person(self, person_id: UUID | None, for_person: UUID | None = None) -> str:
        """A person's name, as "A for B" where A stood in for B."""
        names = [
            self.people[each].name(self.language) for each in (person_id, for_person) if each in self.people
        ]
        if len(names) == len((person_id, for_person)):
            return translate(_FOR, self.language, "files") % {"person": names[0], "other": names[1]}
        return names[0] if names else ""


def names_of(
    tx: Transaction, language: str, posts: Iterable[UUID | None], people: Iterable[UUID | None]
) -> Names:
    """The names of some *posts* and *people*, read at once."""
    return Names(
        language,
        directory.posts_by_id(tx, [post for post in posts if post]),
        directory.people_by_id(tx, [person for person in people if person]),
    )
