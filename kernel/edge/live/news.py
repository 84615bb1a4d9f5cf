"""What is told, and where it comes from."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from kernel.database import Transaction


class Change(NamedTuple):
    """Something new for a person; the same change is heard once."""

    change_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class News:
    """How things stand for one person; the same *mark* means that nothing is new."""

    mark: str
    counts: Mapping[str, int]


class Source(Protocol):
    """What a service has to tell live."""

    kind: str

    def changes(self, tx: Transaction, since: datetime) -> list[Change]:
        """What changed since an instant, for anybody."""

    def news(self, tx: Transaction, people: Collection[UUID]) -> Mapping[UUID, News]:
        """How things stand for these people."""


def event(kind: str, news: News) -> bytes:
    """The event as the stream carries it: its mark comes back as Last-Event-ID, its data are counts."""
    data = json.dumps({"kind": kind, **news.counts}, separators=(",", ":"))
    return f"id: {news.mark}\nevent: {kind}\ndata: {data}\n\n".encode()
