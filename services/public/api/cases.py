"""Cases: portals file and track, citizens see their own, officers work their desks."""

from typing import Any
from uuid import UUID

from kernel import signing
from kernel.database import Database, Transaction
from kernel.edge.http import Download, Upload
from kernel.edge.http.call import Call
from kernel.edge.http.callers import MOBILE_PURPOSE
from kernel.identity import Actor, ActorKind
from services.public import actions, schemas
from services.public.api.room import api
from services.public.domain.codes import READING_LIFE
from services.public.domain.papers import filename_of


@api.post(
    "/v1/cases",
    takes=schemas.CaseToFile,
    gives=schemas.Registered,
    may="cases.file",
    uploads=True,
    status=201,
)
def file_case(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any], uploads: list[Upload]) -> Any:
    """Register a case; as multipart with up to three papers (JPEG, PNG, PDF, 5 MB each)."""
    return actions.file_by_portal(tx, actor, call.context, body, uploads)


@api.get("/v1/cases/status/{number}", query=schemas.StatusQuery, gives=schemas.Status, public=True)
def read_status(tx: Transaction, actor: Actor, call: Call, number: str, query: dict[str, Any]) -> Any:
    """State and dates of a case: for its portal, or for whoever knows its mobile."""
    if actor.kind is ActorKind.PORTAL:
        case = actions.status_by_portal(tx, actor, number)
    else:
        case = actions.status_by_mobile(tx, call.context, number, query["mobile"] or "")
    return actions.dates_of(tx, case)


@api.post("/v1/own/codes", takes=schemas.SignInForm, gives=schemas.SignInCode, public=True)
def request_sign_in(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Any:
    """Send a citizen a code to sign in with; the answer is the same whether the mobile has cases or not."""
    return actions.request_sign_in(tx, actor, call.context, body["mobile"])


@api.post("/v1/own/sessions", takes=schemas.SignInConfirm, gives=schemas.SignInSession, public=True)
def enter_sign_in(database: Database, actor: Actor, call: Call, body: dict[str, Any]) -> Any:
    """Let in who has the right code; the session is null when it is wrong, and the try counts."""
    # Without `tx` the answer is not kept for a repeated key: the session in it opens all of the citizen's cases.
    with database.transaction(correlation_id=call.correlation_id) as tx:
        mobile = actions.enter_sign_in(tx, actor, call.context, body["sign_in_id"], body["code"])
    session = mobile and signing.sign(call.context.form_key, MOBILE_PURPOSE, {"mobile": mobile}, READING_LIFE)
    return {"session": session, "expires_in": int(READING_LIFE.total_seconds()) if mobile else 0}


@api.get("/v1/own/cases", query=schemas.OwnPage, gives=schemas.OwnCases, may="cases.own")
def list_own_cases(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Any:
    """A citizen's own cases with their states and dates, by the session in the header X-Citizen."""
    return actions.own_cases(tx, actor, query["after"])


@api.get("/v1/cases", query=schemas.CaseSearch, gives=schemas.CasePage, may="cases.read")
def list_cases(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Any:
    """The acting post's desk: its scope, the earliest due first, searched in Hindi and English."""
    return actions.find_cases(tx, actor, query)


@api.get("/v1/cases/{case_id:uuid}", gives=schemas.CaseContent, may="cases.read", reading=False)
def read_case(tx: Transaction, actor: Actor, call: Call, case_id: UUID) -> Any:
    """All of a case; the reading is recorded."""
    return actions.read_case(tx, actor, call.context, case_id)


@api.get("/v1/cases/{case_id:uuid}/documents/{document_id:uuid}", may="cases.read", reading=False)
def read_document(tx: Transaction, actor: Actor, call: Call, case_id: UUID, document_id: UUID) -> Download:
    """The content of a paper; the reading is recorded."""
    row, stream = actions.open_document(tx, actor, call.context, case_id, document_id)
    return Download(
        stream,
        row["media_type"],
        filename_of(row["kind"], row["document_id"], row["media_type"]),
        row["size"],
    )


@api.post(
    "/v1/cases/{case_id:uuid}/answer", takes=schemas.ActWithText, gives=schemas.Case, may="cases.answer"
)
def answer(tx: Transaction, actor: Actor, call: Call, case_id: UUID, body: dict[str, Any]) -> Any:
    """Tell the citizen something before the matter is settled."""
    return actions.answer(tx, actor, call.context, case_id, body)


@api.post("/v1/cases/{case_id:uuid}/ask", takes=schemas.ActWithText, gives=schemas.Case, may="cases.answer")
def ask(tx: Transaction, actor: Actor, call: Call, case_id: UUID, body: dict[str, Any]) -> Any:
    """Ask the citizen; the clock stands until the answer."""
    return actions.ask_citizen(tx, actor, call.context, case_id, body)


@api.post(
    "/v1/cases/{case_id:uuid}/proceed", takes=schemas.ActWithText, gives=schemas.Case, may="cases.answer"
)
def proceed(tx: Transaction, actor: Actor, call: Call, case_id: UUID, body: dict[str, Any]) -> Any:
    """Take the question back and go on without the citizen's answer; the clock runs again."""
    return actions.proceed(tx, actor, call.context, case_id, body)


@api.post("/v1/cases/{case_id:uuid}/assign", takes=schemas.Assign, gives=schemas.Case, may="cases.decide")
def assign(tx: Transaction, actor: Actor, case_id: UUID, body: dict[str, Any]) -> Any:
    """Put the case on a desk of the department."""
    return actions.assign(tx, actor, case_id, body)


@api.post("/v1/cases/{case_id:uuid}/transfer", takes=schemas.Transfer, gives=schemas.Case, may="cases.decide")
def transfer(tx: Transaction, actor: Actor, call: Call, case_id: UUID, body: dict[str, Any]) -> Any:
    """Hand the case to another department; number and clock stay."""
    return actions.transfer(tx, actor, call.context, case_id, body)


@api.post("/v1/cases/{case_id:uuid}/refer", takes=schemas.Refer, gives=schemas.Case, may="cases.decide")
def refer(tx: Transaction, actor: Actor, call: Call, case_id: UUID, body: dict[str, Any]) -> Any:
    """Have the answer prepared on a file of the e-office."""
    return actions.refer_to_file(tx, actor, call.context, case_id, body)


@api.post(
    "/v1/cases/{case_id:uuid}/resolve", takes=schemas.ActWithText, gives=schemas.Case, may="cases.answer"
)
def resolve(tx: Transaction, actor: Actor, call: Call, case_id: UUID, body: dict[str, Any]) -> Any:
    """Record what was done."""
    return actions.resolve(tx, actor, call.context, case_id, body)


@api.post(
    "/v1/cases/{case_id:uuid}/dispose", takes=schemas.ActWithText, gives=schemas.Case, may="cases.decide"
)
def dispose(tx: Transaction, actor: Actor, call: Call, case_id: UUID, body: dict[str, Any]) -> Any:
    """Give the final answer; the citizen is asked whether it satisfies."""
    return actions.dispose(tx, actor, call.context, case_id, body)


@api.get("/v1/appeals", query=schemas.AppealSearch, gives=schemas.AppealPage, may="appeals.hear")
def list_appeals(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Any:
    """The appeals before the acting post, the oldest first."""
    items = actions.open_appeals(tx, actor, query["after"], query["limit"])
    return {"items": items, "next": schemas.next_of(items, query["limit"])}


@api.post(
    "/v1/appeals/{appeal_id:uuid}/decide", takes=schemas.Decide, gives=schemas.Appeal, may="appeals.hear"
)
def decide(tx: Transaction, actor: Actor, call: Call, appeal_id: UUID, body: dict[str, Any]) -> Any:
    """Accept an appeal, so that the department acts again, or close the matter."""
    return actions.decide_appeal(tx, actor, call.context, appeal_id, body)


@api.get("/v1/portals/frames", gives=schemas.FrameList, public=True)
def list_frames(tx: Transaction) -> Any:
    """Whose pages may show the block of each living portal: what every answer of a block says, for the gateway."""
    return {"items": actions.frames(tx)}


@api.get("/v1/limits", gives=schemas.LimitList, public=True)
def list_limits(tx: Transaction) -> Any:
    """All known time limits with their orders; which are in force is said."""
    return {"items": actions.limits(tx)}


@api.post("/v1/limits/choose", takes=schemas.Choose, gives=schemas.LimitList, may="limits.choose")
def choose_limit(tx: Transaction, actor: Actor, body: dict[str, Any]) -> Any:
    """Put one of the rival orders in force."""
    return {"items": actions.choose_limit(tx, actor, body["limit_id"])}
