"""What the nginx of a gateway's directory is told: to read its configuration anew, and to begin its log anew."""

import contextlib
import os
import signal
from pathlib import Path

FULL_LOG_BYTES = 64 * 1024 * 1024


def let_nginx_read(gateway: Path) -> None:
    """Tell the nginx of this directory that a file of its configuration changed."""
    _send(gateway, signal.SIGHUP)


def turn_over(log: Path) -> None:
    """Let nginx begin its log anew when it is full; the last full one is kept."""
    with contextlib.suppress(OSError):
        if log.stat().st_size > FULL_LOG_BYTES:
            log.replace(full(log))
    if not log.exists():
        _send(log.parent, signal.SIGUSR1)


def full(log: Path) -> Path:
    """Where the last full one is kept."""
    return log.with_name(f"{log.name}.1")


def _send(gateway: Path, sign: signal.Signals) -> None:
    with contextlib.suppress(OSError, ValueError):
        pid = int((gateway / "nginx.pid").read_text())
        # A pid that was left behind may be somebody else's by now.
        if str(gateway).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
            os.kill(pid, sign)
