"""Events and timers in: auth follows its own directory, and beats so that the copies know they are fresh."""

from kernel.database import Transaction
from kernel.edge.worker import Worker, every
from services.auth import actions
from services.auth import events as auth_events


class AuthWorker(Worker):
    """The worker of auth."""

    service = "auth"
    follows = auth_events.DIRECTORY

    @every(seconds=15)
    def beat(self, tx: Transaction) -> None:
        """Say that nothing is missing."""
        actions.beat(tx)

    @every(seconds=10)
    def carry_out_orders(self, tx: Transaction) -> None:
        """Carry out the orders whose day has come."""
        actions.carry_out_due(tx)

    @every(seconds=3600)
    def forget(self, tx: Transaction) -> None:
        """Let go of what nobody may use any more."""
        actions.forget(tx)
