"""Events and timers in: the directory, what the e-office did with a case, and what time does."""

from kernel import calendar
from kernel.database import Transaction
from kernel.edge.context import Context
from kernel.edge.worker import Worker, every, subscribe
from services.auth import events as auth_events
from services.files import events as files_events
from services.notify import events as notify_events
from services.public import actions
from services.wfh import events as wfh_events


class PublicWorker(Worker):
    """The worker of public."""

    service = "public"
    follows = auth_events.DIRECTORY

    @subscribe(wfh_events.CalendarRulePublished, queue="directory")
    def on_calendar_rule_published(self, tx: Transaction, event: wfh_events.CalendarRulePublished) -> None:
        """Due dates count the days that offices work."""
        calendar.save_rule(tx, event)

    @subscribe(files_events.ReceiptDiarised)
    def on_receipt_diarised(self, tx: Transaction, event: files_events.ReceiptDiarised) -> None:
        """A referred case reached the section's diary."""
        if event.case_id is not None:
            actions.note_diary(tx, event.case_id, event.diary_number)

    @subscribe(files_events.ReplyIssued)
    def on_reply_issued(self, tx: Transaction, event: files_events.ReplyIssued, context: Context) -> None:
        """The reply of a file belongs to its case."""
        if event.case_id is not None:
            actions.keep_reply(tx, context, event)

    @subscribe(notify_events.ContactWanted)
    def on_contact_wanted(
        self, tx: Transaction, event: notify_events.ContactWanted, context: Context
    ) -> None:
        """Notify lacks a contact that a message waits for."""
        actions.give_contact_again(tx, context, event.contact_id)

    @every(seconds=5)
    def mark_overdue(self, tx: Transaction) -> None:
        """A broken promise is told at once."""
        actions.mark_overdue(tx)

    @every(seconds=5)
    def fold_pendency(self, tx: Transaction) -> None:
        """Figures stay short to read."""
        actions.fold_pendency(tx)

    @every(seconds=10)
    def pass_on_what_was_left(self, tx: Transaction) -> None:
        """The work of a post that ended goes on."""
        actions.pass_on_what_was_left(tx)

    @every(seconds=60)
    def keep_pendency_figures(self, tx: Transaction) -> None:
        """How pendency goes over time."""
        actions.keep_pendency_figures(tx)

    @every(seconds=60)
    def expire_filings(self, tx: Transaction) -> None:
        """What nobody confirmed goes."""
        actions.expire_filings(tx)

    @every(seconds=60)
    def expire_drafts(self, tx: Transaction) -> None:
        """What nobody went on with goes."""
        actions.expire_drafts(tx)

    @every(seconds=60)
    def sweep_papers(self, tx: Transaction, context: Context) -> None:
        """Papers without a row go."""
        actions.sweep_papers(tx, context)
