"""Events and timers in: the directory, the days that come, and what the others were not told yet."""

from kernel.database import Transaction
from kernel.edge.worker import Worker, every
from services.auth import events as auth_events
from services.wfh import actions


class WfhWorker(Worker):
    """The worker of wfh."""

    service = "wfh"
    follows = auth_events.DIRECTORY

    @every(seconds=15)
    def bring_days_in(self, tx: Transaction) -> None:
        """Use up what was held for today."""
        actions.bring_days_in(tx)

    @every(seconds=10)
    def pass_on_what_was_left(self, tx: Transaction) -> None:
        """Somebody decides about the days that lay before a post that ended."""
        actions.pass_on_what_was_left(tx)

    @every(seconds=3600)
    def expire_accounts(self, tx: Transaction) -> None:
        """End what is left of past years."""
        actions.expire_accounts(tx)

    @every(seconds=2)
    def announce_reference(self, tx: Transaction) -> None:
        """Tell calendar rules and duty hours that nobody was told yet."""
        actions.announce_reference(tx)
