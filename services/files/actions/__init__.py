"""What can be done in the e-office, one function each."""

from services.files.actions.desk import (
    Page,
    dispatches,
    inbox,
    read_document,
    read_file,
    read_receipt,
    waiting,
)
from services.files.actions.diary import NewPaper, diarise, diarise_referred_case, mark
from services.files.actions.drafting import LetterDraft, approve, draft, issue, redraft
from services.files.actions.moving import Onward, PutUp, close, forward, pull_back, put_up, reopen
from services.files.actions.noting import rewrite_note, write_note
from services.files.actions.papers import add_paper_to_file, add_paper_to_receipt
from services.files.actions.vault import Paper, Vault, sweep_blobs

__all__ = [
    "LetterDraft",
    "NewPaper",
    "Onward",
    "Page",
    "Paper",
    "PutUp",
    "Vault",
    "add_paper_to_file",
    "add_paper_to_receipt",
    "approve",
    "close",
    "diarise",
    "diarise_referred_case",
    "dispatches",
    "draft",
    "forward",
    "inbox",
    "issue",
    "mark",
    "pull_back",
    "put_up",
    "read_document",
    "read_file",
    "read_receipt",
    "redraft",
    "reopen",
    "rewrite_note",
    "sweep_blobs",
    "waiting",
    "write_note",
]
