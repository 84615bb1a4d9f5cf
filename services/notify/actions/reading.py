"""What operators are shown; addresses and codes are never among it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from kernel import operations
from kernel.clock import local_date
from kernel.database import Transaction
from kernel.identity import Actor, require
from kernel.operations import Sample
from services.notify import access, store
from services.notify.actions.notices import PAPER
from services.notify.domain import ARRIVED, FAILED, Channel, Text, is_gsm, segments

COUNTED_AT_MOST = 10_000
# What of a message says nothing of what it is about.
_FATE = (
    "message_id",
    "language",
    "state",
    "failure",
    "due_at",
    "created_at",
    "told_person",
    "told_at",
    "sent_at",
)


def message(tx: Transaction, actor: Actor, message_id: UUID) -> store.Row:
    """How far a message came, for the one who was told and for operators; no more of it than the list of notices says."""
    row = store.get_message(tx, message_id)
    require(access.may_see_message(actor, row["told_person"]))
    if access.may_name(actor, row["purpose"]):
        return row
    return {name: row[name] for name in _FATE} | {"purpose": PAPER, "params": {}}


def messages(tx: Transaction, marks: dict[str, Any]) -> store.Row:
    """Messages by any of their marks, the newest first."""
    case_id = marks.get("case_id")
    rows = store.find_messages(tx, **marks | {"case_id": str(case_id) if case_id else None})
    return _page(rows, "message_id", marks["limit"])


def deliveries(tx: Transaction, marks: dict[str, Any]) -> store.Row:
    """Attempts to deliver, the newest first."""
    return _page(store.find_deliveries(tx, **marks), "delivery_id", marks["limit"])


def count_deliveries(tx: Transaction, back: timedelta) -> list[store.Row]:
    """Attempts to deliver of the last while by channel and state."""
    return store.count_deliveries(tx, tx.now - back)


def keep_delivery_figures(tx: Transaction) -> None:
    """How many attempts of the last hour arrived and how many failed, over time."""
    rows = count_deliveries(tx, timedelta(hours=1))
    failed = sum(row["deliveries"] for row in rows if row["state"] in FAILED)
    done = sum(row["deliveries"] for row in rows if row["state"] in ARRIVED)
    operations.add_samples(tx, [Sample("deliveries-done", "", done), Sample("deliveries-failed", "", failed)])


def alarms(tx: Transaction, marks: dict[str, Any]) -> store.Row:
    """Alarms, the newest first."""
    return _page(store.find_alarms(tx, **marks), "alarm_id", marks["limit"])


def count_waiting(tx: Transaction, limit: int = COUNTED_AT_MOST) -> store.Row:
    """How many messages are not planned yet, how many wait, and how late the oldest is, in seconds.

    Both counts together reach *limit* at most, and count those that are due first.
    """
    return store.count_waiting(tx, limit)


def texts(tx: Transaction) -> store.Row:
    """The approved texts that hold today."""
    held = store.find_texts(tx, local_date(tx.now)).values()
    return {"items": [_shown(text) for text in held], "next": None}


def preview(tx: Transaction, purpose: str, channel: str, language: str) -> store.Row:
    """A text in its longest form; raises TextUnknown."""
    held = store.find_texts(tx, local_date(tx.now))
    text = next((text for text in held.values() if _is(text, purpose, channel, language)), None)
    if text is None:
        raise store.TextUnknown
    longest = text.longest()
    return {
        "subject": longest.subject,
        "body": longest.body,
        "segments": _segments(text),
        "alphabet": "GSM 7-bit" if is_gsm(longest.body) else "UCS-2",
    }


def register_text(tx: Transaction, actor: Actor, row: store.Row) -> None:
    """Note under which ids the operators know a text message; raises TextUnknown."""
    if not store.save_registration(tx, row):
        raise store.TextUnknown
    tx.record(actor, "text.registered", row["purpose"], language=row["language"], version=row["version"])


def _shown(text: Text) -> store.Row:
    dlt = text.dlt
    return {
        "purpose": text.purpose,
        "channel": text.channel,
        "language": text.language,
        "version": text.version,
        "subject": text.subject,
        "body": text.body,
        "segments": _segments(text),
        "category": dlt.category if dlt else None,
        "entity_id": dlt.entity_id if dlt else None,
        "header": dlt.header if dlt else None,
        "template_id": dlt.template_id if dlt else None,
    }


def _segments(text: Text) -> int | None:
    return segments(text.longest().body) if text.channel is Channel.SMS else None


def _is(text: Text, purpose: str, channel: str, language: str) -> bool:
    return (text.purpose, text.channel.value, text.language) == (purpose, channel.upper(), language)


def _page(rows: list[store.Row], key: str, limit: int) -> store.Row:
    return {"items": rows, "next": rows[-1][key] if len(rows) == limit else None}
