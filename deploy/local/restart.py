"""`make restart P=…`: one process ends and begins anew, while all others run on."""

import sys

from deploy.local.console import give_up, step
from deploy.local.installation import Installation, here
from deploy.local.programs import NotReadyError, alone
from deploy.local.run import PATIENCE_SECONDS
from deploy.local.supervision import GONE, Supervisor


def restart(site: Installation, name: str) -> None:
    """End the process, outright if it does not heed, start it with what it was told last, and wait until it is well.

    Raises NotReadyError, with the end of its log when it does not get well.
    """
    supervisor = Supervisor(site)
    states = supervisor.states()
    if not states:
        give_up(f"{GONE.capitalize() if supervisor.is_gone() else 'Nothing runs'}. Start it with: make run")
    named = [process for process in site.processes() if process.name == name and name in states]
    if not named:
        give_up(f"Which process? make restart P=one of {', '.join(sorted(states))}")
    with alone(site.directory / "run.lock"), step(f"{name} anew"):
        supervisor.stop_processes(named)
        supervisor.start_processes(named)
        supervisor.wait(named, PATIENCE_SECONDS, lambda _name: None)


if __name__ == "__main__":
    try:
        restart(here(), (sys.argv[1:] or [""])[0])
    except NotReadyError as error:
        give_up(str(error))
