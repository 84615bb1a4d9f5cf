"""The nouns and rules of a case: plain Python, no I/O, no clock."""

from services.public.domain.case import MOST_TRANSFERS, OPEN_STATES, Case, CaseState, Nature
from services.public.domain.intake import Intake, Paper
from services.public.domain.promise import Appeal, Limit, Promise
from services.public.domain.timeline import What

__all__ = [
    "MOST_TRANSFERS",
    "OPEN_STATES",
    "Appeal",
    "Case",
    "CaseState",
    "Intake",
    "Limit",
    "Nature",
    "Paper",
    "Promise",
    "What",
]
