"""HTTP in: the desk's routes, one transaction and one action each."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.http import Api, Call, Download, Upload
from kernel.identity import Actor
from services.files import access, actions, schemas, store
from services.files.domain import OnePaperAtATime, Regrading

api = Api("files", policy=access.POLICY)


@api.get("/v1/waiting", gives=schemas.Waiting, may="files.count")
def waiting(tx: Transaction, actor: Actor) -> Any:
    """How many papers wait at the acting desk; from the internet nothing else is shown."""
    return actions.waiting(tx, actor)


# Reading writes: the record of graded readings, and when a desk first opened what was sent to it.
@api.get("/v1/inbox", query=schemas.InboxQuery, gives=schemas.Inbox, may="files.read", reading=False)
def inbox(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Any:
    """What lies at the acting desk, oldest first."""
    return actions.inbox(tx, actor, query["search"], actions.Page(query["after"], query["limit"]))


@api.post("/v1/receipts", takes=schemas.Diarise, gives=schemas.Receipt, may="files.diarise", status=201)
def diarise(tx: Transaction, actor: Actor, body: dict[str, Any]) -> Any:
    """Diarise a paper that came over the counter."""
    sender = store.Sender(**body["sender"]) if body["sender"] else None
    refs = [(ref["system"], ref["number"]) for ref in body["external_refs"]]
    paper = actions.NewPaper(
        body["subject"], body["medium"], body["grade"], body["language"], sender=sender, refs=refs
    )
    return actions.diarise(tx, actor, paper, body["to_post"])


@api.get("/v1/receipts/{receipt_id:uuid}", gives=schemas.ReceiptView, may="files.read", reading=False)
def receipt(tx: Transaction, actor: Actor, receipt_id: UUID) -> Any:
    """A receipt with its papers."""
    return actions.read_receipt(tx, actor, receipt_id)


@api.post("/v1/receipts/{receipt_id:uuid}/mark", takes=schemas.Mark, gives=schemas.Receipt, may="files.write")
def mark(tx: Transaction, actor: Actor, receipt_id: UUID, body: dict[str, Any]) -> Any:
    """Mark a receipt to another desk."""
    return actions.mark(tx, actor, receipt_id, body["to_post"])


@api.post("/v1/receipts/{receipt_id:uuid}/put-on", takes=schemas.PutOn, gives=schemas.File, may="files.write")
def put_on(tx: Transaction, actor: Actor, receipt_id: UUID, body: dict[str, Any]) -> Any:
    """Put a receipt on a file that lies at the same desk."""
    return actions.put_on_file(tx, actor, receipt_id, body["file_id"], body["note"])


@api.post(
    "/v1/receipts/{receipt_id:uuid}/papers",
    takes=schemas.Paper,
    gives=schemas.Document,
    may="files.write",
    uploads=True,
    status=201,
)
def add_paper_to_receipt(
    tx: Transaction,
    actor: Actor,
    receipt_id: UUID,
    body: dict[str, Any],
    uploads: list[Upload],
    call: Call,
) -> Any:
    """Put the scan of a paper to its receipt."""
    return actions.add_paper_to_receipt(tx, actor, receipt_id, _paper(body, uploads), _vault(call))


@api.post("/v1/files", takes=schemas.PutUp, gives=schemas.File, may="files.write", status=201)
def put_up(tx: Transaction, actor: Actor, body: dict[str, Any]) -> Any:
    """Open a new file from a receipt, with a first note."""
    how = actions.PutUp(body["note"], body["subject"], body["head"])
    return actions.put_up(tx, actor, body["receipt_id"], how)


@api.get("/v1/files/{file_id:uuid}", gives=schemas.FileView, may="files.read", reading=False)
def file(tx: Transaction, actor: Actor, file_id: UUID) -> Any:
    """A file with note sheet, correspondence and movements."""
    return actions.read_file(tx, actor, file_id)


@api.post(
    "/v1/files/{file_id:uuid}/notes",
    takes=schemas.NoteText,
    gives=schemas.Note,
    may="files.write",
    status=201,
)
def write_note(tx: Transaction, actor: Actor, file_id: UUID, body: dict[str, Any]) -> Any:
    """Begin a yellow note."""
    return actions.write_note(tx, actor, file_id, body["body"])


@api.put("/v1/notes/{note_id:uuid}", takes=schemas.NoteText, gives=schemas.Note, may="files.write")
def rewrite_note(tx: Transaction, actor: Actor, note_id: UUID, body: dict[str, Any]) -> Any:
    """Change a note that was not sent yet."""
    return actions.rewrite_note(tx, actor, note_id, body["body"])


@api.post("/v1/files/{file_id:uuid}/forward", takes=schemas.Forward, gives=schemas.File, may="files.write")
def forward(tx: Transaction, actor: Actor, file_id: UUID, body: dict[str, Any]) -> Any:
    """Send a file to another desk."""
    return actions.forward(tx, actor, file_id, actions.Onward(**body))


@api.post("/v1/files/{file_id:uuid}/pull-back", gives=schemas.File, may="files.write")
def pull_back(tx: Transaction, actor: Actor, file_id: UUID) -> Any:
    """Take back a file that the addressee has not opened."""
    return actions.pull_back(tx, actor, file_id)


@api.post("/v1/files/{file_id:uuid}/close", gives=schemas.File, may="files.write")
def close(tx: Transaction, actor: Actor, file_id: UUID) -> Any:
    """Close a file."""
    return actions.close(tx, actor, file_id)


@api.post("/v1/files/{file_id:uuid}/reopen", gives=schemas.File, may="files.write")
def reopen(tx: Transaction, actor: Actor, file_id: UUID) -> Any:
    """Put a closed file to work again."""
    return actions.reopen(tx, actor, file_id)


@api.post(
    "/v1/files/{file_id:uuid}/papers",
    takes=schemas.Paper,
    gives=schemas.Document,
    may="files.write",
    uploads=True,
    status=201,
)
def add_paper_to_file(
    tx: Transaction,
    actor: Actor,
    file_id: UUID,
    body: dict[str, Any],
    uploads: list[Upload],
    call: Call,
) -> Any:
    """Put a paper with its grade on the correspondence side of a file."""
    return actions.add_paper_to_file(tx, actor, file_id, _paper(body, uploads), _vault(call))


@api.post(
    "/v1/files/{file_id:uuid}/grade", takes=schemas.Regrade, gives=schemas.File, may="files.grade", fresh=True
)
def regrade_file(tx: Transaction, actor: Actor, file_id: UUID, body: dict[str, Any]) -> Any:
    """Change the grade of a file; its receipts follow, and its papers are raised to it."""
    return actions.regrade_file(tx, actor, file_id, Regrading(**body))


@api.post(
    "/v1/documents/{document_id:uuid}/grade",
    takes=schemas.Regrade,
    gives=schemas.Document,
    may="files.grade",
    fresh=True,
)
def regrade_paper(tx: Transaction, actor: Actor, document_id: UUID, body: dict[str, Any]) -> Any:
    """Change the grade of a paper on a file."""
    return actions.regrade_paper(tx, actor, document_id, Regrading(**body))


@api.post(
    "/v1/files/{file_id:uuid}/drafts",
    takes=schemas.NewDraft,
    gives=schemas.Draft,
    may="files.write",
    status=201,
)
def draft(tx: Transaction, actor: Actor, file_id: UUID, body: dict[str, Any]) -> Any:
    """Begin a draft for approval."""
    language = body.pop("language")
    return actions.draft(tx, actor, file_id, actions.LetterDraft(**body), language)


@api.post(
    "/v1/drafts/{draft_id:uuid}/versions",
    takes=schemas.LetterText,
    gives=schemas.Draft,
    may="files.write",
    status=201,
)
def redraft(tx: Transaction, actor: Actor, draft_id: UUID, body: dict[str, Any]) -> Any:
    """Add a version to a draft."""
    return actions.redraft(tx, actor, draft_id, actions.LetterDraft(**body))


@api.post(
    "/v1/drafts/{draft_id:uuid}/approve",
    takes=schemas.Approve,
    gives=schemas.Draft,
    may="files.approve",
    fresh=True,
)
def approve(tx: Transaction, actor: Actor, draft_id: UUID, body: dict[str, Any]) -> Any:
    """Approve the newest version of a draft; 409 when it is not the one that was read."""
    return actions.approve(tx, actor, draft_id, body["version"])


@api.post(
    "/v1/drafts/{draft_id:uuid}/issue", gives=schemas.Dispatch, may="files.write", fresh=True, status=201
)
def issue(tx: Transaction, actor: Actor, draft_id: UUID, call: Call) -> Any:
    """Issue the approved letter under a dispatch number."""
    return actions.issue(tx, actor, draft_id, _vault(call))


@api.get("/v1/documents/{document_id:uuid}/content", may="files.read", reading=False)
def content(tx: Transaction, actor: Actor, document_id: UUID, call: Call) -> Any:
    """The bytes of a paper, decrypted, for the reader to keep."""
    document, stream = actions.take_document_along(tx, actor, document_id, _vault(call))
    return Download(stream, document["media_type"], document["filename"], document["size"])


@api.get("/v1/dispatches", query=schemas.PageQuery, gives=schemas.DispatchPage, may="files.read")
def dispatches(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Any:
    """The dispatch register of the acting post's office, newest first."""
    return actions.dispatches(tx, actor, actions.Page(query["after"], query["limit"]))


def _vault(call: Call) -> actions.Vault:
    return actions.Vault(call.context.blobs, call.context.sealing)


def _paper(body: dict[str, Any], uploads: list[Upload]) -> actions.Paper:
    if len(uploads) != 1:
        raise OnePaperAtATime
    return actions.Paper(uploads[0].stream.read(), uploads[0].filename, body["grade"])
