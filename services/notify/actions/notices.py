"""What an employee was told at the desk: the list, what of it is new, and that it was read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from kernel.clock import local_date
from kernel.database import Transaction
from kernel.errors import Refused
from kernel.identity import Actor
from kernel.languages import _, translate
from services.notify import access, store
from services.notify.actions.names import Names
from services.notify.domain import Channel, Text

PAPER_TITLE = _("A paper waits")
PAPER_TEXT = _("Something waits at your desk. Connect from the VPN or the office network to see it.")
TEXTLESS_TITLE = _("A notice")
TEXTLESS_TEXT = _("Something came for you, but its approved text is missing today. Look at your desk.")
PAPER = "paper"
MOST_UNREAD = 1000

Texts = dict[tuple[str, Channel, str], Text]


class Unread(NamedTuple):
    """How many notices somebody has not read, MOST_UNREAD at most, and the id of the newest of them."""

    number: int
    newest: str | None


def notices(
    tx: Transaction, actor: Actor, after: UUID | None, limit: int, *, unread: bool | None = None
) -> store.Row:
    """What the actor was told, for all posts, the newest first; from the open internet papers are not named."""
    if actor.person_id is None:
        return {"items": [], "next": None}
    rows = store.find_notices(tx, actor.person_id, after, limit, unread=unread)
    writer = _Writer(actor, Names.of(tx, rows), store.find_texts(tx, local_date(tx.now)))
    following = rows[-1]["message_id"] if len(rows) == limit else None
    return {"items": [writer.notice(row) for row in rows], "next": following}


def count_unread(tx: Transaction, actor: Actor) -> int:
    """How many notices the actor has not read, MOST_UNREAD at most."""
    return store.count_unread(tx, actor.person_id, MOST_UNREAD) if actor.person_id else 0


def told_since(tx: Transaction, since: datetime) -> list[tuple[UUID, UUID]]:
    """Every notice told after an instant, with its addressee."""
    return [(row["message_id"], row["told_person"]) for row in store.find_told_since(tx, since)]


def unread_of(tx: Transaction, people: Collection[UUID]) -> dict[UUID, Unread]:
    """How many notices each of these people has not read, and the newest of them."""
    rows = store.find_unread_of(tx, people, MOST_UNREAD)
    found = {row["told_person"]: Unread(row["unread"], row["newest"]) for row in rows}
    return {person_id: found.get(person_id, Unread(0, None)) for person_id in people}


def read(tx: Transaction, actor: Actor, message_id: UUID) -> tuple[str, dict[str, Any]]:
    """Note that the actor has read a notice, and tell what it is about as far as the actor's zone shows it.

    Another's notice is not known, and a second time changes nothing.
    """
    row = store.get_message(tx, message_id)
    if row["told_person"] is None or row["told_person"] != actor.person_id:
        raise store.MessageUnknown
    store.save_read(tx, row["told_person"], message_id)
    return row["purpose"], row["params"] if access.may_name(actor, row["purpose"]) else {}


def read_all(tx: Transaction, actor: Actor, until: UUID, told_until: datetime | None = None) -> int:
    """Note that the actor has read every notice up to *until*, the newest that was shown; how many they were.

    *told_until* is when the last of the shown ones was told: what was told later was not shown, even if it is older.
    """
    return store.save_all_read(tx, actor.person_id, until, told_until) if actor.person_id else 0


@dataclass(frozen=True)
class _Writer:
    """Writes notices for one reader."""

    actor: Actor
    names: Names
    texts: Texts

    def notice(self, row: store.Row) -> store.Row:
        """A notice as its reader may see it, in the zone in which he or she reads."""
        shown = {name: row[name] for name in ("message_id", "told_at", "read_at")}
        if not access.may_name(self.actor, row["purpose"]):
            return shown | self._said(PAPER, PAPER_TITLE, PAPER_TEXT) | {"about": {}}
        return shown | self._written(row) | {"about": row["params"]}

    def _written(self, row: store.Row) -> dict[str, Any]:
        language = self.actor.language
        text = self.texts.get((row["purpose"], Channel.NOTICE, language))
        try:
            written = text.render(self.names.values_for(row, language)) if text else None
        except Refused:
            written = None
        if written is None:
            return self._said(row["purpose"], TEXTLESS_TITLE, TEXTLESS_TEXT)
        return {"purpose": row["purpose"], "title": written.subject, "text": written.body}

    def _said(self, purpose: str, title: str, text: str) -> dict[str, Any]:
        title, text = (translate(words, self.actor.language, "notify") for words in (title, text))
        return {"purpose": purpose, "title": title, "text": text}
