"""From a claimed delivery to what a provider is handed; here, and only here, seals are opened."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from kernel import clock
from kernel.errors import Refused
from kernel.sealing import SealBrokenError, Sealing
from services.notify.actions import Outgoing
from services.notify.domain import CODES, Channel, Contact, Dlt, Receipt, Rendered, Result, State

MOST_TRIES = 48
NO_ANSWER = "no-answer"


class ProviderAwayError(RuntimeError):
    """The provider cannot be reached, or takes nothing from us: the longer, the less it is asked."""


class ProviderBusyError(RuntimeError):
    """The provider took something, and then asked for a moment's rest."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One delivery, ready to be handed over. The delivery's id is the reference at the provider."""

    delivery_id: UUID
    attempt: int
    tries: int
    address: str = field(repr=False)
    content: Rendered = field(repr=False)
    dlt: Dlt | None = None
    unanswered: int = 0

    def result(
        self, state: State, code: str | None = None, reason: str | None = None, known_as: str | None = None
    ) -> Result:
        """The clear answer of the provider, to which it may be *known_as* an id of its own."""
        return Result(self.delivery_id, state, self.tries, self.attempt, reason, code, known_as)

    def not_answered(self) -> Result:
        """It was handed over, and nobody knows whether it arrived."""
        count = self.unanswered + 1
        return Result(
            self.delivery_id, State.CREATED, self.tries, self.attempt, code=NO_ANSWER, unanswered=count
        )

    def given_back(self) -> Result:
        """It never left."""
        return Result(self.delivery_id, State.CREATED, self.tries, self.attempt)


class Provider(Protocol):
    """A way out for one channel. It is used by one thread, with no transaction open.

    `trouble` is why the provider is to be left alone for a while, if anything since `connect` says so.
    """

    channel: Channel
    trouble: ProviderAwayError | ProviderBusyError | None

    def connect(self) -> None:
        """Be ready to send; raises ProviderAwayError."""

    def send(self, parcels: Sequence[Parcel]) -> list[Result]:
        """Hand parcels over; one result each, whatever happens on the way.

        Only what speaks of the address or of the text is final: a refusal that is about us would be the end of
        everything that waits.
        """

    def receipts(self) -> list[Receipt]:
        """What was reported since and is not confirmed yet."""

    def confirm(self, known: set[str]) -> None:
        """Confirm the receipts for the *known* ids; the rest is offered again."""

    def close(self) -> None:
        """Say goodbye."""


def compose(outgoing: Outgoing, sealing: Sealing) -> Parcel | Result:
    """The parcel of a claimed delivery, or the result where there is none."""
    if outgoing.tries > MOST_TRIES:
        return _given_up(outgoing, State.TECHNICAL_FAILURE, "retries-spent")
    if _has_expired(outgoing):
        return _given_up(outgoing, State.CANCELLED, "expired")
    try:
        return _composed(outgoing, sealing)
    except (Refused, SealBrokenError):
        return _given_up(outgoing, State.TECHNICAL_FAILURE, "not-rendered")


def ways(sealed: str, sealing: Sealing) -> frozenset[Channel]:
    """The channels for which a sealed contact has an address; of a seal that does not open, that is not known."""
    try:
        contact = Contact.from_opened(sealing.open(sealed))
    except SealBrokenError:
        return frozenset(Channel)
    return frozenset(channel for channel in Channel if contact.address(channel))


def _has_expired(outgoing: Outgoing) -> bool:
    """An expired code is forgotten with the next settlement, and its instant with it."""
    if outgoing.expires_at is None:
        return outgoing.purpose in CODES
    return outgoing.expires_at <= clock.now()


def _composed(outgoing: Outgoing, sealing: Sealing) -> Parcel | Result:
    contact = Contact.from_opened(sealing.open(outgoing.contact)) if outgoing.contact else Contact()
    address = contact.address(outgoing.channel)
    if address is None:
        return _given_up(outgoing, State.CANCELLED, "no-contact")
    text = outgoing.texts.get(outgoing.language or contact.language or "hi") or outgoing.texts.get("hi")
    if text is None:
        return _given_up(outgoing, State.TECHNICAL_FAILURE, "not-rendered")
    content = text.render(_values(outgoing, sealing))
    return Parcel(
        outgoing.delivery_id,
        outgoing.attempt,
        outgoing.tries,
        address,
        content,
        text.dlt,
        outgoing.unanswered,
    )


def _values(outgoing: Outgoing, sealing: Sealing) -> dict[str, Any]:
    if outgoing.secret is None:
        return outgoing.values
    return outgoing.values | {"code": sealing.open(outgoing.secret).get("code"), "until": outgoing.expires_at}


def _given_up(outgoing: Outgoing, state: State, reason: str) -> Result:
    return Result(outgoing.delivery_id, state, outgoing.tries, outgoing.attempt, reason)
