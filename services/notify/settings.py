"""What notify needs from its environment."""

from dataclasses import dataclass, field
from typing import Self

from kernel.settings import environment


@dataclass(frozen=True)
class Settings:
    """Providers and senders; a channel without a URL is not served and its messages wait.

    An operator says how many sessions it admits; each waits for its own answers, so that more of them send more. A sender
    uses a connection to the database for each session and each mail connection, and three beside them (KS_POOL_SIZE).
    """

    smtp_url: str = field(default="", repr=False)
    smpp_url: str = field(default="", repr=False)
    mail_from: str = "KaryaSetu <no-reply@karyasetu.invalid>"
    sms_header: str = "KRYSTU"
    mail_connections: int = 2
    sms_sessions: int = 1
    poll_ms: int = 50

    @classmethod
    def from_environment(cls) -> Self:
        """Read KS_SMTP_URL, KS_SMPP_URL, KS_MAIL_FROM, KS_SMS_HEADER and their like."""
        env = environment()
        return cls(
            smtp_url=env.str("SMTP_URL", ""),
            smpp_url=env.str("SMPP_URL", ""),
            mail_from=env.str("MAIL_FROM", cls.mail_from),
            sms_header=env.str("SMS_HEADER", cls.sms_header),
            mail_connections=env.int("MAIL_CONNECTIONS", cls.mail_connections),
            sms_sessions=env.int("SMS_SESSIONS", cls.sms_sessions),
            poll_ms=env.int("POLL_MS", cls.poll_ms),
        )
