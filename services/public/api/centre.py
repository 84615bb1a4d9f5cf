"""A centre (Lok Seva Kendra): its operators hand in for citizens, give out slips, and act with a citizen's code."""

from typing import Any
from uuid import UUID

from kernel.database import Database, Transaction
from kernel.edge.http import Download
from kernel.edge.http.call import Call
from kernel.identity import Actor
from services.public import actions, schemas
from services.public.api.room import api
from services.public.domain.codes import CODE_LIFE, READING_LIFE
from services.public.domain.papers import filename_of


@api.post(
    "/v1/centres/allowance",
    takes=schemas.AllowanceOrder,
    gives=schemas.AllowanceOrder,
    may="centre.allowance",
)
def order_allowance(tx: Transaction, actor: Actor, body: dict[str, Any]) -> Any:
    """Put an order in force about how many cases a centre, or each, may hand in on a day."""
    actions.order_allowance(tx, actor, body)
    return body


@api.get("/v1/centre/allowance", gives=schemas.CentreAllowance, may="centre.read")
def read_allowance(tx: Transaction, actor: Actor) -> Any:
    """How much the own centre may hand in on a day, and what is left of it today."""
    return actions.allowance_of(tx, actor)


@api.get("/v1/centre/cases", query=schemas.CentreList, gives=schemas.CentreRegister, may="centre.read")
def list_handed_in(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Any:
    """The register of the own centre, today's or the month's: numbers, dates and states alone."""
    return actions.handed_in(tx, actor, month=query["of"] == "month", after=query["after"])


@api.post("/v1/centre/cases", takes=schemas.HandIn, gives=schemas.Registered, may="centre.file", status=201)
def hand_in(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Any:
    """Register a case for a citizen without a telephone; ask for its slip within ten minutes."""
    return actions.hand_in(tx, actor, call.context, body)


@api.post("/v1/centre/slips", takes=schemas.SlipOrder, gives=schemas.SlipGiven, may="centre.file")
def give_slip(database: Database, actor: Actor, call: Call, body: dict[str, Any]) -> Any:
    """The first slip of a case just handed in, or another after identification; the old one ends."""
    # Without `tx` the answer is not kept for a repeated key: the code in it opens the case.
    with database.transaction(correlation_id=call.correlation_id) as tx:
        given = actions.give_slip(tx, actor, call.context, body)
        number = actions.slip_facts(tx, actor, given.case_id)["case"].number
    return {"case_id": given.case_id, "number": number, "code": given.code}


@api.post(
    "/v1/centre/filings", takes=schemas.HandIn, gives=schemas.FilingTaken, may="centre.file", status=201
)
def take_down(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Any:
    """Take down a case for a citizen with a mobile, to which a code is sent."""
    filing_id = actions.take_down(tx, actor, call.context, body)
    return {"filing_id": filing_id, "expires_in": int(CODE_LIFE.total_seconds())}


@api.post("/v1/centre/filings/{filing_id:uuid}/codes", gives=schemas.FilingTaken, may="centre.file")
def send_code_again(tx: Transaction, actor: Actor, call: Call, filing_id: UUID) -> Any:
    """Another code for a case that waits at the own centre."""
    actions.send_code_again(tx, actor, call.context, filing_id)
    return {"filing_id": filing_id, "expires_in": int(CODE_LIFE.total_seconds())}


@api.post(
    "/v1/centre/filings/{filing_id:uuid}/confirm",
    takes=schemas.CodeForm,
    gives=schemas.FilingConfirmed,
    may="centre.file",
)
def confirm(tx: Transaction, actor: Actor, call: Call, filing_id: UUID, body: dict[str, Any]) -> Any:
    """Register what waits with the code that the citizen tells; the case is null when it is wrong."""
    return {"case": actions.confirm_at_centre(tx, actor, call.context, filing_id, body["code"])}


@api.post("/v1/centre/codes", takes=schemas.TrackForm, gives=schemas.CodeSent, may="centre.open")
def request_code(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Any:
    """Send a code to the mobile of a case; the answer is the same whether the two belong together or not."""
    actions.request_code(tx, actor, call.context, body["number"], body["mobile"])
    return {"expires_in": int(CODE_LIFE.total_seconds())}


@api.post("/v1/centre/openings", takes=schemas.EnterForm, gives=schemas.CentreOpened, may="centre.open")
def open_case(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Any:
    """Open a case to this session by the citizen's code or slip; null when it is wrong, and the try counts."""
    case_id = actions.open_at_centre(tx, actor, call.context, body["number"], body["code"])
    return {"case_id": case_id, "expires_in": int(READING_LIFE.total_seconds()) if case_id else 0}


@api.get("/v1/centre/cases/{case_id:uuid}", gives=schemas.CaseContent, may="centre.open", reading=False)
def read_opened_case(tx: Transaction, actor: Actor, call: Call, case_id: UUID) -> Any:
    """What the citizen may read of the open case; the reading is recorded."""
    return actions.read_at_centre(tx, actor, call.context, case_id)


@api.get("/v1/centre/cases/{case_id:uuid}/documents/{document_id:uuid}", may="centre.open", reading=False)
def read_opened_document(
    tx: Transaction, actor: Actor, call: Call, case_id: UUID, document_id: UUID
) -> Download:
    """A paper of the open case; the reading is recorded."""
    row, stream = actions.open_document_at_centre(tx, actor, call.context, case_id, document_id)
    name = filename_of(row["kind"], row["document_id"], row["media_type"])
    return Download(stream, row["media_type"], name, row["size"])


@api.post(
    "/v1/centre/cases/{case_id:uuid}/answer", takes=schemas.AnswerForm, gives=schemas.Case, may="centre.open"
)
def answer_at_centre(tx: Transaction, actor: Actor, call: Call, case_id: UUID, body: dict[str, Any]) -> Any:
    """Answer the officer's question as the citizen says it; the clock runs again."""
    acting = actions.in_place_of_citizen(tx, actor, case_id)
    return actions.answer_question(tx, acting, call.context, body["text"])


@api.post(
    "/v1/centre/cases/{case_id:uuid}/satisfaction",
    takes=schemas.JudgeForm,
    gives=schemas.Case,
    may="centre.open",
)
def judge(tx: Transaction, actor: Actor, call: Call, case_id: UUID, body: dict[str, Any]) -> Any:
    """Whether the final answer satisfies the citizen; if not, the appeal is opened."""
    acting = actions.in_place_of_citizen(tx, actor, case_id)
    said = {"satisfied": body["satisfied"], "text": body.get("text") or ""}
    return actions.judge(tx, acting, call.context, **said)


@api.post("/v1/centre/cases/{case_id:uuid}/withdraw", gives=schemas.Case, may="centre.open")
def withdraw(tx: Transaction, actor: Actor, case_id: UUID) -> Any:
    """Take the open case back for its citizen."""
    return actions.withdraw(tx, actions.in_place_of_citizen(tx, actor, case_id))


@api.post("/v1/centre/cases/{case_id:uuid}/shut", may="centre.open")
def shut(tx: Transaction, actor: Actor, case_id: UUID) -> None:
    """The citizen leaves the counter: the case is not open there any more."""
    actions.shut_at_centre(tx, actor, case_id)
