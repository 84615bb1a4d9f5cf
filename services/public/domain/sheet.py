"""The petition as a paper of its own, for the file on which its answer is prepared."""

from dataclasses import dataclass
from datetime import datetime

from kernel.clock import IST
from kernel.languages import _, translate
from services.public.domain.case import Case
from services.public.domain.timeline import WORDS_OF_NATURE

PROTECTED = _("Identity protected")
_ERASED = _("Erased")
_SHEET = _(
    "Case %(number)s (%(nature)s)\nRegistered: %(registered)s\nDue: %(due)s\nPetitioner: %(name)s\n\n%(text)s\n"
)


@dataclass(frozen=True, slots=True)
class Petition:
    """What was written and by whom, opened; None where it was erased."""

    text: str | None
    name: str | None


def petition_sheet(case: Case, petition: Petition) -> str:
    """The petition in plain text in the case's language; a protected name is not on it."""

    def said(text: str) -> str:
        return translate(text, case.language, "public")

    name = said(PROTECTED) if case.protected else petition.name
    return said(_SHEET) % {
        "number": case.number,
        "nature": said(WORDS_OF_NATURE[case.nature]),
        "registered": _day(case.registered_at),
        "due": _day(case.due_at),
        "name": name or said(_ERASED),
        "text": petition.text or said(_ERASED),
    }


def _day(at: datetime | None) -> str:
    return at.astimezone(IST).strftime("%d.%m.%Y") if at else "-"
