"""What has served its time is let go of, a bounded batch at a time: the timers come again soon for the rest."""

from datetime import timedelta

from kernel.database import Transaction
from services.auth import store
from services.auth.actions.places import PLACES_KEPT
from services.auth.domain import GRACE, SESSION_LIMIT
from services.auth.domain.factors import CHALLENGE_LASTS
from services.auth.store import factors, openid

# A token that comes back ends its family only while the session lives, and afterwards opens nothing, known or not; for
# half a day more it tells whose text a browser kept. What CERT-In's directions of 28 April 2022 ask for 180 days of,
# who signed in and how it ended, stays in the audit and in the rows of the sessions.
FAMILIES_KEPT = timedelta(days=7)
# Far below what a statement may do in its ten seconds; every ten seconds it is five hundred tokens a second.
BATCH = 5000
# With each sign-in on a portal go its tokens, some hundreds.
SIGN_INS = 100


def forget_successors(tx: Transaction) -> None:
    """Let go of the tokens for which racing tabs may not ask again."""
    store.forget_successors(tx, GRACE, BATCH)


def forget_families(tx: Transaction) -> None:
    """Let go of the tokens of sessions that ended days ago: no session goes on for longer than its limit."""
    store.forget_refresh_tokens(tx, SESSION_LIMIT + FAMILIES_KEPT, BATCH)


def forget_successors_of_portals(tx: Transaction) -> None:
    """Let go of the tokens for which racing programs of portals may not ask again."""
    openid.forget_successors(tx, GRACE, BATCH)


def forget_sign_ins_on_portals(tx: Transaction) -> None:
    """Let go of sign-ins on portals that ended days ago, with their tokens: none outlives its session."""
    openid.forget_grants(tx, SESSION_LIMIT + FAMILIES_KEPT, SIGN_INS)


def forget_challenges(tx: Transaction) -> None:
    """Let go of challenges, requests and proofs whose time is over, and of places from which nobody came for long."""
    factors.forget(tx, CHALLENGE_LASTS, PLACES_KEPT)
    openid.forget_requests(tx)
