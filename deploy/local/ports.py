"""Ports on loopback, one that will still be free when its program comes to listen on it; and unix sockets."""

import contextlib
import http.client
import os
import secrets
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

FIRST_PORT, ENOUGH_PORTS = 15_000, 1_000
OUTGOING = Path("/proc/sys/net/ipv4/ip_local_port_range")
SOCKETS = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
LISTENING = "0A"
# So long a port is kept for who chose it, and may not listen on it yet.
KEPT_SECONDS = 900


def free_port() -> int:
    """A TCP port on loopback that nobody listens on now, chose a while ago, or is given for an outgoing connection later.

    A port is chosen long before it is listened on. One of those that the system hands to outgoing connections
    could belong to somebody's client by then, and another installation that starts beside could choose the same.
    """
    outgoing = int(OUTGOING.read_text().split()[0])
    choices = outgoing - FIRST_PORT
    while True:
        port = FIRST_PORT + secrets.randbelow(choices) if choices > ENOUGH_PORTS else 0
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            if port == 0 or _is_kept_for_us(port):
                return int(probe.getsockname()[1])


def _is_kept_for_us(port: int) -> bool:
    """Whether no other process of this user chose the port lately; from now on it is ours for a while."""
    kept = Path(tempfile.gettempdir()) / f"ks-ports-{os.getuid()}" / str(port)
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        kept.touch(exist_ok=False)
    except FileExistsError:
        if time.time() - kept.stat().st_mtime < KEPT_SECONDS:
            return False
        kept.touch()
    return True


def listens(port: int, address: str = "127.0.0.1") -> bool:
    """Whether something accepts connections on this port, of loopback unless another address is given."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((address, port)) == 0


def listeners(port: int) -> dict[int, str]:
    """The programs that listen on this port, by pid; without those of others, which only root sees."""
    sockets = set(_sockets_on(port))
    found: dict[int, str] = {}
    for process in Path("/proc").glob("[0-9]*"):
        # It may be somebody else's, or have ended meanwhile.
        with contextlib.suppress(OSError):
            if any(str(link.readlink()) in sockets for link in (process / "fd").iterdir()):
                found[int(process.name)] = (process / "comm").read_text().strip()
    return found


def _sockets_on(port: int) -> Iterator[str]:
    """The sockets that listen on this port, as links to them in /proc are spelt."""
    for table in SOCKETS:
        for line in table.read_text().splitlines()[1:] if table.exists() else ():
            fields = line.split()
            if fields[3] == LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                yield f"socket:[{fields[9]}]"


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: Path, patience_seconds: float = 3) -> None:
        super().__init__("localhost", timeout=patience_seconds)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket instead of a port."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
