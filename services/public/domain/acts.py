"""What an officer can do with a case: the acts, when each is possible, and the words in which desks speak."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kernel.errors import Refused
from kernel.languages import _
from services.public.domain.case import Case, CaseState
from services.public.domain.timeline import WORDS_OF_WHAT, What


class Act(StrEnum):
    """An act at a desk, as it stands in the address of its page."""

    ANSWER = "answer"
    ASK = "ask"
    PROCEED = "proceed"
    ASSIGN = "assign"
    RESOLVE = "resolve"
    DISPOSE = "dispose"
    REFER = "refer"
    TRANSFER = "transfer"


_SOMEBODY = UUID(int=0)
_ELSEWHERE = ""

_TRIALS: dict[Act, Callable[[Case, datetime], object]] = {
    Act.ANSWER: lambda case, _at: case.interim_answered(),
    Act.ASK: lambda case, at: case.asked(at),
    Act.PROCEED: lambda case, at: case.proceeds(at),
    Act.ASSIGN: lambda case, _at: case.assigned_to(_SOMEBODY),
    Act.RESOLVE: lambda case, _at: case.action_taken(),
    Act.DISPOSE: lambda case, at: case.disposed(at),
    Act.REFER: lambda case, _at: case.referred(),
    Act.TRANSFER: lambda case, _at: case.transferred_to(_ELSEWHERE, None, case.level),
}


def refusal_of(act: Act, case: Case, at: datetime) -> Refused | None:
    """What stands against an *act* on a *case* at the instant *at*, by the rules of the case itself."""
    try:
        _TRIALS[act](case, at)
    except Refused as refusal:
        return refusal
    return None


WORDS_OF_ACT = {
    Act.ANSWER: _("Answer for the time being"),
    Act.ASK: _("Ask the citizen"),
    Act.PROCEED: _("Go on without the citizen's answer"),
    Act.ASSIGN: _("Assign to a desk"),
    Act.RESOLVE: _("Record the action taken"),
    Act.DISPOSE: _("Dispose of the case"),
    Act.REFER: _("Refer to a file"),
    Act.TRANSFER: _("Transfer to another department"),
}

WORDS_OF_DONE = {
    Act.ANSWER: _("The citizen is told. The time limit runs on."),
    Act.ASK: _("The citizen is asked. The time limit stands still until the answer."),
    Act.PROCEED: _("The question is taken back and the citizen is told. The time limit runs again."),
    Act.ASSIGN: _("The case is on its new desk."),
    Act.RESOLVE: _("The action is recorded. The nodal officer can dispose of the case now."),
    Act.DISPOSE: _("The case is disposed of. The citizen is asked whether the answer satisfies."),
    Act.REFER: _("The case is on its way to the e-office. The reply of the file comes back here by itself."),
    Act.TRANSFER: _("The case is transferred. Its number, time limit and order stayed."),
}

STATES_AT_DESK = {
    CaseState.REGISTERED: _("Not assigned yet"),
    CaseState.ASSIGNED: _("Assigned"),
    CaseState.AWAITING_CITIZEN: _("Waiting for the citizen"),
    CaseState.REFERRED: _("On a file"),
    CaseState.ACTION_TAKEN: _("Action taken, to be disposed of"),
    CaseState.DISPOSED: _("Disposed of"),
    CaseState.CLOSED: _("Closed"),
    CaseState.UNDER_APPEAL: _("Under appeal"),
    CaseState.WITHDRAWN: _("Withdrawn"),
}

WHAT_AT_DESK = {
    **WORDS_OF_WHAT,
    What.QUESTION_ASKED: _("The citizen was asked a question; the time limit stands still"),
    What.CITIZEN_ANSWERED: _("The citizen answered; the time limit runs again"),
    What.QUESTION_TAKEN_BACK: _("The question was taken back; the time limit runs again"),
    What.SATISFIED: _("The citizen is satisfied"),
    What.APPEALED: _("The citizen is not satisfied and appealed"),
    What.WITHDRAWN: _("The citizen took it back"),
}
