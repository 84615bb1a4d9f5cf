"""What a centre's operators and their orders may be refused."""

from kernel.errors import Conflict, NotFound, TooManyTries
from kernel.languages import _


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
