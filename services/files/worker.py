"""Events and timers in: referred cases are diarised, the calendar is kept, the blob store is swept."""

from kernel import calendar
from kernel.database import Transaction
from kernel.edge.worker import Worker, every, subscribe
from services.auth import events as auth_events
from services.files import actions
from services.public import events as public_events
from services.wfh import events as wfh_events


class FilesWorker(Worker):
    """The e-office's worker."""

    service = "files"
    follows = auth_events.DIRECTORY

    @property
    def vault(self) -> actions.Vault:
        """The blob store with this service's keys."""
        return actions.Vault(self.context.blobs, self.context.sealing)

    @subscribe(wfh_events.CalendarRulePublished, queue="directory")
    def on_calendar_rule_published(self, tx: Transaction, event: wfh_events.CalendarRulePublished) -> None:
        """How long a paper may lie at a desk counts the days that offices work."""
        calendar.save_rule(tx, event)

    @subscribe(public_events.CaseReferred)
    def on_case_referred(self, tx: Transaction, event: public_events.CaseReferred) -> None:
        """A referred case becomes a receipt."""
        actions.diarise_referred_case(tx, self.vault, event)

    @every(seconds=10)
    def pass_on_what_was_left(self, tx: Transaction) -> None:
        """The work of a post that ended goes on."""
        actions.pass_on_what_was_left(tx)

    @every(seconds=60)
    def sweep(self, tx: Transaction) -> None:
        """Bytes that no row came to name are removed."""
        actions.sweep_blobs(tx, self.vault)
