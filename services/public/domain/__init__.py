"""The nouns and rules of a case: plain Python, no I/O, no clock."""

from services.public.domain.case import (
    MOST_TRANSFERS as MOST_TRANSFERS,
    OPEN_STATES as OPEN_STATES,
    Case as Case,
    CaseState as CaseState,
    Nature as Nature,
)
