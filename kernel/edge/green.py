"""Makes a process green; must be called before anything else is imported, and only in worker processes."""

import os
import warnings


def go_green() -> None:
    """Let waiting for sockets, locks and PostgreSQL run other green threads."""
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    # Names are asked of the system, as psycopg2 and the relay ask, and not of a second resolver inside each worker.
    os.environ["EVENTLET_NO_GREENDNS"] = "yes"
    import eventlet  # noqa: PLC0415 - importing this module must change nothing

    eventlet.monkey_patch()
