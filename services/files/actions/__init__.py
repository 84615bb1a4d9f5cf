"""What can be done in the e-office, one function each."""

from services.files.actions.all_desks import (
    DeskView,
    inbox_card,
    sees_a_desk,
    waiting_over_all,
    whole_inbox,
)
from services.files.actions.desk import (
    Page,
    dispatches,
    inbox,
    read_document,
    read_file,
    read_receipt,
    take_document_along,
    waiting,
)
from services.files.actions.diary import NewPaper, diarise, diarise_referred_case, mark
from services.files.actions.drafting import LetterDraft, approve, draft, issue, redraft
from services.files.actions.entering import opener_of
from services.files.actions.limits import DeskClock
from services.files.actions.moving import (
    Onward,
    PutUp,
    close,
    forward,
    pull_back,
    put_on_file,
    put_up,
    reopen,
)
from services.files.actions.noting import keep_note, rewrite_note, write_note
from services.files.actions.papers import add_paper_to_file, add_paper_to_receipt
from services.files.actions.regrading import paper_on_file, regrade_file, regrade_paper
from services.files.actions.sending import Desk, chosen_desk, desks_to_send_to, files_to_put_on
from services.files.actions.succession import pass_on_what_was_left
from services.files.actions.vault import Paper, Vault, sweep_blobs

__all__ = [
    "Desk",
    "DeskClock",
    "DeskView",
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
    "chosen_desk",
    "close",
    "desks_to_send_to",
    "diarise",
    "diarise_referred_case",
    "dispatches",
    "draft",
    "files_to_put_on",
    "forward",
    "inbox",
    "inbox_card",
    "issue",
    "keep_note",
    "mark",
    "opener_of",
    "paper_on_file",
    "pass_on_what_was_left",
    "pull_back",
    "put_on_file",
    "put_up",
    "read_document",
    "read_file",
    "read_receipt",
    "redraft",
    "regrade_file",
    "regrade_paper",
    "reopen",
    "rewrite_note",
    "sees_a_desk",
    "sweep_blobs",
    "take_document_along",
    "waiting",
    "waiting_over_all",
    "whole_inbox",
    "write_note",
]
