"""What is refused about days at home, absences and orders, in words a reader can act on."""

from datetime import date

from kernel.errors import Conflict, Invalid, NotFound
from kernel.languages import _


class RequestUnknown(NotFound):
    """There is no such request, or it is somebody else's."""

    text = _("There is no such day at home among yours. Look at the list of your days.")


class AbsenceUnknown(NotFound):
    """There is no such absence."""

    text = _("There is no such absence. Look at the list of absences.")


class OrderUnknown(NotFound):
    """There is no such attendance order."""

    text = _("There is no such attendance order. Choose one from the list of orders.")


class DayIsPast(Invalid):
    """Days at home are given beforehand."""

    beside = ("first",)
    text = _("%(on)s is already past. A day at home is asked for beforehand: choose a day from today on.")


class TooFarAhead(Invalid):
    """The calendar of that year is not published yet."""

    beside = ("last", "first")
    text = _("%(on)s is too far ahead. Choose a day until 31 December %(year)s.")


class NotAWorkingDay(Invalid):
    """Nobody needs a day at home when the office rests."""

    beside = ("first",)
    text = _("%(on)s is not a working day (%(name)s, %(order)s). Choose a working day.")


class SameDayTwice(Invalid):
    """One request names a half of a day twice."""

    beside = ("first",)
    text = _("%(on)s is named twice. Name each day once.")


class DayAlreadyAtHome(Conflict):
    """A half of a day can be given only once."""

    beside = ("first",)
    text = _(
        "You already have a day at home on %(on)s. Withdraw it first if you want another part of that day."
    )


class DayGivenMeanwhile(Conflict):
    """Two requests for the same half of a day met."""

    beside = ("first",)
    text = _("One of these days was given to you meanwhile. Load your days again.")


class AbsentThatDay(Conflict):
    """An absence stands where a day at home was asked for."""

    beside = ("first",)
    text = _("You are recorded as absent on %(on)s. Cancel the absence first if you will be on duty.")


class QuotaSpent(Conflict):
    """The half-days of the year do not suffice; held ones count."""

    beside = ("last", "first")
    text = _(
        "You ask for %(asked)s half-days, but %(left)s of the %(quota)s half-days of %(year)s are left (%(order)s). "
        "Days that wait for approval count. Ask for fewer, or withdraw one."
    )


class NoQuota(Conflict):
    """No order gives a quota for that day."""

    beside = ("first",)
    text = _("No order gives days at home for %(year)s. Ask your department's administrator.")


class MustAttend(Conflict):
    """An attendance order wants this rank in the office every day."""

    beside = ("first",)
    text = _("By order %(order)s this rank attends the office every day until %(until)s. Choose a later day.")


class NobodyAbove(Conflict):
    """The line of reporting has nobody who could decide."""

    text = _(
        "Nobody above your post can decide about it. Ask your department's administrator to set the reporting line."
    )


class NotOpen(Conflict):
    """The request is not in the state for this."""

    text = _(
        "This day at home was meanwhile decided, withdrawn or taken. Load it again to see how it stands."
    )


class DayHasBegun(Conflict):
    """On the day itself only the superior can undo it."""

    text = _("%(on)s has begun. If you work in the office today, ask your superior to recall you.")


class AbsenceOverlaps(Conflict):
    """Somebody can be away only once at a time."""

    beside = ("starts_on",)
    text = _(
        "There is already an absence from %(starts_on)s to %(ends_on)s. Cancel it first or choose other days."
    )


class AbsenceEndedADay(Conflict):
    """A day at home that had begun came back with the absence; whether it was worked then, the superior says."""

    text = _(
        "This absence took the place of a day at home that had begun. Ask your superior to cancel the absence."
    )


class AbsenceIsCancelled(Conflict):
    """A cancelled absence stays cancelled."""

    text = _("This absence is already cancelled.")


class EndsBeforeItStarts(Invalid):
    """The last day lies before the first."""

    beside = ("ends_on", "last")
    text = _("The last day (%(ends_on)s) lies before the first (%(starts_on)s). Correct one of them.")


class PublishedAmiss(Invalid):
    """What is to be published contradicts itself."""

    text = _(
        "An end lies before its beginning, the cap is more than everybody, or a rank lacks its level. "
        "Correct it and publish again."
    )


class ScopeUnknown(Invalid):
    """An office or a person is named by its id."""

    text = _("An office or an employee is named by its id. Copy it from the directory.")


class SpanTooLong(Invalid):
    """A calendar is shown for a year at most."""

    text = _("A calendar is shown for at most %(days)s days at once. Choose a shorter span.")


class TooManyAtOnce(Invalid):
    """A wish names more days than one officer can look through."""

    beside = ("last", "first")
    text = _("At most %(most)s days can be asked for at once. Choose a shorter span.")


class FeedIsThere(Conflict):
    """A person has one calendar feed at a time."""

    text = _("Your calendar already has an address. End it first if you want a new one.")


class FeedUnknown(NotFound):
    """The address is not one of ours, or was ended."""

    text = _("This calendar address is not valid any more. Its owner can make a new one.")


class NotWithinOrder(Invalid):
    """A mandated day at home lies outside the order that mandates it."""

    text = _(
        "Order %(order)s holds from %(starts_on)s to %(ends_on)s; %(on)s lies outside. Choose another day or order."
    )


class OrderForOtherOffices(Invalid):
    """A day at home is mandated by an order that does not speak of the office."""

    text = _("Order %(order)s does not hold for offices of this level. Choose another order.")


class WithoutPost(Conflict):
    """Somebody without a post has no office to be away from."""

    text = _("This employee holds no post today. Record the charge first.")


def shown(day: date) -> str:
    """A date as sentences in every language show it."""
    return f"{day:%d.%m.%Y}"
