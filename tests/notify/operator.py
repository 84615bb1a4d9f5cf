"""An SMS operator that answers as a test tells it to, byte by byte."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import smpp34

BIND, UNBIND, SUBMIT, DELIVER, ENQUIRE = 0x09, 0x06, 0x04, 0x05, 0x15
ANSWER = 0x80000000
RECEIPT = 0x04


class Operator:
    """One session; `on_submit` says what to do with each message."""

    def __init__(self, on_submit: Callable[["Operator", smpp34.SubmitSm], None]) -> None:
        self.on_submit = on_submit
        self.submitted: list[smpp34.SubmitSm] = []
        self.confirmed: list[int] = []
        self.alive: list[int] = []
        self.binds = 0
        self.unbound = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._session: socket.socket | None = None
        self.port: int = self._server.getsockname()[1]

    def serve(self) -> None:
        """Take one session after the other until `close`."""
        with suppress(OSError):
            while True:
                self._session, _peer = self._server.accept()
                with self._session, suppress(OSError, struct.error):
                    while self._take():
                        pass

    def accept(self, message: smpp34.SubmitSm, message_id: str = "m1", status: int = 0) -> None:
        """Answer a message."""
        self.write(SUBMIT | ANSWER, message.sequence_number, message_id.encode() + b"\0", status)

    def report(self, message_id: str, state: str = "DELIVRD", sequence: int = 7001) -> None:
        """Send a delivery receipt."""
        text = f"id:{message_id} sub:001 dlvrd:001 submit date:2603181100 done date:2603181101 stat:{state} err:000 text:"
        receipt = smpp34.DeliverSm("KRYSTU", "1", text.encode(), esm_class=RECEIPT, sequence_number=sequence)
        self._send(receipt.encode())

    def enquire(self, sequence: int = 8001) -> None:
        """Ask whether the other side is there."""
        self.write(ENQUIRE, sequence)

    def write(self, command: int, sequence: int, body: bytes = b"", status: int = 0) -> None:
        """Send any PDU."""
        self._send(struct.pack(">LLLL", 16 + len(body), command, status, sequence) + body)

    def hang_up(self) -> None:
        """End the session without a word."""
        if self._session:
            with suppress(OSError):
                self._session.shutdown(socket.SHUT_RDWR)
            self._session.close()

    def close(self) -> None:
        """End everything."""
        self.hang_up()
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _send(self, content: bytes) -> None:
        assert self._session
        self._session.sendall(content)

    def _take(self) -> bool:
        head = self._read(16)
        length, command, _status, sequence = struct.unpack(">LLLL", head)
        body = self._read(length - 16)
        self.binds += command == BIND
        if command in (BIND, UNBIND):
            self.write(command | ANSWER, sequence, b"OPERATOR\0" if command == BIND else b"")
        if command == UNBIND:
            self.unbound.set()
            return False
        if command == SUBMIT:
            message = smpp34.decode(head + body)
            assert isinstance(message, smpp34.SubmitSm)
            self.submitted.append(message)
            self.on_submit(self, message)
        elif command == DELIVER | ANSWER:
            self.confirmed.append(sequence)
        elif command in (ENQUIRE | ANSWER, ENQUIRE):
            self.alive.append(sequence)
        return True

    def _read(self, length: int) -> bytes:
        assert self._session
        content = b""
        while len(content) < length:
            part = self._session.recv(length - len(content))
            if not part:
                raise OSError
            content += part
        return content


@contextmanager
def an_operator(on_submit: Callable[[Operator, smpp34.SubmitSm], None]) -> Iterator[Operator]:
    """An operator in a thread, for as long as the block lasts."""
    operator = Operator(on_submit)
    thread = threading.Thread(target=operator.serve)
    thread.start()
    try:
        yield operator
    finally:
        operator.close()
        thread.join(5)
