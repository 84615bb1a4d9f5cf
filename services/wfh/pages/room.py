"""The room of the pages, and the words that all of them use."""

from datetime import date
from typing import Any

from babel.dates import format_date

from kernel.edge.pages import Page, Pages
from kernel.languages import _
from services.wfh import access
from services.wfh.domain import AbsenceKind, EntryKind, Part, RequestKind, RequestState
from services.wfh.events import EquipmentKind

pages = Pages("wfh", policy=access.POLICY)

PARTS = {
    Part.FULL: _("Whole day"),
    Part.FORENOON: _("Forenoon"),
    Part.AFTERNOON: _("Afternoon"),
}
KINDS = {
    RequestKind.QUOTA: _("At my own wish"),
    RequestKind.ROSTER: _("By an attendance order"),
}
STATES = {
    RequestState.REQUESTED: (_("Waits for approval"), "yellow"),
    RequestState.APPROVED: (_("Approved"), "green"),
    RequestState.REFUSED: (_("Refused"), "red"),
    RequestState.WITHDRAWN: (_("Withdrawn"), "grey"),
    RequestState.RECALLED: (_("Called to the office"), "orange"),
    RequestState.LAPSED: (_("Nobody decided in time"), "grey"),
    RequestState.TAKEN: (_("Worked at home"), "teal"),
}
ENTRIES = {
    EntryKind.GRANT: _("Granted for the year"),
    EntryKind.HOLD: _("Held for a day asked for"),
    EntryKind.RELEASE: _("No longer held"),
    EntryKind.CONSUME: _("Used"),
    EntryKind.REVERSE: _("Given back after a recall"),
    EntryKind.EXPIRE: _("Ended with the year"),
    EntryKind.ADJUST: _("Corrected"),
}
ABSENCES = {
    AbsenceKind.LEAVE: _("Leave"),
    AbsenceKind.TOUR: _("Tour"),
    AbsenceKind.TRAINING: _("Training"),
    AbsenceKind.OTHER: _("Other duty or reason"),
}
EQUIPMENT = {
    EquipmentKind.LAPTOP: _("Laptop"),
    EquipmentKind.DESKTOP: _("Desktop computer"),
    EquipmentKind.TABLET: _("Tablet"),
    EquipmentKind.PHONE: _("Telephone"),
    EquipmentKind.OTHER: _("Other device"),
}
PLACES = {
    "OFFICE": (_("Office"), _("O")),
    "HOME": (_("Home"), _("H")),
    "ABSENT": (_("Away"), _("A")),
}
# What the act before a page did, as the page says it once.
DONE = {
    "asked": _("It is asked for and waits for approval."),
    "withdrawn": _("The day at home is withdrawn."),
    "approved": _("The day at home is approved."),
    "refused": _("The day at home is refused, with your grounds."),
    "recalled": _("The officer is called to the office; the day at home has ended."),
    "recorded": _("The absence is recorded."),
    "cancelled": _("The absence is cancelled."),
}


def worded(template: str, **shown: Any) -> Page:
    """A page that knows the words for states, parts and kinds."""
    words = {
        "parts_of_day": PARTS,
        "kinds": KINDS,
        "states": STATES,
        "entry_kinds": ENTRIES,
        "absence_kinds": ABSENCES,
        "places": PLACES,
        "weekday_in": weekday_in,
        "words_of_done": DONE,
        "done": "",
    }
    return Page(template, words | shown)


def weekday_in(day: date, language: str) -> str:
    """The day of the week in full."""
    return format_date(day, "EEEE", locale=language)
