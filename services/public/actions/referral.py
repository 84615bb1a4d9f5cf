"""Between a case and its file: the petition goes over by claim check, the reply comes back by one."""

import io
from typing import Any
from uuid import UUID

from kernel import clock, directory
from kernel.database import Row, Transaction
from kernel.identity import Actor
from services.public import events, store
from services.public.actions.desk import held, note
from services.public.actions.means import Means, opened_facts, opened_text
from services.public.domain.case import Case
from services.public.domain.papers import PaperKind
from services.public.domain.refusals import NobodyToRefer, NoSuchCase, UnknownPost
from services.public.domain.sheet import Petition, petition_sheet
from services.public.domain.timeline import What

SHEET_TYPE = "text/plain"


def refer_to_file(tx: Transaction, actor: Actor, means: Means, case_id: UUID, body: dict[str, Any]) -> Case:
    """Have the answer prepared on a file of the e-office: an explicit act. Raises AlreadyReferred, NobodyToRefer."""
    case = held(tx, actor, case_id, body).referred()
    section = _section(tx, case, body.get("to_post"))
    _add_sheet(tx, means, case)
    note(tx, actor, case, What.REFERRED, to_post=section)
    checks = [_claim_check(means, row) for row in store.find_documents(tx, case_id)]
    tx.announce(
        events.CaseReferred(
            case_id=case_id,
            number=case.number,
            department=case.department,
            post_id=section,
            language=case.language,
            documents=[check for check in checks if check["kind"] != PaperKind.REPLY],
        )
    )
    tx.record(actor, "case.referred", case_id, to_post=str(section))
    return case


def note_diary(tx: Transaction, case_id: UUID, diary_number: str) -> None:
    """The department's diary number belongs on the timeline: it shows the case on its way."""
    case = _find_held(tx, case_id)
    if case is not None:
        store.add_event(tx, case, What.DIARISED, reference=diary_number)


def keep_reply(tx: Transaction, means: Means, event: Any) -> None:
    """Keep the reply that a file issued, and let the nodal officer dispose of the case."""
    before = _find_held(tx, event.case_id)
    if before is None:
        return
    case = before.replied_from_file(tx.now)
    for check in event.documents:
        _keep(tx, means, case, {**check, "reference": event.dispatch_number})
    if before.paused_at is not None:
        store.end_pause(tx, case.case_id)
    store.save_case(tx, case)
    store.add_event(tx, case, What.REPLY_ISSUED, reference=event.dispatch_number)
    tx.announce(events.ActionTaken(case_id=case.case_id, post_id=case.nodal_post))
    tx.record(Actor.system("public"), "case.reply-kept", case.case_id, dispatch_id=str(event.dispatch_id))


def _find_held(tx: Transaction, case_id: UUID) -> Case | None:
    try:
        return store.get_case_for_update(tx, case_id)
    except NoSuchCase:
        return None


def _section(tx: Transaction, case: Case, named: UUID | None) -> UUID:
    if named is not None:
        post = directory.post(tx, named)
        if post.department not in directory.department_subtree(tx, case.department):
            raise UnknownPost(department=case.department)
        return post.post_id
    for role in ("section_officer", "registry"):
        found = directory.post_with_role(tx, role, department=case.department)
        if found is not None:
            return found.post_id
    raise NobodyToRefer(department=case.department)


def _add_sheet(tx: Transaction, means: Means, case: Case) -> None:
    text = opened_text(means, store.find_petition(tx, case.case_id))
    who = opened_facts(means, store.find_complainant(tx, case.contact_id))
    sheet = petition_sheet(case, Petition(text, who.get("name")))
    blob = means.blobs.put(io.BytesIO(sheet.encode()), SHEET_TYPE)
    store.add_document(
        tx,
        document_id=clock.new_id(),
        case_id=case.case_id,
        kind=PaperKind.PETITION,
        sha256=blob.sha256,
        size=blob.size,
        media_type=blob.media_type,
        wrapped_key=means.sealing.wrap(blob.key),
        added_at=tx.now,
    )


def _claim_check(means: Means, row: Row) -> dict[str, Any]:
    key = means.sealing.unwrap(row["wrapped_key"])
    facts = {name: row[name] for name in ("document_id", "kind", "sha256", "size", "media_type")}
    return {**facts, "sealed_key": means.sealing.seal_key(key, to="files")}


def _keep(tx: Transaction, means: Means, case: Case, check: dict[str, Any]) -> None:
    key = means.sealing.open_key(check["sealed_key"])
    means.blobs.keep(check["sha256"])
    store.add_document(
        tx,
        document_id=check["document_id"],
        case_id=case.case_id,
        kind=PaperKind.REPLY,
        sha256=check["sha256"],
        size=check["size"],
        media_type=check["media_type"],
        wrapped_key=means.sealing.wrap(key),
        added_at=tx.now,
        reference=check["reference"],
    )
