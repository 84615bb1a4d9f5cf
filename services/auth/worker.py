"""Events and timers in: auth follows its own directory, and beats so that the copies know they are fresh."""

from kernel.database import Transaction
from kernel.edge.worker import Worker, every
from kernel.sealing import Sealing
from services.auth import actions
from services.auth import events as auth_events
from services.auth.actions import openid


class AuthWorker(Worker):
    """The worker of auth."""

    service = "auth"
    follows = auth_events.DIRECTORY

    @every(seconds=15)
    def beat(self, tx: Transaction) -> None:
        """Say that nothing is missing."""
        actions.beat(tx)

    @every(seconds=3600)
    def keep_openid_keys(self, tx: Transaction, sealing: Sealing) -> None:
        """Have the next key that signs ID tokens published before it is needed."""
        openid.keep_keys(tx, sealing)

    @every(seconds=3600)
    def forget(self, tx: Transaction) -> None:
        """Let go of what nobody may use any more."""
        actions.forget(tx)
        openid.forget(tx)
