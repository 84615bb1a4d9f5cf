"""Another way to the broker, over which answers may be slow or not come, and which may end."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from deploy.local.ports import free_port

_HEAD, _END, _HEARTBEAT = struct.Struct(">BHL"), 1, 8


class Way:
    """A port on loopback behind which the broker is.

    *only_heartbeats*: nothing else comes back any more, as from a node of which a part hangs.
    """

    def __init__(self, to_port: int) -> None:
        self.to_port, self.answers_after_seconds = to_port, 0.0
        self.only_heartbeats = False
        self._listener = socket.create_server(("127.0.0.1", free_port()))
        self._ends = [self._listener]
        threading.Thread(target=self._serve, daemon=True).start()

    def url(self, url: str) -> str:
        """The broker's address *url*, over this way."""
        port = self._listener.getsockname()[1]
        return f"{url.rpartition(':')[0]}:{port}/{url.rpartition('/')[2]}"

    def end(self) -> None:
        """Be gone, with all connections."""
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self.to_port))
                self._ends += [near, far]
                for source, sink in ((near, far), (far, near)):
                    carrying = (source, sink, source is far)
                    threading.Thread(target=self._carry, args=carrying, daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        rest = b""
        with suppress(OSError):
            while data := source.recv(65536):
                if is_answer:
                    time.sleep(self.answers_after_seconds)
                    frames, rest = _frames(rest + data)
                    data = b"".join(
                        each for each in frames if each[0] == _HEARTBEAT or not self.only_heartbeats
                    )
                sink.sendall(data)


def _frames(data: bytes) -> tuple[list[bytes], bytes]:
    """The whole frames of the protocol, and the beginning of the next one."""
    frames, at = [], 0
    while len(data) >= at + _HEAD.size:
        _, _, length = _HEAD.unpack_from(data, at)
        end = at + _HEAD.size + length + _END
        if end > len(data):
            break
        frames.append(data[at:end])
        at = end
    return frames, data[at:]


@contextmanager
def another_way(to_port: int) -> Iterator[Way]:
    """A way for as long as the block lasts."""
    way = Way(to_port)
    try:
        yield way
    finally:
        way.end()
