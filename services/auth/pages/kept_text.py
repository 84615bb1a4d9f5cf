"""What an officer typed while the session ran out: carried over the new sign-in, sealed, to the same person only.

It lies nowhere: the sign-in page carries it, and afterwards it is offered back to the form's own page, which asks for
its own token, so that nothing is done before it was read once more. Files and passwords are not carried.
"""

import base64
import json
import zlib
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from kernel.edge.http import Call
from kernel.edge.http.bodies import typed_unasked
from kernel.edge.http.callers import REFRESH_COOKIE, cookie_of
from kernel.edge.pages import Page, Redirect
from kernel.edge.pages.forms import visible
from kernel.identity import Actor
from kernel.sealing import SealBrokenError, Sealing
from services.auth import actions, schemas
from services.auth.pages.room import page, pages, wanted

KEPT = "/staff/kept"
# Beside it the sign-in's own fields must fit into a form of 64 KB.
LONGEST_SEALED = 40_000
# A form of buttons and ids is quickly pressed again; a text is not quickly written again.
TEXT_SIGNS = 40


@dataclass(frozen=True, slots=True)
class Kept:
    """Whose text it is, where it was being sent, and the fields."""

    person_id: str
    path: str
    fields: dict[str, Any]


def sealed(call: Call, path: str) -> str:
    """The text that was being sent to *path*, sealed; empty where there is none, or nobody knows whose it is."""
    fields = visible(typed_unasked(call))
    if not any(_is_text(text) for text in fields.values()):
        return ""
    with call.context.database.transaction(reading=True) as tx:
        owner = actions.owner_of_session(tx, cookie_of(call.request, REFRESH_COOKIE))
    if owner is None:
        return ""
    plain = json.dumps(asdict(Kept(str(owner), path, fields)), ensure_ascii=False)
    wrapped = call.context.sealing.wrap(zlib.compress(plain.encode()))
    text = base64.urlsafe_b64encode(wrapped).decode()
    return text if len(text) <= LONGEST_SEALED else ""


@pages.post(KEPT, may="auth.own", takes=schemas.KeptText, tokenless=True)
def offer_back(actor: Actor, call: Call, sealing: Sealing, body: dict[str, Any]) -> Page | Redirect:
    """What was kept, with the way back into its form; for anybody else the page that was wanted."""
    kept = _opened(sealing, body["kept"], actor.person_id)
    if kept is None:
        return Redirect(wanted(call))
    return page("kept.html", action=kept.path, fields=kept.fields, next=wanted(call))


@pages.get(KEPT, may="auth.own")
def nothing_kept() -> Redirect:
    """Loaded again without what it carried."""
    return Redirect("/home")


def _opened(sealing: Sealing, text: str, person_id: UUID | None) -> Kept | None:
    try:
        kept = Kept(**json.loads(zlib.decompress(sealing.unwrap(base64.urlsafe_b64decode(text)))))
    except (SealBrokenError, ValueError, zlib.error):
        return None
    return kept if kept.person_id == str(person_id) else None


def _is_text(typed: Any) -> bool:
    text = str(typed).strip()
    return len(text) > TEXT_SIGNS or len(text.split()) > 1
