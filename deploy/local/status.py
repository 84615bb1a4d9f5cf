"""`make status`: every process with its pid, its memory and whether it answers."""

import sys

from deploy.local import memory
from deploy.local.console import say, table
from deploy.local.installation import here
from deploy.local.supervision import GONE, LIVING, Supervisor, is_well


def main() -> int:
    """Print the table; 0 when all is well, 1 when something is not, 3 when nothing runs or nothing is supervised."""
    site = here()
    supervisor = Supervisor(site)
    states = supervisor.states()
    if not states:
        say(f"{GONE.capitalize() if supervisor.is_gone() else 'Nothing runs'}. Start it with: make run")
        return 3
    sizes = memory.by_process(supervisor)
    rows, well = [], True
    for process in site.processes():
        state = states.get(process.name, {"statename": "UNKNOWN", "pid": 0, "start": 0, "now": 0})
        answers = state["statename"] in LIVING and is_well(process)
        well = well and answers
        up = max(0, state["now"] - state["start"]) if state["pid"] else 0
        size = round(sizes.get(process.name, 0.0))
        rows.append((process.name, state["statename"].lower(), state["pid"], _span(up), size, _word(answers)))
    table(("process", "state", "pid", "up", "MB", "answers"), rows)
    say(f"\n  {memory.total_mib(supervisor):.0f} MB in all, the supervisor included")
    return 0 if well else 1


def _span(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


def _word(answers: bool) -> str:  # noqa: FBT001 - a word for a truth value.
    return "yes" if answers else "no"


if __name__ == "__main__":
    sys.exit(main())
