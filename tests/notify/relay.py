"""A mail relay that answers as a test tells it to, command by command."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

END = "."
_USUAL = {"EHLO": "250 relay", "DATA": "354 Go on", END: "250 Kept", "QUIT": "221 Bye"}


class Relay(socketserver.ThreadingTCPServer):
    """`answer` says what to say to each command (END: to a whole mail): None for the usual, "" for hanging up."""

    daemon_threads = True

    def __init__(self, answer: Callable[[str], str | None]) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.answer = answer
        self.heard: list[str] = []
        self.port: int = self.server_address[1]


class _Session(socketserver.StreamRequestHandler):
    server: Relay

    def handle(self) -> None:
        self._say("220 relay")
        while line := self.rfile.readline():
            said = self._answer(line[:4].decode("ascii").strip().upper())
            if said.startswith("354"):
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                said = self._answer(END)
            if not said:
                return

    def _answer(self, command: str) -> str:
        self.server.heard.append(command)
        told = self.server.answer(command)
        said = _USUAL.get(command, "250 Fine") if told is None else told
        if said:
            self._say(said)
        return said

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def a_relay(answer: Callable[[str], str | None]) -> Iterator[Relay]:
    """A relay in a thread, for as long as the block lasts."""
    with Relay(answer) as relay:
        thread = threading.Thread(target=relay.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield relay
        finally:
            relay.shutdown()
            thread.join(5)
