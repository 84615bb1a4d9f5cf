"""Second factors: shown once more, passkeys, backup codes."""

from typing import Any
from uuid import UUID

from kernel.database import Database, Transaction
from kernel.edge.http import Call
from kernel.identity import Actor
from kernel.sealing import Sealing
from services.auth import actions
from services.auth.api.room import Body, api, desk, page_of
from services.auth.schemas import factors as schemas
from services.auth.schemas.sign_in import SignedIn


@api.post("/v1/step-up", takes=schemas.StepUp, gives=schemas.SteppedUp, may="auth.own")
def step_up(call: Call, actor: Actor, body: Body) -> Any:
    """Show your second factor once more, for what needs one that is fresh; the answer is a new access token."""
    return actions.step_up(desk(call), actor, body["code"], body["passkey"])


@api.get("/v1/step-up/passkey", gives=schemas.PasskeyOptions, may="auth.own")
def step_up_options(tx: Transaction, actor: Actor, call: Call) -> Any:
    """What a browser needs to ask for one of your passkeys; null where you have none."""
    return {"options": actions.options_to_step_up(tx, desk(call).realm, actor)}


@api.get("/v1/login/passkey", gives=schemas.PasskeyOptions, public=True)
def sign_in_options(call: Call) -> Any:
    """What a browser needs to ask for a passkey of this site."""
    return {"options": actions.options_to_sign_in(desk(call).realm)}


@api.post("/v1/login/passkey", takes=schemas.SignInWithPasskey, gives=SignedIn, public=True)
def sign_in(call: Call, actor: Actor, body: Body) -> Any:
    """Sign in with a passkey; with the password, too, where the device does not make sure who holds it."""
    return actions.login_with_passkey(desk(call), actor, body["passkey"], body["staff_uid"], body["password"])


@api.get("/v1/passkeys", gives=schemas.PasskeyPage, may="auth.own")
def passkeys(tx: Transaction, actor: Actor) -> Any:
    """Your passkeys, the newest first."""
    return page_of(actions.own_passkeys(tx, actor))


@api.get("/v1/passkeys/new", gives=schemas.PasskeyOptions, may="auth.own", fresh=True)
def new_passkey_options(tx: Transaction, actor: Actor, call: Call) -> Any:
    """What a browser needs to make a passkey."""
    return {"options": actions.options_to_add(tx, desk(call).realm, actor)}


@api.post(
    "/v1/passkeys",
    takes=schemas.NewPasskey,
    gives=schemas.PasskeyAdded,
    may="auth.own",
    fresh=True,
    status=201,
)
def add_passkey(tx: Transaction, actor: Actor, call: Call, body: Body) -> Any:
    """Register the passkey that a device just made."""
    return {"passkey_id": actions.add_passkey(tx, actor, desk(call).realm, body["name"], body["passkey"])}


@api.post("/v1/passkeys/{passkey_id:uuid}/rename", takes=schemas.PasskeyName, may="auth.own")
def rename_passkey(tx: Transaction, actor: Actor, passkey_id: UUID, body: Body) -> None:
    """Call one of your passkeys otherwise."""
    actions.rename_passkey(tx, actor, passkey_id, body["name"])


@api.post("/v1/passkeys/{passkey_id:uuid}/remove", may="auth.own", fresh=True)
def remove_passkey(tx: Transaction, actor: Actor, passkey_id: UUID) -> None:
    """Let one of your passkeys open nothing any more."""
    actions.remove_passkey(tx, actor, passkey_id)


@api.post("/v1/backup-codes", gives=schemas.BackupCodes, may="auth.own", fresh=True, status=201)
def make_backup_codes(database: Database, sealing: Sealing, actor: Actor) -> Any:
    """Make ten backup codes, shown this once; your old ones open nothing any more."""
    with database.transaction() as tx:
        return {"codes": actions.make_own_backup_codes(tx, actor, sealing)}
