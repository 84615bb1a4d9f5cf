"""E-mail over SMTP with the standard library."""

import smtplib
import time
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from kernel import clock
from services.notify.domain import Channel, Receipt, Result, State
from services.notify.sender.parcels import Parcel, ProviderAwayError

ANSWER_SECONDS = 10
# Well within the lease, so that nobody else takes what this batch did not reach.
BATCH_SECONDS = 30
IDLE_SECONDS = 20
CLOSING_CHANNEL = 421


class Mail:
    """A connection to the mail relay: smtp://, smtp+starttls:// or smtps://, with user:password if wanted."""

    channel = Channel.EMAIL

    def __init__(self, url: str, sender: str) -> None:
        self._url = urlsplit(url)
        self._name, self._address = parseaddr(sender)
        self._client: smtplib.SMTP | None = None
        self._used_at = 0.0

    def connect(self) -> None:
        """Be connected and, after a pause, make sure of it."""
        try:
            if self._client is not None and time.monotonic() - self._used_at > IDLE_SECONDS:
                self._client.noop()
            if self._client is None:
                self._client = self._open()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise ProviderAwayError(type(error).__name__) from None
        self._used_at = time.monotonic()

    def send(self, parcels: Sequence[Parcel]) -> list[Result]:
        """One mail after the other; after a broken connection or too long a time the rest stays unsent."""
        ends_at = time.monotonic() + BATCH_SECONDS
        results = []
        for parcel in parcels:
            reached = self._client is not None and time.monotonic() < ends_at
            results.append(self._send(parcel) if reached else parcel.result(State.CREATED))
        self._used_at = time.monotonic()
        return results

    def receipts(self) -> list[Receipt]:
        """Mail has none: a mail that the relay took is sent."""
        return []

    def confirm(self, known: set[str]) -> None:
        """There is nothing to confirm."""

    def close(self) -> None:
        """Say goodbye to the relay."""
        self._drop()

    def _open(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "127.0.0.1", self._url.port or 25
        kind = smtplib.SMTP_SSL if self._url.scheme == "smtps" else smtplib.SMTP
        client = kind(host, port, timeout=ANSWER_SECONDS)
        if self._url.scheme == "smtp+starttls":
            client.starttls()
        if self._url.username:
            client.login(unquote(self._url.username), unquote(self._url.password or ""))
        return client

    def _send(self, parcel: Parcel) -> Result:
        if self._client is None:
            return parcel.result(State.CREATED)
        try:
            content = self._written(parcel).as_bytes(policy=SMTP)
            self._client.sendmail(self._address, [parcel.address], content)
        except smtplib.SMTPRecipientsRefused as error:
            return self._refused(parcel, max(code for code, _text in error.recipients.values()))
        except smtplib.SMTPResponseException as error:
            return self._refused(parcel, error.smtp_code)
        except (OSError, smtplib.SMTPException):
            self._drop()
            return parcel.result(State.CREATED)
        except ValueError:
            return parcel.result(State.TECHNICAL_FAILURE, reason="not-rendered")
        return parcel.result(State.SENT)

    def _refused(self, parcel: Parcel, code: int) -> Result:
        """RFC 5321: 4yz may succeed later, 5yz never will."""
        if code == CLOSING_CHANNEL:
            self._drop()
        state = State.TEMPORARY_FAILURE if code < 500 else State.PERMANENT_FAILURE  # noqa: PLR2004 - RFC 5321, 4.2.1
        return parcel.result(state, code=f"smtp-{code}", reason="provider-refused")

    def _written(self, parcel: Parcel) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = Address(self._name, addr_spec=self._address)
        mail["To"] = parcel.address
        mail["Subject"] = parcel.content.subject or ""
        mail["Date"] = format_datetime(clock.now())
        mail["Message-ID"] = f"<{parcel.delivery_id}@{self._address.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(parcel.content.body, cte="7bit" if parcel.content.body.isascii() else "base64")
        return mail

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None
