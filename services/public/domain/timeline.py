"""What happens to a case, and the plain words for it that a citizen reads."""

from enum import StrEnum

from kernel.languages import _
from services.public.domain.case import CaseState, Nature


class What(StrEnum):
    """An entry of a case's timeline."""

    REGISTERED = "REGISTERED"
    INTERIM_REPLIED = "INTERIM_REPLIED"
    QUESTION_ASKED = "QUESTION_ASKED"
    CITIZEN_ANSWERED = "CITIZEN_ANSWERED"
    QUESTION_TAKEN_BACK = "QUESTION_TAKEN_BACK"
    ASSIGNED = "ASSIGNED"
    TRANSFERRED = "TRANSFERRED"
    REFERRED = "REFERRED"
    DIARISED = "DIARISED"
    REPLY_ISSUED = "REPLY_ISSUED"
    ACTION_TAKEN = "ACTION_TAKEN"
    DISPOSED = "DISPOSED"
    SATISFIED = "SATISFIED"
    APPEALED = "APPEALED"
    APPEAL_ACCEPTED = "APPEAL_ACCEPTED"
    APPEAL_REJECTED = "APPEAL_REJECTED"
    WITHDRAWN = "WITHDRAWN"
    OVERDUE = "OVERDUE"
    HANDED_IN = "HANDED_IN"
    SLIP_REPLACED = "SLIP_REPLACED"
    OPENED_AT_CENTRE = "OPENED_AT_CENTRE"


WORDS_OF_WHAT = {
    What.REGISTERED: _("Registered"),
    What.INTERIM_REPLIED: _("The department answered for the time being"),
    What.QUESTION_ASKED: _("You were asked a question; the time limit stands still until you answer"),
    What.CITIZEN_ANSWERED: _("You answered; the time limit runs again"),
    What.QUESTION_TAKEN_BACK: _("The department goes on without your answer; the time limit runs again"),
    What.ASSIGNED: _("Given to the officer who deals with it"),
    What.TRANSFERRED: _("Transferred to another department; number and time limit stay"),
    What.REFERRED: _("The answer is prepared on a file of the department"),
    What.DIARISED: _("Entered in the department's diary"),
    What.REPLY_ISSUED: _("The department's reply was issued"),
    What.ACTION_TAKEN: _("Action was taken"),
    What.DISPOSED: _("Disposed of with a final answer"),
    What.SATISFIED: _("You were satisfied"),
    What.APPEALED: _("You were not satisfied and appealed"),
    What.APPEAL_ACCEPTED: _("The appeal was accepted; the department must act again"),
    What.APPEAL_REJECTED: _("The appeal was not accepted"),
    What.WITHDRAWN: _("You took it back"),
    What.OVERDUE: _("The time limit passed without a final answer; the officers above were told"),
    What.HANDED_IN: _("Handed in through a Lok Seva Kendra"),
    What.OPENED_AT_CENTRE: _("Opened at a Lok Seva Kendra with your code"),
    What.SLIP_REPLACED: _("The slip was replaced; the old code opens nothing any more"),
}

WORDS_OF_STATE = {
    CaseState.REGISTERED: _("Registered"),
    CaseState.ASSIGNED: _("With the officer who deals with it"),
    CaseState.AWAITING_CITIZEN: _("Waiting for your answer"),
    CaseState.REFERRED: _("On a file of the department"),
    CaseState.ACTION_TAKEN: _("Action taken"),
    CaseState.DISPOSED: _("Disposed of; please say whether you are satisfied"),
    CaseState.CLOSED: _("Closed"),
    CaseState.UNDER_APPEAL: _("Under appeal"),
    CaseState.WITHDRAWN: _("Withdrawn"),
}

WORDS_OF_NATURE = {
    Nature.GRIEVANCE: _("Grievance"),
    Nature.DEMAND: _("Demand"),
    Nature.SUGGESTION: _("Suggestion"),
    Nature.SERVICE: _("Guaranteed service"),
}

WORDS_OF_NEXT = {
    CaseState.REGISTERED: _("The nodal officer reads it and gives it to the officer who deals with it."),
    CaseState.ASSIGNED: _("The officer looks into it and answers, or asks you a question."),
    CaseState.AWAITING_CITIZEN: _("Answer the question. Until then the time limit stands still."),
    CaseState.REFERRED: _("The department decides on the file; its reply comes here by itself."),
    CaseState.ACTION_TAKEN: _("The nodal officer checks what was done and gives you the final answer."),
    CaseState.DISPOSED: _(
        "Read the answer and say whether you are satisfied. If not, your appeal is opened."
    ),
    CaseState.CLOSED: _("Nothing more is to be done. For something new, file a new case."),
    CaseState.UNDER_APPEAL: _(
        "The appellate officer decides: the department must act again, or the case is closed."
    ),
    CaseState.WITHDRAWN: _("Nothing more is done, because you took it back."),
}
