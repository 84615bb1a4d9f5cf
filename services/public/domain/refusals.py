"""What a case refuses; each sentence names the rule and what to do."""

from kernel.errors import Conflict, Invalid, NotAllowed, NotFound, TooManyTries
from kernel.languages import _


class NoSuchCase(NotFound):
    """No case, or none that the caller may know of."""

    text = _("No case is known under this number. Check the digits on your acknowledgement.")


class NotAtThisDesk(NoSuchCase):
    """The same in the words of an officer: no case, or none within what the post oversees."""

    text = _(
        "There is no such case at your desk. If it was there before, it went to another one: look at the desk's list."
    )


class CaseNumberWrong(Invalid):
    """The check digit does not fit: a slip of the finger."""

    text = _("This case number has a wrong digit. Compare it with your acknowledgement: it has 11 digits.")


class CaseIsOver(Conflict):
    """A case that is disposed of, closed or withdrawn changes no more."""

    text = _(
        "Case %(number)s is disposed of, closed or withdrawn. Only the citizen's appeal can open it again."
    )


class NoActionYet(Conflict):
    """Closing without redress is what citizens complain of most (DARPG e-7085 of 23.8.2024)."""

    text = _(
        "Case %(number)s cannot be disposed of before action is taken (DARPG e-7085 of 23.8.2024). "
        "Record the action, or wait for the reply from the file."
    )


class AlreadyReferred(Conflict):
    """One case, one file at a time."""

    text = _("Case %(number)s is already with a file. Its reply comes back by itself.")


class AlreadyAsked(Conflict):
    """One open question at a time, so that one answer starts the clock again."""

    text = _("The citizen was already asked about case %(number)s. Wait for the answer.")


class NothingAsked(Conflict):
    """An answer needs a question."""

    text = _("There is no open question about case %(number)s.")


class NotDisposedYet(Conflict):
    """Satisfaction is asked after the final answer."""

    text = _("Case %(number)s has no final answer yet. You can judge it when the answer is there.")


class SameDepartment(Conflict):
    """A transfer goes to another department."""

    beside = ("to_department",)
    text = _("Case %(number)s is already with department %(department)s. Assign it to a post instead.")


class NobodyToReceive(Conflict):
    """A case that no desk holds keeps no promise."""

    beside = ("to_department",)
    text = _(
        "Department %(department)s has no nodal officer, so the case would be on nobody's desk. Choose another "
        "department, or answer it here and tell the department's administrator."
    )


class TransferredTooOften(Conflict):
    """A case is not a ball between departments."""

    text = _(
        "Case %(number)s was already transferred %(transfers)s times, which is the limit. "
        "Answer it here, or have the secretaries settle who does."
    )


class AnsweredByOneself(NotAllowed):
    """An appeal is heard by somebody else than who gave the answer."""

    text = _(
        "You took part in the answer against which this appeal was filed, from this or another of your posts. Another "
        "officer has to decide it: ask your department's administrator who holds this charge meanwhile."
    )


class AppealAlreadyDecided(Conflict):
    """An appellate officer decides once."""

    text = _("Appeal %(number)s is already decided.")


class UnknownDepartment(Invalid):
    """The code names no department in force."""

    beside = ("to_department", "department")
    text = _("There is no department %(department)s. Choose one from the list.")


class NoSuchDepartment(NotFound):
    """The address names no department in force."""

    text = _("There is no page of department %(department)s. Choose the department on the first page.")


class UnknownArea(Invalid):
    """The code names no area in force."""

    beside = ("area",)
    text = _("There is no district or tehsil %(area)s. Choose one from the list.")


class UnknownPost(Invalid):
    """The post does not exist or lies outside the department."""

    beside = ("to_post",)
    text = _("This post is not one of department %(department)s. Choose a post of that department.")


class UnknownService(Invalid):
    """A guaranteed service is one with a limit in force (Lok Sewa Guarantee Act 2011, s. 3)."""

    beside = ("category",)
    text = _(
        "No service %(category)s with a time limit is in force (Chhattisgarh Lok Sewa Guarantee Act 2011, "
        "section 3). File it as a grievance or a demand."
    )


class NobodyToRefer(Conflict):
    """A file needs a section that receives it."""

    beside = ("to_post",)
    text = _("Department %(department)s has no section post to receive the case. Name the post yourself.")


class PaperTooLarge(Invalid):
    """One paper is over the limit."""

    status = 413
    text = _("A paper may have at most 5 MB. Photograph it in a smaller size and attach it again.")


class TooManyPapers(Invalid):
    """More papers than one filing takes."""

    text = _("At most 3 papers can be attached. Put several pages into one PDF.")


class PaperEmpty(Invalid):
    """A file of no bytes."""

    text = _("One of the papers is empty. Attach it again.")


class PaperMissing(Invalid):
    """The button was pressed before a file was chosen."""

    text = _("Choose a photograph or a PDF first.")


class PaperNotAccepted(Invalid):
    """Judged by its content; its name and declared type prove nothing."""

    status = 415
    text = _("Only photographs (JPEG, PNG) and PDF are accepted; the content of one paper is something else.")


class CodeWrong(Invalid):
    """Wrong, spent or too old: the answer does not tell which."""

    text = _("This code is wrong or no longer valid. Check the SMS or the slip, or ask for a new code.")


class FilingExpired(NotFound):
    """An unconfirmed filing lives one day."""

    text = _("This filing was not confirmed in time and was deleted. Please fill in the form again.")


class ExternalNumberTaken(Conflict):
    """A case of another system comes over once."""

    text = _("This number of the other system already belongs to a case here. Nothing was filed twice.")


class NoSuchLimit(NotFound):
    """A limit is chosen among the known ones."""

    text = _("This time limit is not in the list. Choose one of the listed orders.")


class NoSuchAppeal(NotFound):
    """No appeal, or none before this officer."""

    text = _("There is no such appeal before your post.")


class MobileWrong(Invalid):
    """An Indian mobile has ten digits and begins with 6 to 9."""

    text = _("This is not an Indian mobile number. It has ten digits and begins with 6, 7, 8 or 9.")


class DeskNeedsSecureNetwork(NotAllowed):
    """Petitions are papers of the office: zone VPN or inside, and a live grant, whatever the grade."""

    text = _(
        "Cases are read only from the office network or over the VPN with an issued device. "
        "From the internet only the number of waiting papers is shown."
    )


class DeskNeedsGrant(NotAllowed):
    """The grant of secure-network access hangs on the post and has an end."""

    text = _(
        "Your post has no secure-network access in force. Ask your department's administrator to renew it."
    )


class CodeNeeded(NotAllowed):
    """Number and mobile show state and dates; the content needs a code."""

    text = _("To read or answer, enter the code that is sent to the mobile of this case.")


class SignInNeeded(NotAllowed):
    """A list of own cases needs a proven mobile."""

    text = _("To see your cases, enter your mobile number and then the code that is sent to it.")


class CodesSpentForToday(TooManyTries):
    """How many short messages one number receives on a day is limited, lest it be used to molest its owner."""

    text = _(
        "No more codes are sent to this number today. Try again tomorrow, "
        "or open a single case with its number and its mobile, or with your slip."
    )


class AlreadyConfirmed(Conflict):
    """A filing becomes one case."""

    text = _(
        "This filing is already registered. Its number came by SMS; use it to see where the case stands."
    )


class ChangedMeanwhile(Conflict):
    """Somebody else acted on the case since it was read."""

    text = _("Case %(number)s was changed by somebody else meanwhile. Read it again, then decide.")


class CursorWrong(Invalid):
    """A cursor is taken from an answer, never made up."""

    text = _("The place in the list is not known. Read the list from its beginning.")


class NoSuchPortal(NotFound):
    """No living portal has this id, or the caller's post does not keep it."""

    text = _("No department's portal is open under this address. Start from the first page instead.")
