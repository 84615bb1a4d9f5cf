"""`make stop` and `make reset`: end every process of this installation, and with reset forget its data."""

import shutil
import sys
from pathlib import Path

from deploy.local.bucket import bucket_of
from deploy.local.console import give_up, say, step
from deploy.local.installation import Installation, here
from deploy.local.programs import ROOT
from deploy.local.supervision import Supervisor

# A start makes these before anything can fail; who only looks makes neither.
MARKS = ("groups", "stack/postgres")


def stop(site: Installation) -> None:
    """End everything, the services before what they stand on. Data stay."""
    if not (site.directory / "supervisor.conf").exists():
        say("Nothing runs here.")
        return
    with step("ending all processes"):
        Supervisor(site).stop()


def reset(site: Installation, confirmed: str) -> None:
    """Forget everything of this installation, after a clear yes; the blobs in a bucket stay there."""
    require_installation(site)
    bucket = bucket_of(site.directory)
    left = f"The sealed blobs in {bucket} stay there; without these keys nobody reads them again.\n"
    if confirmed != "yes":
        give_up(
            f"This would delete every database, document, key and mail under {site.directory}.\n"
            f"{left if bucket else ''}If that is what you want: make reset CONFIRM=yes"
        )
    stop(site)
    for place in {site.sockets, Supervisor(site).socket.parent, site.stack.postgres.socket_directory}:
        if not place.is_relative_to(site.directory):
            shutil.rmtree(place, ignore_errors=True)
    shutil.rmtree(site.directory, ignore_errors=True)
    say(f"{site.directory} is gone. {left if bucket else ''}".strip())


def require_installation(site: Installation) -> None:
    """Refuse to delete a directory in which no installation was begun, or one with the code or the home in it."""
    if not all((site.directory / mark).is_dir() for mark in MARKS):
        give_up(f"{site.directory} is no installation; nothing was deleted. KS_RUN_DIR names one elsewhere.")
    for place in (ROOT.resolve(), Path.home().resolve()):
        if place.is_relative_to(site.directory):
            give_up(f"{place} lies in {site.directory}; nothing was deleted. Delete by hand what is to go.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["reset"]:
        reset(here(), sys.argv[2] if len(sys.argv) > 2 else "")  # noqa: PLR2004 - program, command, answer.
    else:
        stop(here())
