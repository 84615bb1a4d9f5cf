"""A grade is changed: raised at once by who handles the file, lowered only after another officer agreed."""

from dataclasses import dataclass

from kernel.errors import Conflict, NotAllowed
from kernel.languages import _
from services.files.domain.grades import Grade


class GradeIsAnother(Conflict):
    """Somebody changed the grade since it was read."""

    text = _("The grade was changed meanwhile. Read the page again, and decide anew.")


class GradeStaysTheSame(Conflict):
    """The new grade is the one that it has."""

    beside = ("grade",)
    text = _("It has this grade already. Choose another one.")


class GradedLowerThanItsFile(Conflict):
    """What lies on a file is graded at least as the file is."""

    beside = ("grade",)
    text = _("A paper is graded at least as its file is. Lower the grade of file %(number)s first.")


class PutUpFirst(Conflict):
    """A paper's grade is changed on a file, where the reason can be read beside the notes."""

    text = _("This paper is not on a file yet. Put its receipt up first; then its grade can be changed.")


class LoweringNeedsAnotherOfficersNote(NotAllowed):
    """No officer of another desk has written on the note sheet (installation policy: nobody lowers a grade alone)."""

    text = _(
        "Nobody lowers a grade alone: another officer's note must have gone out with file %(number)s first "
        "(installation policy). Ask for that officer's view on the note sheet."
    )


class LoweringNeedsAHigherRank(NotAllowed):
    """Grades are lowered by an under secretary or above of the file's department (Public Records Rules 1997, rule 7)."""

    text = _(
        "A grade is lowered by an under secretary or a higher officer of the file's department (Public Records Rules "
        "1997, rule 7). Send the file to one."
    )


@dataclass(frozen=True, slots=True)
class Regrading:
    """What is to be changed: from the grade that was read, to another one, for a reason."""

    was: Grade
    grade: Grade
    reason: str

    @property
    def lowers(self) -> bool:
        """Whether fewer rules protect it afterwards."""
        return self.grade.level < self.was.level

    def require_of(self, present: Grade) -> None:
        """Raise GradeIsAnother, GradeStaysTheSame against what is *present* now."""
        if self.was is not present:
            raise GradeIsAnother
        if self.grade is present:
            raise GradeStaysTheSame
