"""Who may do what in files, in sentences."""

from tests.access.facts import Sentence

SENTENCES = (
    Sentence(
        "Who holds a post learns from everywhere how many papers wait.",
        lambda who: who.holds_post,
        (
            "files GET /v1/waiting",
            "files GET /files/inbox",
            "files GET /files/inbox.csv",
            "files GET /files/_fragment/inbox",
            "files GET /files/_card/inbox",
        ),
    ),
    Sentence(
        "Notes and correspondence are read at a desk, from the VPN inwards, with a live access grant, whatever the grade.",
        lambda who: who.is_inside and who.is_granted,
        (
            "files GET /v1/inbox",
            "files GET /v1/receipts/{receipt_id}",
            "files GET /v1/files/{file_id}",
            "files GET /v1/documents/{document_id}/content",
            "files GET /v1/dispatches",
            "files GET /files/files/{file_id}",
            "files GET /files/files/{file_id}/print",
            "files GET /files/receipts/{receipt_id}",
            "files GET /files/papers/{document_id}",
            "files GET /files/papers/{document_id}/content",
            "files GET /files/dispatches",
        ),
    ),
    Sentence(
        "The registry, dealing assistants and section officers diarise (CSMOP 13), inside and with a grant.",
        lambda who: (
            who.is_inside
            and who.is_granted
            and who.works_as("registry", "dealing_assistant", "section_officer")
        ),
        (
            "files POST /v1/receipts",
            "files GET /files/receipts/new",
            "files POST /files/receipts/new",
        ),
    ),
    Sentence(
        "A desk works on papers from the VPN inwards, with a live access grant.",
        lambda who: who.is_inside and who.is_granted,
        (
            "files POST /v1/receipts/{receipt_id}/mark",
            "files POST /v1/receipts/{receipt_id}/put-on",
            "files POST /v1/receipts/{receipt_id}/papers",
            "files POST /v1/files",
            "files POST /v1/files/{file_id}/notes",
            "files PUT /v1/notes/{note_id}",
            "files POST /v1/files/{file_id}/forward",
            "files POST /v1/files/{file_id}/pull-back",
            "files POST /v1/files/{file_id}/close",
            "files POST /v1/files/{file_id}/reopen",
            "files POST /v1/files/{file_id}/papers",
            "files POST /v1/files/{file_id}/drafts",
            "files POST /v1/drafts/{draft_id}/versions",
            "files POST /v1/drafts/{draft_id}/issue",
            "files POST /files/files/{file_id}",
            "files POST /files/files/{file_id}/pull-back",
            "files POST /files/files/{file_id}/close",
            "files POST /files/files/{file_id}/reopen",
            "files GET /files/receipts/{receipt_id}/mark",
            "files POST /files/receipts/{receipt_id}/mark",
            "files GET /files/receipts/{receipt_id}/put-up",
            "files POST /files/receipts/{receipt_id}/put-up",
            "files GET /files/files/{file_id}/paper",
            "files POST /files/files/{file_id}/paper",
            "files GET /files/receipts/{receipt_id}/paper",
            "files POST /files/receipts/{receipt_id}/paper",
            "files GET /files/files/{file_id}/letter",
            "files POST /files/files/{file_id}/letter",
            "files GET /files/drafts/{draft_id}",
            "files POST /files/drafts/{draft_id}",
            "files POST /files/drafts/{draft_id}/issue",
        ),
    ),
    Sentence(
        "An under secretary or a higher officer approves a reply (CSMOP 37), inside and with a grant.",
        lambda who: who.is_inside and who.is_granted and who.works_as("approving_officer"),
        (
            "files POST /v1/drafts/{draft_id}/approve",
            "files POST /files/drafts/{draft_id}/approve",
        ),
    ),
    Sentence(
        "Section officers and higher officers change grades (CSMOP 56), inside and with a grant.",
        lambda who: who.is_inside and who.is_granted and who.works_as("section_officer", "approving_officer"),
        (
            "files POST /v1/files/{file_id}/grade",
            "files POST /v1/documents/{document_id}/grade",
            "files GET /files/files/{file_id}/grade",
            "files POST /files/files/{file_id}/grade",
            "files GET /files/papers/{document_id}/grade",
            "files POST /files/papers/{document_id}/grade",
        ),
    ),
    Sentence(
        "Operators and the state's administrator see how a service is doing, from inside.",
        lambda who: who.is_inside and who.works_as("operator", "state_admin"),
        (
            "files GET /files/_fragment/ops",
            "files GET /files/_card/ops",
        ),
    ),
    Sentence(
        "What lies on a leaver's desk is shown inside, as numbers.",
        lambda who: who.is_inside and who.holds_post,
        (
            "files GET /files/_card/handover",
            "files GET /files/_fragment/handover",
        ),
    ),
)
