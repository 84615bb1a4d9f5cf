"""One's passkeys and backup codes."""

from typing import Any
from uuid import UUID

from kernel.database import Database, Transaction
from kernel.edge.http import Call
from kernel.edge.pages import Page, Redirect
from kernel.identity import Actor
from kernel.sealing import Sealing
from services.auth import actions, schemas
from services.auth.pages.room import page, pages, realm
from services.auth.schemas import factors as shapes

PASSKEYS = "/staff/passkeys"
NEW_PASSKEY = f"{PASSKEYS}/new"
PASSKEY = f"{PASSKEYS}/{{passkey_id:uuid}}"
BACKUP_CODES = "/staff/backup-codes"


@pages.get(PASSKEYS, may="auth.own")
def passkeys(tx: Transaction, actor: Actor, call: Call) -> Page:
    """One's passkeys, and how many backup codes are left."""
    return page(
        "passkeys.html",
        passkeys=actions.own_passkeys(tx, actor),
        codes=actions.own_backup_codes(tx, actor),
        done=call.request.get_param("done") or "",
    )


@pages.get(NEW_PASSKEY, may="auth.own", fresh=True)
def passkey_form(tx: Transaction, actor: Actor, call: Call) -> Page:
    """Where a passkey is made; only a script can ask the device for it."""
    return page("passkey_new.html", passkey=actions.options_to_add(tx, realm(call), actor))


@pages.post(NEW_PASSKEY, may="auth.own", takes=shapes.NewPasskey, form=passkey_form, fresh=True)
def add_passkey(tx: Transaction, actor: Actor, call: Call, body: dict[str, Any]) -> Redirect:
    """Register the passkey that the device just made."""
    actions.add_passkey(tx, actor, realm(call), body["name"], body["passkey"])
    return Redirect(f"{PASSKEYS}?done=added")


@pages.post(PASSKEY + "/rename", may="auth.own", takes=shapes.PasskeyName, form=passkeys)
def rename_passkey(tx: Transaction, actor: Actor, passkey_id: UUID, body: dict[str, Any]) -> Redirect:
    """Call a passkey otherwise."""
    actions.rename_passkey(tx, actor, passkey_id, body["name"])
    return Redirect(f"{PASSKEYS}?done=renamed")


@pages.post(PASSKEY + "/remove", may="auth.own", takes=schemas.ButtonForm, fresh=True)
def remove_passkey(tx: Transaction, actor: Actor, passkey_id: UUID) -> Redirect:
    """Let a passkey open nothing any more."""
    actions.remove_passkey(tx, actor, passkey_id)
    return Redirect(f"{PASSKEYS}?done=removed")


@pages.get(BACKUP_CODES, may="auth.own")
def backup_codes(tx: Transaction, actor: Actor) -> Page:
    """How many codes are left, and the button for new ones."""
    return page("backup_codes.html", codes=actions.own_backup_codes(tx, actor), fresh_codes=())


@pages.post(BACKUP_CODES, may="auth.own", takes=schemas.ButtonForm, form=backup_codes, fresh=True)
def make_backup_codes(database: Database, sealing: Sealing, actor: Actor) -> Page:
    """Ten new codes, shown this once and to print; the old ones open nothing any more."""
    with database.transaction() as tx:
        made = actions.make_own_backup_codes(tx, actor, sealing)
        return page("backup_codes.html", codes=actions.own_backup_codes(tx, actor), fresh_codes=made)
