"""What is written to an operator and read from it (SMPP 3.4), and what an answer says."""

import re
import struct
from typing import Any

import smpplib.command
import smpplib.consts
import smpplib.gsm
import smpplib.ptypes

from services.notify.domain import Receipt, Result, State, is_gsm, segments
from services.notify.sender.parcels import Parcel

ENTITY_TAG, TEMPLATE_TAG = 0x1400, 0x1401
UCS2 = smpplib.consts.SMPP_ENCODING_ISO10646
GSM = smpplib.consts.SMPP_ENCODING_DEFAULT
ALPHANUMERIC, INTERNATIONAL, ISDN = 5, 1, 1
RECEIPT_BIT = 0x04

# SMPP 3.4, 5.1.3. Only what speaks of the number or of the text is final.
TAKEN, NOT_BOUND = 0x00, 0x04
FINAL = {0x0B: State.PERMANENT_FAILURE, 0x01: State.TECHNICAL_FAILURE}  # the number, the length of the text
BUSY = {0x14, 0x58}  # queue full, throttled
# Bind, header, and the kinds of number, which are the same for all messages; from VENDOR on the operator's own codes.
OF_US, VENDOR = {NOT_BOUND, 0x0A, 0x48, 0x49, 0x50, 0x51}, 0x400

FATES = {
    b"DELIVRD": State.DELIVERED,
    b"UNDELIV": State.PERMANENT_FAILURE,
    b"REJECTD": State.PERMANENT_FAILURE,
    b"EXPIRED": State.PERMANENT_FAILURE,
    b"DELETED": State.PERMANENT_FAILURE,
}
_PART = re.compile(rb"\b(id|stat|err):(\S*)")
_OCTETS = smpplib.command.Param(type=smpplib.ptypes.ostr)


class _AnyParameter(dict[str, Any]):
    """The parameters of a PDU, and any other by its octets: what is not expected breaks nothing (SMPP 3.4, 3.3)."""

    def __missing__(self, _name: str) -> Any:
        return _OCTETS


# Operators add why they refused, or what the network said; smpplib does not list that for an answer.
for _heard in (smpplib.command.SubmitSMResp, smpplib.command.DeliverSM):
    _heard.params = _AnyParameter(_heard.params)


class Submit(smpplib.command.SubmitSM):  # type: ignore[misc] # smpplib has no types.
    """A submit_sm with the ledger's ids and our reference as vendor parameters."""

    tags: bytes = b""

    def generate_params(self) -> bytes:
        """The standard fields, then the vendor's."""
        content: bytes = super().generate_params()
        return content + self.tags


def submit(client: Any, parcel: Parcel, header: str, reference_tag: int) -> Submit:
    """A message as it goes out; raises ValueError where it cannot be written."""
    content, coding = _encoded(parcel.content.body)
    whole = segments(parcel.content.body) == 1
    pdu = Submit(
        "submit_sm",
        client=client,
        source_addr_ton=ALPHANUMERIC,
        source_addr=(parcel.dlt.header if parcel.dlt else None) or header,
        dest_addr_ton=INTERNATIONAL,
        dest_addr_npi=ISDN,
        destination_addr=parcel.address,
        registered_delivery=1,
        data_coding=coding,
        short_message=content if whole else None,
        message_payload=None if whole else content,
    )
    pdu.tags = _tags(parcel, reference_tag)
    return pdu


def result(parcel: Parcel, pdu: Any) -> Result:
    """What an answer says of its message."""
    if pdu.status == TAKEN:
        return parcel.result(State.SENT, known_as=_plain(pdu.message_id))
    state = FINAL.get(pdu.status, State.TEMPORARY_FAILURE)
    return parcel.result(state, code=f"smpp-{pdu.status:#x}", reason="provider-refused")


def is_about_us(status: int) -> bool:
    """Whether a refusal speaks of us rather than of one message."""
    return status in OF_US or status >= VENDOR


def receipt(pdu: Any) -> Receipt | None:
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


def _encoded(body: str) -> tuple[bytes, int]:
    if is_gsm(body):
        return smpplib.gsm.gsm_encode(body), GSM
    return body.encode("utf-16-be"), UCS2


def _tags(parcel: Parcel, reference_tag: int) -> bytes:
    dlt = parcel.dlt
    tags = (
        (ENTITY_TAG, dlt.entity_id if dlt else None),
        (TEMPLATE_TAG, dlt.template_id if dlt else None),
        (reference_tag, str(parcel.delivery_id)),
    )
    return b"".join(_tlv(tag, text) for tag, text in tags if tag and text)


def _tlv(tag: int, text: str) -> bytes:
    value = text.encode("ascii") + b"\0"
    return struct.pack(">HH", tag, len(value)) + value


def _plain(value: bytes | str | None) -> str:
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else value or ""
    return text.rstrip("\0")
