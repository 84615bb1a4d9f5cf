"""Who may try to sign in how often: strangers share an allowance, known places have their own.

So a crowd that tries an officer's account from everywhere spends the strangers' allowance, and the officer signs in
on the device, in the browser or from the address that is known (OWASP's device cookies; NIST SP 800-63B 3.2.2).
"""

import secrets as randomness
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from kernel import allowance
from kernel.allowance import Allowance
from kernel.database import Transaction
from kernel.identity import Actor
from kernel.tokens import normal_serial
from services.auth.store import factors as store

TRIES, TRIES_SECONDS = 10, 300
STRANGERS_A_DAY, DAY_SECONDS = 100, 24 * 3600
SOURCE_FAILURES, SOURCE_SECONDS = 60, 300
PLACES_KEPT = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Place:
    """From where somebody tries: an issued device, a browser that was here before, an address."""

    staff_uid: str
    device: str
    browser: str
    source: str

    @classmethod
    def of(cls, actor: Actor, staff_uid: str, browser: str) -> "Place":
        """The place of a visitor; *browser* is what its cookie says."""
        return cls(staff_uid, normal_serial(actor.device_id or ""), browser, actor.source)

    @property
    def account(self) -> str:
        """The account as it is counted, whether there is one or not."""
        return _digest("account", self.staff_uid)

    def digests(self) -> list[str]:
        """The place by each of its marks, the surest first."""
        marks = (("device", self.device), ("browser", self.browser), ("source", self.source))
        return [_digest(kind, self.account, mark) for kind, mark in marks if mark]


def allowances(tx: Transaction, place: Place) -> list[Allowance]:
    """What a try from here takes from; it is given back when the sign-in succeeds."""
    return _allowances(place, _known(tx, place))


def remember(tx: Transaction, place: Place, spent: list[Allowance]) -> None:
    """The sign-in succeeded: it counts for nothing, and the place is known from now on."""
    for key, _limit, seconds in spent:
        allowance.give_back(tx, key, seconds)
    store.save_known_places(tx, place.account, place.digests())


def new_browser() -> str:
    """What a browser keeps to be known again; it opens nothing."""
    return randomness.token_urlsafe(16)


def of_source(source: str) -> Allowance:
    """How often one address may fail for whomever: what slows who tries one password on everybody."""
    return f"login-source:{source}", SOURCE_FAILURES, SOURCE_SECONDS


def _known(tx: Transaction, place: Place) -> str | None:
    digests = place.digests()
    known = store.find_known_places(
        tx,
        place.account,
        digests,
        staff_uid=place.staff_uid,
        device=(place.device, _digest("device", place.account, place.device)),
    )
    return next((each for each in digests if each in known), None)


def _allowances(place: Place, known: str | None) -> list[Allowance]:
    if known is not None:
        return [(f"login:{place.account}:{known}", TRIES, TRIES_SECONDS)]
    return [
        of_source(place.source),
        (f"login:{place.account}:{place.source}", TRIES, TRIES_SECONDS),
        (f"login-strangers:{place.account}", STRANGERS_A_DAY, DAY_SECONDS),
    ]


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
