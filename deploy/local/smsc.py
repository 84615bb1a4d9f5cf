"""A local SMS centre (SMPP 3.4) that keeps every message: `python -m deploy.local.smsc DIRECTORY PORT`."""

import asyncio
import json
import sys
import time
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import smpp34

from deploy.local.programs import Command, make_directory, python_command, write_private

UCS2 = 8
INVALID_DESTINATION = 0x0B
RECEIPT = 0x04
HAS_HEADER = 0x40
WANTS_RECEIPT = 0x01
MESSAGE_PAYLOAD = 0x0424
CONCATENATED = (0x00, 0x03)

# What a number can be told to do; every other number receives its messages.
DELIVERED, UNDELIVERED, REJECTED, SILENT = "DELIVERED", "UNDELIVERED", "REJECTED", "SILENT"


@dataclass(frozen=True, slots=True)
class Sms:
    """One message, or one part of a long one."""

    message_id: str
    sender: str
    to: str
    text: str
    reference: int = 0
    part: int = 1
    parts: int = 1
    verdict: str = DELIVERED


def decode(event: "smpp34.SubmitSmEvent", message_id: str, verdict: str = DELIVERED) -> Sms:
    """The readable message of a submit_sm: UCS-2 or Latin letters, alone or a part with a header."""
    content = bytes(event.short_message) or _payload(event)
    reference, parts, part = 0, 1, 1
    if event.esm_class & HAS_HEADER:
        header, content = content[1 : content[0] + 1], content[content[0] + 1 :]
        if tuple(header[:2]) == CONCATENATED:
            reference, parts, part = header[2], header[3], header[4]
    text = content.decode("utf-16-be" if event.data_coding == UCS2 else "latin-1", errors="replace")
    to, sender = event.destination_addr, event.source_addr
    return Sms(message_id, sender, to, text, reference, part, parts, verdict)


def _payload(event: "smpp34.SubmitSmEvent") -> bytes:
    return next((bytes(tlv.value) for tlv in event.tlvs if tlv.tag == MESSAGE_PAYLOAD), b"")


class Centre:
    """Accepts binds and messages, keeps them as files and returns delivery receipts."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.sessions: dict[str, smpp34.Esme] = {}
        self.receipts: set[asyncio.Task[None]] = set()

    async def serve(self, port: int) -> None:
        """Listen on loopback until cancelled."""
        server = smpp34.Server("127.0.0.1", port, system_id="LOCAL")
        await server.start()
        while True:
            event = await server.next()
            if isinstance(event, smpp34.Esme):
                self.sessions[event.session_id] = event
            elif isinstance(event, smpp34.SubmitSmEvent):
                await self.take(event)
            elif isinstance(event, smpp34.Unbound):
                self.sessions.pop(event.session_id, None)

    async def take(self, event: "smpp34.SubmitSmEvent") -> None:
        """Keep one message and answer as its number was told to."""
        verdict = _verdicts(self.directory).get(event.destination_addr.lstrip("+"), DELIVERED)
        if verdict == REJECTED:
            event.reject(INVALID_DESTINATION)
            return
        sms = decode(event, uuid.uuid4().hex[:16], verdict)
        self.keep(sms)
        event.accept(sms.message_id)
        if event.registered_delivery & WANTS_RECEIPT and verdict != SILENT:
            task = asyncio.create_task(self.send_receipt(event.session_id, sms))
            self.receipts.add(task)
            task.add_done_callback(self.receipts.discard)

    def keep(self, sms: Sms) -> None:
        """Write the message as a file, whole or not at all."""
        text = json.dumps(asdict(sms), ensure_ascii=False)
        write_private(self.directory / f"{time.time_ns()}-{sms.message_id}.json", text)

    async def send_receipt(self, session_id: str, sms: Sms) -> None:
        """Tell the sender what became of the message, in the form that operators use."""
        session = self.sessions.get(session_id)
        if session is None:
            return
        state, done = ("DELIVRD", "001") if sms.verdict == DELIVERED else ("UNDELIV", "000")
        error = "000" if sms.verdict == DELIVERED else "001"
        day = time.strftime("%y%m%d%H%M")
        receipt = (
            f"id:{sms.message_id} sub:001 dlvrd:{done} submit date:{day} done date:{day} "
            f"stat:{state} err:{error} text:"
        )
        await session.deliver_sm(sms.sender, receipt.encode(), source_addr=sms.to, esm_class=RECEIPT)


def tell(directory: Path, verdicts: Mapping[str, str]) -> None:
    """Say what becomes of messages to these numbers (digits with country code): DELIVERED, UNDELIVERED, …"""
    make_directory(directory)
    write_private(directory / "verdicts", json.dumps(dict(verdicts)))


def _verdicts(directory: Path) -> dict[str, str]:
    path = directory / "verdicts"
    found: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return found


def messages(directory: Path, to: str | None = None) -> list[Sms]:
    """The whole messages kept so far, oldest first, long ones joined; only those for the number *to* when given."""
    kept = [
        Sms(**json.loads(path.read_text(encoding="utf-8"))) for path in sorted(directory.glob("[0-9]*.json"))
    ]
    wanted = [sms for sms in kept if to is None or sms.to.lstrip("+") == to.lstrip("+")]
    texts: dict[tuple[str, int | str], list[Sms]] = {}
    for sms in wanted:
        texts.setdefault((sms.to, sms.reference if sms.parts > 1 else sms.message_id), []).append(sms)
    return [_joined(parts) for parts in texts.values() if len(parts) == parts[0].parts]


def _joined(parts: list[Sms]) -> Sms:
    parts = sorted(parts, key=lambda sms: sms.part)
    first = parts[0]
    return Sms(
        first.message_id, first.sender, first.to, "".join(part.text for part in parts), verdict=first.verdict
    )


def command(directory: Path, port: int) -> Command:
    """How the supervisor and the tests start it."""
    return python_command("smsc", "deploy.local.smsc", directory, str(directory), str(port))


if __name__ == "__main__":
    centre = Centre(make_directory(Path(sys.argv[1])))
    asyncio.run(centre.serve(int(sys.argv[2])))
