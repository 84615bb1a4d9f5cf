"""What public announces: the life of a case, by ids; contacts and codes sealed for notify."""

from services.public.events.appeals import AppealDisposed, AppealFiled, AppealPassedOn, FeedbackReceived
from services.public.events.cases import (
    ActionTaken,
    CaseAssigned,
    CaseDisposed,
    CaseOverdue,
    CaseReferred,
    CaseRegistered,
    CaseTransferred,
    CaseWithdrawn,
    CitizenReplied,
    ClarificationRequested,
    InterimReplied,
)
from services.public.events.contacts import CodeRequested, ContactGiven
from services.public.events.parts import NATURES, ClaimCheck

__all__ = [
    "NATURES",
    "ActionTaken",
    "AppealDisposed",
    "AppealFiled",
    "AppealPassedOn",
    "CaseAssigned",
    "CaseDisposed",
    "CaseOverdue",
    "CaseReferred",
    "CaseRegistered",
    "CaseTransferred",
    "CaseWithdrawn",
    "CitizenReplied",
    "ClaimCheck",
    "ClarificationRequested",
    "CodeRequested",
    "ContactGiven",
    "FeedbackReceived",
    "InterimReplied",
]
