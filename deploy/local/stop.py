"""`make stop` and `make reset`: end every process of this installation, and with reset forget its data."""

import shutil
import sys

from deploy.local.console import give_up, say, step
from deploy.local.installation import Installation, here
from deploy.local.supervision import Supervisor


def stop(site: Installation) -> None:
    """End everything, the services before what they stand on. Data stay."""
    if not (site.directory / "supervisor.conf").exists():
        say("Nothing runs here.")
        return
    with step("ending all processes"):
        Supervisor(site).stop()


def reset(site: Installation, confirmed: str) -> None:
    """Forget everything of this installation, after a clear yes."""
    if confirmed != "yes":
        give_up(
            f"This would delete every database, document, key and mail under {site.directory}.\n"
            "If that is what you want: make reset CONFIRM=yes"
        )
    stop(site)
    for place in {site.sockets, Supervisor(site).socket.parent, site.stack.postgres.socket_directory}:
        if not place.is_relative_to(site.directory):
            shutil.rmtree(place, ignore_errors=True)
    shutil.rmtree(site.directory, ignore_errors=True)
    say(f"{site.directory} is gone.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["reset"]:
        reset(here(), sys.argv[2] if len(sys.argv) > 2 else "")  # noqa: PLR2004 - program, command, answer.
    else:
        stop(here())
