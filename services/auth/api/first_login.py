"""The one-time way to a login."""

from typing import Any
from uuid import UUID

from kernel.database import Database
from kernel.identity import Actor
from kernel.sealing import Sealing
from services.auth.actions import first_login
from services.auth.api.room import Body, api
from services.auth.schemas import employees as schemas


@api.post(
    "/v1/people/{person_id:uuid}/link",
    takes=schemas.IssueLink,
    gives=schemas.IssuedLink,
    may="employees.link",
    fresh=True,
)
def issue_first_login(database: Database, actor: Actor, sealing: Sealing, person_id: UUID, body: Body) -> Any:
    """Give an employee a one-time way to a login; its code is shown this once."""
    with database.transaction() as tx:
        return first_login.issue(tx, actor, sealing, person_id, everything_lost=body["everything_lost"])


@api.post("/v1/first-login", takes=schemas.FirstLogin, gives=schemas.FirstLoginBegun, public=True)
def begin_first_login(database: Database, sealing: Sealing, actor: Actor, body: Body) -> Any:
    """Open the way: the secret for your authenticator."""
    return first_login.begin(first_login.Door(database, sealing), actor, body["code"])


@api.post("/v1/first-login/finish", takes=schemas.FinishFirstLogin, public=True)
def finish_first_login(database: Database, sealing: Sealing, actor: Actor, body: Body) -> None:
    """Choose your password, prove your authenticator, and close the way behind you."""
    door = first_login.Door(database, sealing)
    first_login.finish(door, actor, body["code"], body["password"], body["authenticator_code"])
