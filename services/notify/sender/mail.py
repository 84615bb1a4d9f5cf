"""E-mail over SMTP with the standard library."""

import smtplib
import time
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from kernel import clock, logs
from services.notify.domain import Channel, Receipt, Result, State
from services.notify.sender.parcels import Parcel, ProviderAwayError, ProviderBusyError

ANSWER_SECONDS = 10
# Well within the lease, so that nobody else takes what this batch did not reach.
BATCH_SECONDS = 30
IDLE_SECONDS = 20
FINE, CLOSING_CHANNEL = 250, 421
# RFC 5321, 4.2.1: 5yz will not succeed later, and with 5 in the middle it is about mailbox or mail. What is about
# syntax or authentication is about us, and mostly so is a policy (RFC 3463, 3.8).
OF_US, OF_THE_MAIL, POLICY = 500, range(550, 560), "5.7."


class Mail:
    """A connection to the mail relay: smtp://, smtp+starttls:// or smtps://, with user:password if wanted."""

    channel = Channel.EMAIL

    def __init__(self, url: str, sender: str) -> None:
        self._url = urlsplit(url)
        self._name, self._address = parseaddr(sender)
        self._client: smtplib.SMTP | None = None
        self._used_at = 0.0
        self._is_unwanted = False
        self.trouble: ProviderAwayError | ProviderBusyError | None = None

    def connect(self) -> None:
        """Be connected and, after a pause, make sure of it."""
        self.trouble = None
        try:
            if self._client is not None and time.monotonic() - self._used_at > IDLE_SECONDS:
                self._make_sure(self._client)
            if self._client is None:
                self._client = self._open()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise ProviderAwayError(type(error).__name__) from None
        self._used_at = time.monotonic()

    def send(self, parcels: Sequence[Parcel]) -> list[Result]:
        """One mail after the other; after a broken connection or too long a time the rest stays unsent."""
        ends_at = time.monotonic() + BATCH_SECONDS
        self._is_unwanted = False
        results = []
        for parcel in parcels:
            reached = time.monotonic() < ends_at
            results.append(
                self._send(self._client, parcel) if reached and self._client else parcel.given_back()
            )
        self._used_at = time.monotonic()
        if self._is_unwanted and not any(result.state is State.SENT for result in results):
            self._drop()
            self.trouble = ProviderAwayError("refused")
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
        try:
            self._introduce(client)
        except (OSError, smtplib.SMTPException):
            client.close()
            raise
        return client

    def _introduce(self, client: smtplib.SMTP) -> None:
        if self._url.scheme == "smtp+starttls":
            client.starttls()
        if self._url.username:
            client.login(unquote(self._url.username), unquote(self._url.password or ""))
        # A relay that does not greet us is away; that says nothing of a mail.
        client.ehlo_or_helo_if_needed()

    def _make_sure(self, client: smtplib.SMTP) -> None:
        """A relay that closed an idle connection has said so, and then hangs up."""
        if client.noop()[0] != FINE:
            raise smtplib.SMTPServerDisconnected

    def _send(self, client: smtplib.SMTP, parcel: Parcel) -> Result:
        try:
            content = self._written(parcel).as_bytes(policy=SMTP)
        except ValueError:
            return parcel.result(State.TECHNICAL_FAILURE, reason="not-rendered")
        try:
            client.sendmail(self._address, [parcel.address], content)
        except smtplib.SMTPSenderRefused as error:
            return self._refused_us(parcel, error.smtp_code)
        except smtplib.SMTPRecipientsRefused as error:
            return self._refused(parcel, *max(error.recipients.values()))
        except smtplib.SMTPResponseException as error:
            return self._refused(parcel, error.smtp_code, error.smtp_error)
        except Exception as error:  # noqa: BLE001 - whatever it was, this connection is of no more use
            self._drop()
            self.trouble = ProviderAwayError(type(error).__name__)
            logs.logger().warning("session-broken", **logs.fault(error))
            return parcel.not_answered()
        return parcel.result(State.SENT)

    def _refused(self, parcel: Parcel, code: int, text: bytes | str) -> Result:
        words = text.decode("ascii", "replace") if isinstance(text, bytes) else text
        if code in OF_THE_MAIL and not words.startswith(POLICY):
            return parcel.result(State.PERMANENT_FAILURE, f"smtp-{code}", "provider-refused")
        if code in OF_THE_MAIL:
            self._is_unwanted = True
        elif code == CLOSING_CHANNEL or code >= OF_US:
            return self._refused_us(parcel, code)
        return parcel.result(State.TEMPORARY_FAILURE, f"smtp-{code}", "provider-refused")

    def _refused_us(self, parcel: Parcel, code: int) -> Result:
        self._drop()
        self._is_unwanted = True
        return parcel.result(State.TEMPORARY_FAILURE, f"smtp-{code}", "provider-refused")

    def _written(self, parcel: Parcel) -> EmailMessage:
        # An address that only SMTPUTF8 carries (RFC 6531) would break the session in the midst of a mail.
        parcel.address.encode("ascii")
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
