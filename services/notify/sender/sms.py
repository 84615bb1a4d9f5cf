"""Text messages over SMPP 3.4: many under way at once, receipts confirmed after they are stored."""

import contextlib
import re
import select
import socket
import time
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import smpplib.client
import smpplib.consts
import smpplib.exceptions
import smpplib.smpp

from kernel import logs
from services.notify.domain import Channel, Receipt, Result
from services.notify.sender import pdus
from services.notify.sender.parcels import Parcel, ProviderAwayError, ProviderBusyError
from services.notify.sender.window import Window

# A slow operator takes what it has not answered yet, and going again means a second message. Together well within the
# lease, so that nobody else takes what is in hand.
ANSWER_SECONDS = 30.0
BATCH_SECONDS = 30.0
# For a bind, a write, and the rest of what began to arrive.
SOCKET_SECONDS = 10
ENQUIRE_SECONDS = 20
# A receipt may come before its message's answer is stored, and over another session; that has been done by then.
RECEIPT_SECONDS = ANSWER_SECONDS + BATCH_SECONDS + 10


class Arrived(NamedTuple):
    """A report that is not confirmed yet; None for anything but a receipt."""

    sequence: int
    receipt: Receipt | None
    at: float


class Sms:
    """A session with an operator: smpp://system_id:password@host:port?reference_tag=0x1500.

    Whatever cannot be read, or is not answered in time, breaks the session: it begins anew.
    """

    channel = Channel.SMS

    def __init__(self, url: str, header: str) -> None:
        self._url = urlsplit(url)
        tag = re.search(r"reference_tag=(0x[0-9a-fA-F]+|\d+)", self._url.query)
        self._reference_tag = int(tag[1], 0) if tag else 0
        self._header = header
        self._client: Any = None
        self._used_at = 0.0
        self._arrived: list[Arrived] = []
        self.trouble: ProviderAwayError | ProviderBusyError | None = None
        self.answer_seconds = ANSWER_SECONDS
        self.batch_seconds = BATCH_SECONDS
        self.receipt_seconds = RECEIPT_SECONDS

    def connect(self) -> None:
        """Be bound, and let the operator know that we are."""
        self.trouble = None
        try:
            if self._client is None:
                self._client = self._bind()
            elif time.monotonic() - self._used_at > ENQUIRE_SECONDS:
                self._write(smpplib.smpp.make_pdu("enquire_link", client=self._client))
        except Exception as error:  # noqa: BLE001 - smpplib raises what it likes
            self._drop()
            raise ProviderAwayError(type(error).__name__) from None

    def send(self, parcels: Sequence[Parcel]) -> list[Result]:
        """Hand over for `batch_seconds`, then wait up to `answer_seconds` for the last answers."""
        window = Window(parcels, self.batch_seconds if self._client is not None else 0.0)
        try:
            while (more := window.is_open) or window.is_waited_for:
                if more:
                    self._submit(window)
                else:
                    window.answered(self._awaited(window))
        except Exception as error:  # noqa: BLE001 - what was answered until now must not be lost with it
            self._break(error)
        else:
            self.trouble = window.trouble()
            if window.is_unwanted:
                self._drop()
        return window.results()

    def receipts(self) -> list[Receipt]:
        """What arrived meanwhile and is not confirmed yet."""
        try:
            while self._client is not None and self._readable(0):
                self._read()
        except Exception as error:  # noqa: BLE001 - smpplib raises what it likes
            self._break(error)
        return [arrived.receipt for arrived in self._arrived if arrived.receipt]

    def confirm(self, known: set[str]) -> None:
        """Confirm what is stored, what is no receipt, and what stayed unknown for `receipt_seconds`.

        A receipt may overtake the answer to its own message, so an unknown one is kept for a while.
        """
        late = time.monotonic() - self.receipt_seconds
        done: list[Arrived] = []
        kept: list[Arrived] = []
        for a in self._arrived:
            is_over = not a.receipt or a.receipt.provider_message_id in known or a.at < late
            (done if is_over else kept).append(a)
        self._arrived = kept
        try:
            for arrived in done:
                self._answer("deliver_sm_resp", arrived.sequence)
        except Exception as error:  # noqa: BLE001 - smpplib raises what it likes
            self._break(error)

    def close(self) -> None:
        """Unbind, if there is anybody to tell."""
        if self._client is not None:
            with contextlib.suppress(Exception):
                self._write(smpplib.smpp.make_pdu("unbind", client=self._client))
            self._drop()

    def _bind(self) -> Any:
        client = smpplib.client.Client(
            self._url.hostname,
            self._url.port or 2775,
            timeout=SOCKET_SECONDS,
            logger_name="smpplib",
            allow_unknown_opt_params=True,
        )
        try:
            client.connect()
            # No small write waits for the one before it to be acknowledged.
            client._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # noqa: SLF001 - as `_readable`.
            client.bind_transceiver(
                system_id=unquote(self._url.username or ""), password=unquote(self._url.password or "")
            )
        except Exception:
            _hang_up(client)
            raise
        self._used_at = time.monotonic()
        return client

    def _submit(self, window: Window) -> None:
        parcel = window.next()
        try:
            pdu = pdus.submit(self._client, parcel, self._header, self._reference_tag)
        except ValueError:
            window.cannot_leave(parcel)
            return
        window.leaves(int(pdu.sequence), parcel)
        self._write(pdu)

    def _awaited(self, window: Window) -> Any:
        if not self._readable(window.patience(self.answer_seconds)):
            raise TimeoutError
        return self._read()

    def _read(self) -> Any:
        pdu = self._client.read_pdu()
        if pdu.command == "deliver_sm":
            self._arrived.append(Arrived(pdu.sequence, pdus.receipt(pdu), time.monotonic()))
        elif pdu.command == "enquire_link":
            self._answer("enquire_link_resp", pdu.sequence)
        elif pdu.command == "unbind":
            self._answer("unbind_resp", pdu.sequence)
            raise smpplib.exceptions.ConnectionError
        return pdu

    def _answer(self, command: str, sequence: int) -> None:
        if self._client is not None:
            pdu = smpplib.smpp.make_pdu(command, client=self._client)
            pdu.sequence = sequence
            self._write(pdu)

    def _write(self, pdu: Any) -> None:
        self._client.send_pdu(pdu)
        self._used_at = time.monotonic()

    def _readable(self, seconds: float) -> bool:
        """Whether something came; what came is acknowledged at once, which the kernel forgets again and again.

        A centre that waits for that before its next small write (Nagle) would send an answer each 40 ms.
        """
        line = self._client._socket  # noqa: SLF001 - smpplib offers no other look
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        return bool(select.select([line], [], [], seconds)[0])

    def _break(self, error: Exception) -> None:
        logs.logger().warning("session-broken", **logs.fault(error))
        self.trouble = ProviderAwayError(type(error).__name__)
        self._drop()

    def _drop(self) -> None:
        if self._client is not None:
            _hang_up(self._client)
        self._client = None
        # The operator repeats what was not confirmed.
        self._arrived.clear()


def _hang_up(client: Any) -> None:
    client.state = smpplib.consts.SMPP_CLIENT_STATE_OPEN
    client.disconnect()
