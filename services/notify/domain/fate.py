"""What becomes of a message and of each attempt to deliver it (the states of GOV.UK Notify)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class State(StrEnum):
    """The state of a message or a delivery; only a message waits."""

    CREATED = "CREATED"
    WAITING = "WAITING"
    SENDING = "SENDING"
    SENT = "SENT"
    DELIVERED = "DELIVERED"
    TEMPORARY_FAILURE = "TEMPORARY_FAILURE"
    PERMANENT_FAILURE = "PERMANENT_FAILURE"
    TECHNICAL_FAILURE = "TECHNICAL_FAILURE"
    CANCELLED = "CANCELLED"


FINAL = frozenset({State.DELIVERED, State.PERMANENT_FAILURE, State.TECHNICAL_FAILURE, State.CANCELLED})
ARRIVED = frozenset({State.SENT, State.DELIVERED})
FAILED = frozenset({State.TEMPORARY_FAILURE, State.PERMANENT_FAILURE, State.TECHNICAL_FAILURE})
UNDER_WAY = frozenset({State.CREATED, State.SENDING})

# Quickly while a provider may only be restarting, then as often as GOV.UK Notify: every five minutes.
_FIRST_PAUSES = (5, 30, 120)
_LATER_PAUSE_SECONDS = 300
_LAST_ATTEMPT = 48
# What was handed over without an answer may have arrived each time: so it goes again a few times only, and far enough
# apart for a provider that is slow. A code lives through two of the pauses.
_UNANSWERED_PAUSES = (30, 300, 3600)


def retry_after(attempt: int) -> timedelta | None:
    """How long to wait after the *attempt*-th failed for a time; None when enough was tried."""
    if attempt >= _LAST_ATTEMPT:
        return None
    if attempt <= len(_FIRST_PAUSES):
        return timedelta(seconds=_FIRST_PAUSES[attempt - 1])
    return timedelta(seconds=_LATER_PAUSE_SECONDS)


def repeat_after(unanswered: int) -> timedelta | None:
    """How long to wait after the *unanswered*-th handing over without an answer; None when it was repeated enough."""
    if unanswered > len(_UNANSWERED_PAUSES):
        return None
    return timedelta(seconds=_UNANSWERED_PAUSES[unanswered - 1])


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one delivery that was taken.

    CREATED means that the same delivery goes again, under the same reference: after a pause when it was handed over
    without a clear answer, for the `unanswered`-th time by now, and at once when it was not handed over at all.
    `tries` says which taking of the delivery it is about, `attempt` counts the attempts that were made by now.
    `reason` is a word of events.FAILURES, `code` the provider's own number.
    """

    delivery_id: UUID
    state: State
    tries: int
    attempt: int = 1
    reason: str | None = None
    code: str | None = None
    provider_message_id: str | None = None
    unanswered: int | None = None

    @property
    def is_given_back(self) -> bool:
        """Whether it never left: it is as if it had not been taken."""
        return self.state is State.CREATED and self.unanswered is None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an operator reports later about a message it took over, under its own id."""

    provider_message_id: str
    state: State
    reason: str | None = None
    code: str | None = None


class Latest(NamedTuple):
    """The newest attempt over one channel."""

    state: State
    attempt: int
    reason: str | None = None


def overall(latest: Sequence[Latest]) -> State:
    """A message is as far as its best channel; one that is being repeated is a temporary failure."""
    states = {delivery.state for delivery in latest}
    for best in (State.DELIVERED, State.SENT):
        if best in states:
            return best
    if states & UNDER_WAY:
        repeated = any(d.state in UNDER_WAY and d.attempt > 1 for d in latest)
        return State.TEMPORARY_FAILURE if repeated else State.SENDING
    for worst in (State.PERMANENT_FAILURE, State.TECHNICAL_FAILURE):
        if worst in states:
            return worst
    return State.CANCELLED


def failure_of(latest: Sequence[Latest]) -> str:
    """The word that says why a message failed on all its channels."""
    reasons = [delivery.reason for delivery in latest if delivery.reason and delivery.state in FINAL]
    serious = [reason for reason in reasons if reason != "no-contact"]
    return (serious or reasons or ["no-contact"])[0]
