"""Live notices: a process of its own, `python -m deploy.launch notify live`.

An officer's browser hears how many notices are unread as soon as that changes. What they say is asked for as a page
is, so that zone and language decide there.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

from kernel.database import Transaction
from kernel.edge.context import Context
from kernel.edge.live import Change, Live, News
from services.notify import actions


class Notices:
    """What notify has to tell live."""

    kind = "notice"

    def changes(self, tx: Transaction, since: datetime) -> list[Change]:
        """The notices told since an instant."""
        return [Change(message_id, person_id) for message_id, person_id in actions.told_since(tx, since)]

    def news(self, tx: Transaction, people: Collection[UUID]) -> Mapping[UUID, News]:
        """How many notices each person has not read."""
        return {
            person_id: News(f"{unread.newest or 'none'}.{unread.number}", {"unread": unread.number})
            for person_id, unread in actions.unread_of(tx, people).items()
        }


def run(context: Context, socket: Path) -> None:
    """Tell notices live until SIGTERM or SIGINT."""
    Live(context.database, context.verifier, Notices()).run(socket)
