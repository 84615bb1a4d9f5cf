"""`python -m tests.chaos.launch <service> <kind>` is deploy.launch, watched, and with a seeded mistake if KS_MUTANT is set.

A worker notes each event that it has handled in its own database, with what the handlers wrote and in the same
transaction. What the inbox took in would not do: an event that is let through a second time is no row there.
"""

import importlib
import os
import sys
from typing import Any

from deploy import launch
from kernel.statements import Query
from tests.chaos.mistakes import KINDS
from tests.chaos.mutants import MUTANTS

NOTE = Query(
    "note_handled",
    """
INSERT INTO public.chaos_handled (event_id, name)
SELECT event_id, name FROM unnest(%(ids)s::uuid[], %(names)s::text[])
  WITH ORDINALITY AS handled (event_id, name, position) ORDER BY position
""",
)


def watch() -> None:
    """Note what is handled from now on."""
    from kernel.inbox import Reception  # noqa: PLC0415 - a worker goes green before it loads anything.

    handle = Reception._handle

    def handle_and_note(self: Any, tx: Any, events: Any) -> None:
        handle(self, tx, events)
        tx.at_commit(
            NOTE, ids=[str(event.event_id) for event in events], names=[event.name for event in events]
        )

    Reception._handle = handle_and_note  # type: ignore[method-assign] # Only this process is watched.


def main(service: str, kind: str) -> None:
    """Become that process."""
    if kind == "worker":
        importlib.import_module("kernel.edge.green").go_green()
        watch()
    mutant = os.environ.get("KS_MUTANT", "")
    if KINDS.get(mutant) == kind:
        MUTANTS[mutant]()
    launch.main(service, kind)


if __name__ == "__main__":
    main(*sys.argv[1:])
