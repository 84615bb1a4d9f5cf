"""Text messages over SMPP 3.4: many under way at once, receipts confirmed after they are stored."""

import contextlib
import re
import select
import struct
import time
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import smpplib.client
import smpplib.command
import smpplib.consts
import smpplib.exceptions
import smpplib.gsm
import smpplib.smpp

from services.notify.domain import Channel, Receipt, Result, State, is_gsm, segments
from services.notify.sender.parcels import Parcel, ProviderAwayError

ANSWER_SECONDS = 10
ENQUIRE_SECONDS = 20
RECEIPT_SECONDS = 5.0
# So many may be under way without an answer; operators commonly allow ten.
WINDOW = 10

ENTITY_TAG, TEMPLATE_TAG = 0x1400, 0x1401
UCS2 = smpplib.consts.SMPP_ENCODING_ISO10646
GSM = smpplib.consts.SMPP_ENCODING_DEFAULT
ALPHANUMERIC, INTERNATIONAL, ISDN = 5, 1, 1
RECEIPT_BIT = 0x04

TEMPORARY = {0x08, 0x14, 0x45, 0x58}  # system error, queue full, submit failed, throttled
PERMANENT = {0x0B, 0x48, 0x50}  # destination: invalid, type of number, numbering plan

FATES = {
    b"DELIVRD": State.DELIVERED,
    b"UNDELIV": State.PERMANENT_FAILURE,
    b"REJECTD": State.PERMANENT_FAILURE,
    b"EXPIRED": State.PERMANENT_FAILURE,
    b"DELETED": State.PERMANENT_FAILURE,
}
_PART = re.compile(rb"\b(id|stat|err):(\S*)")
_BROKEN = (OSError, smpplib.exceptions.ConnectionError, smpplib.exceptions.PDUError)


class Submit(smpplib.command.SubmitSM):  # type: ignore[misc] # smpplib has no types.
    """A submit_sm with the ledger's ids and our reference as vendor parameters."""

    tags: tuple[tuple[int, str], ...] = ()

    def generate_params(self) -> bytes:
        """The standard fields, then the vendor's."""
        content: bytes = super().generate_params()
        return content + b"".join(_tlv(tag, text) for tag, text in self.tags)


class Arrived(NamedTuple):
    """A report that is not confirmed yet; None for anything but a receipt."""

    sequence: int
    receipt: Receipt | None
    at: float


class Sms:
    """A session with an operator: smpp://system_id:password@host:port?reference_tag=0x1500."""

    channel = Channel.SMS

    def __init__(self, url: str, header: str) -> None:
        self._url = urlsplit(url)
        tag = re.search(r"reference_tag=(0x[0-9a-fA-F]+|\d+)", self._url.query)
        self._reference_tag = int(tag[1], 0) if tag else 0
        self._header = header
        self._client: Any = None
        self._used_at = 0.0
        self._arrived: list[Arrived] = []
        self.receipt_seconds = RECEIPT_SECONDS

    def connect(self) -> None:
        """Be bound, and let the operator know that we are."""
        try:
            if self._client is None:
                self._client = self._bind()
            elif time.monotonic() - self._used_at > ENQUIRE_SECONDS:
                self._write(smpplib.smpp.make_pdu("enquire_link", client=self._client))
        except _BROKEN as error:
            self._drop()
            raise ProviderAwayError(type(error).__name__) from None

    def send(self, parcels: Sequence[Parcel]) -> list[Result]:
        """Keep up to WINDOW messages under way; what is unanswered when the session breaks goes again."""
        under_way: dict[int, Parcel] = {}
        results: list[Result] = []
        waiting = list(parcels)
        try:
            while waiting or under_way:
                while waiting and len(under_way) < WINDOW:
                    under_way[self._submit(waiting[0])] = waiting[0]
                    waiting.pop(0)
                results += self._answers(under_way)
        except _BROKEN:
            self._drop()
        return results + [parcel.result(State.CREATED) for parcel in (*under_way.values(), *waiting)]

    def receipts(self) -> list[Receipt]:
        """What arrived meanwhile and is not confirmed yet."""
        try:
            while self._client is not None and self._readable():
                self._read()
        except _BROKEN:
            self._drop()
        return [arrived.receipt for arrived in self._arrived if arrived.receipt]

    def confirm(self, known: set[str]) -> None:
        """Confirm what is stored, what is no receipt, and what stayed unknown for `receipt_seconds`.

        A receipt may overtake the answer to its own message, so an unknown one is kept for a while.
        """
        late = time.monotonic() - self.receipt_seconds
        done = [
            a for a in self._arrived if not a.receipt or a.receipt.provider_message_id in known or a.at < late
        ]
        self._arrived = [arrived for arrived in self._arrived if arrived not in done]
        try:
            for arrived in done:
                self._answer("deliver_sm_resp", arrived.sequence)
        except _BROKEN:
            self._drop()

    def close(self) -> None:
        """Unbind, if there is anybody to tell."""
        if self._client is not None:
            with contextlib.suppress(*_BROKEN):
                self._write(smpplib.smpp.make_pdu("unbind", client=self._client))
            self._drop()

    def _bind(self) -> Any:
        client = smpplib.client.Client(
            self._url.hostname,
            self._url.port or 2775,
            timeout=ANSWER_SECONDS,
            logger_name="smpplib",
            allow_unknown_opt_params=True,
        )
        try:
            client.connect()
            client.bind_transceiver(
                system_id=unquote(self._url.username or ""), password=unquote(self._url.password or "")
            )
        except _BROKEN:
            _hang_up(client)
            raise
        self._used_at = time.monotonic()
        return client

    def _submit(self, parcel: Parcel) -> int:
        content, coding = _encoded(parcel.content.body)
        whole = segments(parcel.content.body) == 1
        pdu = Submit(
            "submit_sm",
            client=self._client,
            source_addr_ton=ALPHANUMERIC,
            source_addr=(parcel.dlt.header if parcel.dlt else None) or self._header,
            dest_addr_ton=INTERNATIONAL,
            dest_addr_npi=ISDN,
            destination_addr=parcel.address,
            registered_delivery=1,
            data_coding=coding,
            short_message=content if whole else None,
            message_payload=None if whole else content,
        )
        pdu.tags = self._tags(parcel)
        self._write(pdu)
        return int(pdu.sequence)

    def _tags(self, parcel: Parcel) -> tuple[tuple[int, str], ...]:
        dlt = parcel.dlt
        tags = (
            (ENTITY_TAG, dlt.entity_id if dlt else None),
            (TEMPLATE_TAG, dlt.template_id if dlt else None),
            (self._reference_tag, str(parcel.delivery_id)),
        )
        return tuple((tag, text) for tag, text in tags if tag and text)

    def _answers(self, under_way: dict[int, Parcel]) -> list[Result]:
        pdu = self._read()
        if pdu.command != "submit_sm_resp" or pdu.sequence not in under_way:
            return []
        return [_result(under_way.pop(pdu.sequence), pdu)]

    def _read(self) -> Any:
        pdu = self._client.read_pdu()
        if pdu.command == "deliver_sm":
            self._arrived.append(Arrived(pdu.sequence, _receipt(pdu), time.monotonic()))
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

    def _readable(self) -> bool:
        return bool(select.select([self._client._socket], [], [], 0)[0])  # noqa: SLF001 - smpplib offers no other look

    def _drop(self) -> None:
        if self._client is not None:
            _hang_up(self._client)
        self._client = None
        # The operator repeats what was not confirmed.
        self._arrived.clear()


def _hang_up(client: Any) -> None:
    client.state = smpplib.consts.SMPP_CLIENT_STATE_OPEN
    client.disconnect()


def _encoded(body: str) -> tuple[bytes, int]:
    if is_gsm(body):
        return smpplib.gsm.gsm_encode(body), GSM
    return body.encode("utf-16-be"), UCS2


def _result(parcel: Parcel, pdu: Any) -> Result:
    if pdu.status == 0:
        sent = _plain(pdu.message_id)
        return Result(parcel.delivery_id, State.SENT, parcel.attempt, provider_message_id=sent)
    state = State.TECHNICAL_FAILURE
    if pdu.status in TEMPORARY:
        state = State.TEMPORARY_FAILURE
    elif pdu.status in PERMANENT:
        state = State.PERMANENT_FAILURE
    return parcel.result(state, code=f"smpp-{pdu.status:#x}", reason="provider-refused")


def _receipt(pdu: Any) -> Receipt | None:
    """The receipt in a deliver_sm (SMPP 3.4, appendix B); None for what is none, or nothing final."""
    if not (pdu.esm_class or 0) & RECEIPT_BIT:
        return None
    parts = dict(_PART.findall(pdu.short_message or getattr(pdu, "message_payload", None) or b""))
    state = FATES.get(parts.get(b"stat", b""))
    message_id = _plain(getattr(pdu, "receipted_message_id", None) or parts.get(b"id"))
    if state is None or not message_id:
        return None
    reason = None if state is State.DELIVERED else "not-delivered"
    return Receipt(message_id, state, reason, f"smpp-receipt-{_plain(parts.get(b'err')) or 0}")


def _plain(value: bytes | str | None) -> str:
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else value or ""
    return text.rstrip("\0")


def _tlv(tag: int, text: str) -> bytes:
    value = text.encode("ascii") + b"\0"
    return struct.pack(">HH", tag, len(value)) + value
