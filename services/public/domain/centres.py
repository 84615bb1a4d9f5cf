"""What an operator of a centre may act on for a while, and what operators and their orders may be refused."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.errors import Conflict, Invalid, NotAllowed, NotFound, TooManyTries
from kernel.languages import _


@dataclass(frozen=True, slots=True)
class Opening:
    """A case that its citizen's code opened to one operator, at one centre, in one session."""

    case_id: UUID
    session_id: UUID
    person_id: UUID
    office_id: UUID
    expires_at: datetime


class CodeNeededAtCentre(NotAllowed):
    """An operator has no case of the own: what is in it is its citizen's."""

    text = _("The case is not open at this counter. Enter the citizen's code or the code of the slip.")


class MobileNeeded(Invalid):
    """A code goes to a mobile."""

    text = _("Write the citizen's mobile, to which the code goes, or choose the slip.")


class FirstSlipIsOver(Conflict):
    """Without identification a slip is given out only to who hands the case in just now."""

    text = _(
        "A first slip is given out only when the case is handed in. Now one is given out after identification."
    )


class CentreAllowanceSpent(TooManyTries):
    """How many cases a centre hands in on a day is for an order to say."""

    text = _(
        "This centre has handed in as many cases as its order allows for a day. "
        "It may go on tomorrow; the state administrator can raise the number by an order."
    )


class AllowanceOrdered(Conflict):
    """Of two orders with one first day nobody could say which holds."""

    text = _(
        "An order about this allowance already begins on that day or later. "
        "Let the new order begin on a later day."
    )


class SlipIsPrinted(NotFound):
    """The code of a slip is known once."""

    text = _("The code of this slip is not known here any more. Give out another slip after identification.")
