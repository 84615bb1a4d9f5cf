"""What a draft refuses, whose questions are answered one after the other."""

from kernel.errors import Conflict, Invalid, NotFound
from kernel.languages import _


class NoSuchDraft(NotFound):
    """The draft is over, or open in another browser."""

    text = _("This draft is not open here, or its time is over. Enter its code to go on with it.")


class ResumeCodeWrong(Invalid):
    """The check digit does not fit: a slip of the finger."""

    text = _("This code has a wrong digit. It has 16 digits; compare it with what you wrote down.")


class ResumeCodeUnknown(Invalid):
    """Wrong, or its draft is over: the answer does not tell which."""

    text = _("No draft is kept under this code. A draft is kept for 7 days after the last answer.")


class DraftIncomplete(Conflict):
    """Every question needs its answer before the case is sent."""

    text = _("An answer is still missing. Go through the questions once more.")


class PartOutOfPlace(Conflict):
    """A part continues exactly where the one before it ended."""

    text = _("This part of the file does not continue where the last one ended. Ask how far it has come.")


class PartWrong(Invalid):
    """A part is not empty, not over 64 KB, and lies within its file."""

    text = _("This part of the file is empty, too large, or reaches beyond the end of the file.")
