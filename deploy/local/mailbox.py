"""A local SMTP server that keeps every mail as a file: `python -m deploy.local.mailbox DIRECTORY PORT`."""

import asyncio
import email
import sys
import time
import uuid
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.programs import Command, make_directory, python_command, write_private

LARGEST_MAIL = 10 * 1024 * 1024


class Keeper:
    """Stores what arrives. A file `refusal` in the directory makes it answer with that line instead."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it by this name.
        """Keep one mail, or refuse it as told."""
        refusal = self.directory / "refusal"
        if refusal.exists():
            return refusal.read_text(encoding="ascii").strip()
        name = f"{time.time_ns()}-{uuid.uuid4().hex[:8]}.eml"
        content = (
            envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        )
        draft = self.directory / f".{name}"
        recipients = ", ".join(envelope.rcpt_tos)
        draft.write_bytes(f"X-Envelope-To: {recipients}\r\n".encode() + content)
        draft.rename(self.directory / name)
        return "250 Kept"


def refuse(directory: Path, answer: str = "451 4.3.0 Try again later") -> None:
    """Let the mailbox refuse from now on, with this SMTP answer."""
    write_private(directory / "refusal", answer)


def accept(directory: Path) -> None:
    """Let the mailbox keep mails again."""
    (directory / "refusal").unlink(missing_ok=True)


def messages(directory: Path, to: str | None = None) -> list[EmailMessage]:
    """The mails kept so far, oldest first; only those for the address *to* when it is given."""
    kept = [
        email.message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=SMTPUTF8)
        for path in sorted(directory.glob("[0-9]*.eml"))
    ]
    return [mail for mail in kept if to is None or to in str(mail["X-Envelope-To"])]


def command(directory: Path, port: int) -> Command:
    """How the supervisor and the tests start it."""
    return python_command("mailbox", "deploy.local.mailbox", directory, str(directory), str(port))


async def serve(directory: Path, port: int) -> None:
    """Listen on loopback until cancelled."""
    make_directory(directory)
    keeper = Keeper(directory)

    def session() -> SMTP:
        return SMTP(keeper, data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True, hostname="mailbox.localhost")

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
