"""Where a caller stands in relation to the thing behind a door, as person, post and session, without a database."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from kernel.identity import Actor
from tests.access.owned import directory, test_centre, test_files, test_notify, test_public, test_wfh
from tests.fakes import an_id


@dataclass(frozen=True)
class Place:
    """A name, and what of a caller is different there."""

    name: str
    person_id: UUID | None = None
    session_id: UUID | None = None
    charge: tuple[tuple[str, Any], ...] = ()

    def of(self, actor: Actor) -> Actor:
        """The caller at this place; who holds no charge stands there without a post."""
        charge = replace(actor.charge, **dict(self.charge)) if actor.charge else None
        person_id, session_id = self.person_id or actor.person_id, self.session_id or actor.session_id
        return replace(actor, charge=charge, person_id=person_id, session_id=session_id)


# A door to no one thing is the same from everywhere.
ANYWHERE = (Place("anywhere"),)


def _place(name: str, person: str = "", session: str = "", **charge: Any) -> Place:
    person_id = an_id(person) if person else None
    return Place(name, person_id, an_id(session) if session else None, tuple(charge.items()))


OF_AUTH = tuple(_place(name, name, department=code) for name, code in directory.DEPARTMENTS.items())
OF_FILES = tuple(_place(name, **charge) for name, charge in test_files.PLACES.items())
OF_WFH = tuple(
    _place(name, person, post_id=an_id(post), department=department)
    for name, (person, post, department) in test_wfh.PLACES.items()
)
OF_PUBLIC = tuple(_place(name, **at._asdict()) for name, at in test_public.PLACES.items())
OF_CENTRES = tuple(
    _place(name, person, session, office_id=an_id(office))
    for name, (person, session, office) in test_centre.PLACES.items()
)
OF_NOTIFY = tuple(
    Place(name, person_id, None, (("post_id", post_id), ("department", department)))
    for name, (person_id, post_id, department) in test_notify.PLACES.items()
)
