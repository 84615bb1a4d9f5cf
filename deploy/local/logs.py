"""`make logs`: the log of one process, or of all of them with the process in front."""

import os
import sys
from pathlib import Path

from deploy.local.console import give_up
from deploy.local.installation import here


def main(process: str) -> None:
    """Follow the logs until interrupted; FOLLOW=no prints the end and stops."""
    folder = here().logs
    paths = sorted(folder.glob("*.log")) if not process else [folder / f"{process}.log"]
    if not paths or not paths[0].exists():
        known = ", ".join(path.stem for path in sorted(folder.glob("*.log"))) or "none yet: make run"
        give_up(f"There is no log of {process or 'any process'}. Logs: {known}")
    lines = "200" if process else "5"
    follow = [] if os.environ.get("FOLLOW") == "no" else ["-F"]
    tail = Path("/usr/bin/tail")
    sys.stdout.flush()
    os.execv(tail, [str(tail), *follow, "-n", lines, *map(str, paths)])  # noqa: S606 - becoming tail.


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
