"""Shapes of requests and answers."""

from services.files.schemas.common import PageQuery
from services.files.schemas.desk import Inbox, InboxItem, InboxQuery, Waiting
from services.files.schemas.files import File, FileView, Forward, Movement, Note, NoteText, PutUp
from services.files.schemas.letters import Dispatch, DispatchPage, Draft, DraftVersion, LetterText, NewDraft
from services.files.schemas.receipts import (
    Diarise,
    Document,
    ExternalRef,
    Mark,
    Paper,
    Receipt,
    ReceiptView,
    Sender,
)

__all__ = [
    "Diarise",
    "Dispatch",
    "DispatchPage",
    "Document",
    "Draft",
    "DraftVersion",
    "ExternalRef",
    "File",
    "FileView",
    "Forward",
    "Inbox",
    "InboxItem",
    "InboxQuery",
    "LetterText",
    "Mark",
    "Movement",
    "NewDraft",
    "Note",
    "NoteText",
    "PageQuery",
    "Paper",
    "PutUp",
    "Receipt",
    "ReceiptView",
    "Sender",
    "Waiting",
]
