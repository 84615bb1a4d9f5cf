"""Papers of a draft: a plain upload, and one in parts for a script on a line that breaks."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.http import Call, Upload
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from services.public import actions, schemas
from services.public.domain.draft import LARGEST_PART_BYTES, Step
from services.public.domain.refusals import PaperMissing
from services.public.pages.drafts import PAPER_LIMITS, address_of, asked, shown
from services.public.pages.room import page, pages, require_open, with_draft


@pages.get("/drafts/{draft_id:uuid}/documents", public=True)
def documents_form(tx: Transaction, call: Call, draft_id: UUID) -> Page | Redirect:
    """The papers that are here, and room for more."""
    made = asked(tx, call, draft_id)
    if isinstance(made, Redirect):
        return made
    papers = actions.papers_of(tx, draft_id)
    more = {"papers": papers, "part_bytes": LARGEST_PART_BYTES, **PAPER_LIMITS}
    return page("ask_documents.html", **shown(tx, made, Step.DOCUMENTS, **more))


@pages.post(
    "/drafts/{draft_id:uuid}/documents",
    public=True,
    takes=schemas.PapersForm,
    uploads=True,
    form=documents_form,
)
def add_documents(
    tx: Transaction, actor: Actor, call: Call, draft_id: UUID, body: dict[str, Any], uploads: list[Upload]
) -> Redirect:
    """Attach what was chosen, and stay or go on."""
    require_open(call, draft_id)
    if body["then"] == "more" and not uploads:
        raise PaperMissing(fields={"papers": [PaperMissing.text]})
    made = actions.read_draft(tx, call.context, draft_id)
    actions.add_papers(tx, actor, call.context, draft_id, uploads)
    step = Step.DOCUMENTS if body["then"] == "more" else made.onwards(Step.DOCUMENTS)
    return with_draft(call, draft_id, address_of(draft_id, step))


@pages.post("/drafts/{draft_id:uuid}/documents/{paper_id:uuid}/remove", public=True, takes=schemas.ButtonForm)
def remove_document(tx: Transaction, call: Call, draft_id: UUID, paper_id: UUID) -> Redirect:
    """Take a paper away."""
    require_open(call, draft_id)
    actions.remove_paper(tx, call.context, draft_id, paper_id)
    return with_draft(call, draft_id, address_of(draft_id, Step.DOCUMENTS))


@pages.get("/drafts/{draft_id:uuid}/documents/{paper_id:uuid}", public=True, gives=schemas.Progress)
def how_far(tx: Transaction, call: Call, draft_id: UUID, paper_id: UUID) -> Any:
    """How far a paper has come, for the script that sends it."""
    require_open(call, draft_id)
    return actions.progress_of(tx, draft_id, paper_id)


@pages.put(
    "/drafts/{draft_id:uuid}/documents/{paper_id:uuid}",
    public=True,
    query=schemas.PartQuery,
    gives=schemas.Progress,
)
def take_part(
    tx: Transaction, actor: Actor, call: Call, draft_id: UUID, paper_id: UUID, query: dict[str, Any]
) -> Any:
    """The next part of a paper, as bytes; another site's page cannot send it, for a form cannot PUT."""
    require_open(call, draft_id)
    content = call.request.bounded_stream.read(LARGEST_PART_BYTES + 1)
    part = actions.Part(query["size"], query["begins_at"], content)
    return actions.take_part(tx, actor, call.context, draft_id, paper_id, part)
