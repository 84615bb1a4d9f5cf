"""From rows to the nouns of the domain."""

from kernel.database import Row
from services.public.domain.case import Case, CaseState, Nature
from services.public.domain.refusals import NoSuchCase


def case_of(row: Row | None) -> Case:
    """The case of a row; raises NoSuchCase where there is none."""
    if row is None:
        raise NoSuchCase
    row["nature"], row["state"] = Nature(row["nature"]), CaseState(row["state"])
    row["resumes_to"] = CaseState(row["resumes_to"]) if row["resumes_to"] else None
    return Case(**row)
