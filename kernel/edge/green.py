"""Makes a process green; must be called before anything else is imported, and only in worker processes."""

import warnings


def go_green() -> None:
    """Let waiting for sockets, locks and PostgreSQL run other green threads."""
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    import eventlet  # noqa: PLC0415 - importing this module must change nothing

    eventlet.monkey_patch()
