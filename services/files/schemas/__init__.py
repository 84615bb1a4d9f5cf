"""Shapes of requests and answers."""

from services.files.schemas.common import PageQuery
from services.files.schemas.desk import Inbox, InboxItem, InboxQuery, Waiting
from services.files.schemas.files import File, FileView, Forward, Movement, Note, NoteText, PutOn, PutUp
from services.files.schemas.forms import (
    LINES_OF_A_LIST,
    ButtonForm,
    DiaryForm,
    InboxPage,
    LetterForm,
    MarkForm,
    PutUpForm,
    SheetForm,
)
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
    "LINES_OF_A_LIST",
    "ButtonForm",
    "Diarise",
    "DiaryForm",
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
    "InboxPage",
    "InboxQuery",
    "LetterForm",
    "LetterText",
    "Mark",
    "MarkForm",
    "Movement",
    "NewDraft",
    "Note",
    "NoteText",
    "PageQuery",
    "Paper",
    "PutOn",
    "PutUp",
    "PutUpForm",
    "Receipt",
    "ReceiptView",
    "Sender",
    "SheetForm",
    "Waiting",
]
