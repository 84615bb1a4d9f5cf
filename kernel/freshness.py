"""Signing, grades, delegation, restricted papers: such acts need a second factor that was shown just now."""

from datetime import datetime, timedelta

from kernel.errors import NotSignedIn
from kernel.identity import ALLOWED, Actor, ActorKind, Decision, refused
from kernel.languages import _

FRESH_FOR = timedelta(minutes=5)


class SecondFactorTooOld(NotSignedIn):
    """Who is signed in shows the second factor once more; RFC 9470 is how programs are told."""

    text = _(
        "This act needs your second factor once more, because you showed it more than 5 minutes ago. Confirm "
        "with a one-time code or a passkey, then do it again; nothing was changed."
    )


def is_fresh(actor: Actor, at: datetime) -> Decision:
    """Whether an officer's second factor was shown within FRESH_FOR before *at*; others have none to show."""
    if actor.kind is not ActorKind.STAFF:
        return ALLOWED
    shown = actor.second_factor_at
    return ALLOWED if shown and at - shown <= FRESH_FOR else refused(SecondFactorTooOld())
