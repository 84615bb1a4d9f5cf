"""Papers as PDF: each is made in a short process of its own, so that no service keeps the printer's memory.

`python -m kernel.printing` reads HTML from its input and writes the PDF to its output. Nothing is fetched:
what a paper shows stands in its HTML, and its letters come from the fonts of the system.
"""

import os
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from kernel.errors import Unavailable
from kernel.languages import _
from kernel.logs import fault, logger

MOST_AT_ONCE = 2
WAIT_SECONDS = 10.0
LONGEST_SECONDS = 30.0
_ROOT = Path(__file__).resolve().parents[1]
# The printer is told no secret of the service that asks.
_SURROUNDINGS = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
_room = BoundedSemaphore(MOST_AT_ONCE)
log = logger(room="printing")


class PaperNotNow(Unavailable):
    """The printer is busy or out of order; the page itself can be printed."""

    text = _("The PDF cannot be made just now. Print the page itself, or try again in a minute.")


def pdf(html: str) -> bytes:
    """The PDF of *html*; raises PaperNotNow when too many are being made, or it fails."""
    if not _room.acquire(timeout=WAIT_SECONDS):
        raise PaperNotNow(retry_after=60)
    try:
        return _made(html)
    finally:
        _room.release()


def _made(html: str) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "kernel.printing"],
            input=html.encode(),
            capture_output=True,
            cwd=_ROOT,
            env=_SURROUNDINGS,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.error("paper-failed", **fault(error))  # noqa: TRY400 - a traceback may quote the paper
        raise PaperNotNow(retry_after=60) from None
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        log.error("paper-failed", ended_with=done.returncode)
        raise PaperNotNow(retry_after=60)
    return done.stdout


def main() -> None:
    """Make one paper out of the input, and end the process."""
    from weasyprint import HTML  # noqa: PLC0415 - only the short process loads it.
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - only the short process loads it.

    paper = HTML(string=sys.stdin.buffer.read().decode(), url_fetcher=URLFetcher(allowed_protocols=()))
    sys.stdout.buffer.write(paper.write_pdf())
    sys.stdout.buffer.flush()
    # Unloading the libraries while one of their threads still runs may crash, and the paper is made.
    os._exit(0)


if __name__ == "__main__":
    main()
