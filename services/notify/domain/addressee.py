"""Who is told in the end, and for whom."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from kernel.languages import _, translate


class AlarmKind(StrEnum):
    """Why a message could not go to the post it was meant for."""

    POST_VACANT = "POST_VACANT"
    ABSENT_WITHOUT_LINK_OFFICER = "ABSENT_WITHOUT_LINK_OFFICER"
    NOBODY_ABOVE = "NOBODY_ABOVE"


@dataclass(frozen=True, slots=True)
class Addressee:
    """The person who is told: at which post, for which absent officer, instead of which post below."""

    person_id: UUID
    post_id: UUID | None
    language: str
    on_behalf_of: UUID | None = None
    instead_of_post: UUID | None = None


def addressed_to(name: str, language: str, *, absent: str | None = None, post: str | None = None) -> str:
    """How the addressee *name* is written when standing in for the *absent* officer or a lower *post*."""
    if absent:
        name = translate(_("%(name)s for %(absent)s"), language, "notify") % {"name": name, "absent": absent}
    if post:
        name = translate(_("%(name)s, for the post %(post)s"), language, "notify") % {
            "name": name,
            "post": post,
        }
    return name
