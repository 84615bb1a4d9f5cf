"""Ports on loopback, one that will still be free when its program comes to listen on it; and unix sockets."""

import contextlib
import http.client
import secrets
import socket
from pathlib import Path

FIRST_PORT, ENOUGH_PORTS = 15_000, 1_000
OUTGOING = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_port() -> int:
    """A TCP port on loopback that nobody listens on now, and that no outgoing connection will be given later.

    A port is chosen long before it is listened on. One of those that the system hands to outgoing connections
    could belong to somebody's client by then.
    """
    outgoing = int(OUTGOING.read_text().split()[0])
    choices = outgoing - FIRST_PORT
    while True:
        port = FIRST_PORT + secrets.randbelow(choices) if choices > ENOUGH_PORTS else 0
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])


def listens(port: int, address: str = "127.0.0.1") -> bool:
    """Whether something accepts connections on this port, of loopback unless another address is given."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((address, port)) == 0


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
