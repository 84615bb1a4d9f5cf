"""What the acts stand on besides the transaction."""

import json
from typing import Any, Protocol

from kernel.blobs import Blobs
from kernel.sealing import Sealing


class Means(Protocol):
    """The process's parts that acts use; the edge's context has them all."""

    @property
    def blobs(self) -> Blobs:
        """Where papers lie."""

    @property
    def sealing(self) -> Sealing:
        """Keys of this service and of the receivers."""

    @property
    def form_key(self) -> bytes:
        """The secret under which codes and counters are kept."""


def sealed_text(means: Means, text: str) -> bytes:
    """*text* as it lies in a row."""
    return means.sealing.wrap(text.encode())


def opened_text(means: Means, sealed: bytes | None) -> str | None:
    """The text of a row; None when it was erased."""
    return means.sealing.unwrap(sealed).decode() if sealed is not None else None


def sealed_facts(means: Means, facts: dict[str, Any]) -> bytes:
    """*facts* about a person as they lie in a row."""
    return means.sealing.wrap(json.dumps(facts, ensure_ascii=False).encode())


def opened_facts(means: Means, sealed: bytes | None) -> dict[str, Any]:
    """The facts of a row; empty when they were erased."""
    facts: dict[str, Any] = json.loads(means.sealing.unwrap(sealed)) if sealed is not None else {}
    return facts
