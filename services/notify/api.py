"""HTTP in: staff read their notices, operators oversee messages, texts and alarms."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.http import Api
from kernel.identity import Actor
from services.notify import access, actions, schemas

api = Api("notify", policy=access.POLICY)


@api.get("/v1/notices", query=schemas.PageQuery, gives=schemas.NoticePage, may="notify.read-own")
def notices(tx: Transaction, actor: Actor, query: dict[str, Any]) -> Any:
    """What I was told."""
    return actions.notices(tx, actor, query["after"], query["limit"])


@api.post("/v1/notices/{message_id:uuid}/read", may="notify.read-own", status=204)
def read(tx: Transaction, actor: Actor, message_id: UUID) -> None:
    """Note that I have read a notice."""
    actions.read(tx, actor, message_id)


@api.post("/v1/notices/read", takes=schemas.ReadAll, may="notify.read-own", status=204)
def read_all(tx: Transaction, actor: Actor, body: dict[str, Any]) -> None:
    """Note that I have read every notice up to one."""
    actions.read_all(tx, actor, body["until"], body["told_until"])


@api.get("/v1/messages", query=schemas.MessageSearch, gives=schemas.MessagePage, may="notify.operate")
def messages(tx: Transaction, query: dict[str, Any]) -> Any:
    """Messages and how far they came."""
    return actions.messages(tx, query)


@api.get("/v1/messages/{message_id:uuid}", gives=schemas.Message, may="notify.read-own")
def message(tx: Transaction, actor: Actor, message_id: UUID) -> Any:
    """How far a message came."""
    return actions.message(tx, actor, message_id)


@api.get("/v1/deliveries", query=schemas.DeliverySearch, gives=schemas.DeliveryPage, may="notify.operate")
def deliveries(tx: Transaction, query: dict[str, Any]) -> Any:
    """Attempts to deliver messages."""
    return actions.deliveries(tx, query)


@api.get("/v1/alarms", query=schemas.AlarmSearch, gives=schemas.AlarmPage, may="notify.operate")
def alarms(tx: Transaction, query: dict[str, Any]) -> Any:
    """Vacant posts and absent officers that messages met."""
    return actions.alarms(tx, query)


@api.get("/v1/templates", gives=schemas.TextPage, may="notify.operate")
def templates(tx: Transaction) -> Any:
    """The approved texts that hold today."""
    return actions.texts(tx)


@api.get("/v1/templates/{purpose}/{channel}/{language}", gives=schemas.Preview, may="notify.operate")
def template(tx: Transaction, purpose: str, channel: str, language: str) -> Any:
    """A text in its longest form, with the number of messages it fills."""
    return actions.preview(tx, purpose, channel, language)


@api.post("/v1/templates/registrations", takes=schemas.Registration, may="notify.operate", status=204)
def register_template(tx: Transaction, actor: Actor, body: dict[str, Any]) -> None:
    """Note under which ids the operators know a text message."""
    actions.register_text(tx, actor, body)


@api.post("/v1/contacts/{contact_id:uuid}/erasure", may="notify.erase-contact", status=204)
def erase_contact(tx: Transaction, actor: Actor, contact_id: UUID) -> None:
    """Forget how a person can be reached."""
    actions.erase_contact(tx, actor, contact_id)
