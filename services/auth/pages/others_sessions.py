"""An administrator ends sessions of others."""

from urllib.parse import quote
from uuid import UUID

from kernel.database import Transaction
from kernel.directory.people import PersonUnknown
from kernel.edge.http import Call
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from services.auth import actions, schemas
from services.auth.access import NotYourDepartment, StatePost
from services.auth.pages.room import page, pages

SESSIONS = "/staff/sessions"
OF_PERSON = "/staff/people/{person_id:uuid}/sessions"


# Looking goes on record.
@pages.get(SESSIONS, may="sessions.end", reading=False)
def sessions(tx: Transaction, actor: Actor, call: Call) -> Page:
    """The living sessions of the employee whose staff number was typed."""
    typed = (call.request.get_param("staff_uid") or "").strip()
    shown = {"values": {"staff_uid": typed}, "done": call.request.get_param("done") or ""}
    try:
        return page("sessions.html", found=actions.sessions_of(tx, actor, typed) if typed else None, **shown)
    except (PersonUnknown, NotYourDepartment, StatePost) as refusal:
        sentence = refusal.sentence(call.language)
        return page("sessions.html", found=None, refusal=sentence, errors={"staff_uid": sentence}, **shown)


@pages.post(OF_PERSON + "/{session_id:uuid}/end", may="sessions.end", takes=schemas.ButtonForm)
def end_session(tx: Transaction, actor: Actor, person_id: UUID, session_id: UUID) -> Redirect:
    """End one session of an employee."""
    actions.end_others_session(tx, actor, person_id, session_id)
    return _back(tx, person_id)


@pages.post(OF_PERSON + "/end", may="sessions.end", takes=schemas.ButtonForm)
def end_all(tx: Transaction, actor: Actor, person_id: UUID) -> Redirect:
    """End every session of an employee."""
    actions.end_all_sessions(tx, actor, person_id)
    return _back(tx, person_id)


def _back(tx: Transaction, person_id: UUID) -> Redirect:
    staff_uid = quote(actions.staff_uid_of(tx, person_id), safe="")
    return Redirect(f"{SESSIONS}?staff_uid={staff_uid}&done=ended")
