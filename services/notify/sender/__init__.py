"""Messages out: a plain process of its own, `python -m deploy.launch notify sender`.

It blocks honestly in its providers' sockets, in threads, without eventlet: a provider that hangs holds up
neither the events nor the heartbeats of the worker. Several senders share the work by row locks.
"""

import logging
import signal

from kernel.edge.context import Context
from services.notify.sender.loops import Sender
from services.notify.sender.mail import Mail
from services.notify.sender.parcels import Parcel, Provider, ProviderAwayError, ProviderBusyError, compose
from services.notify.sender.sms import Sms
from services.notify.settings import Settings

__all__ = [
    "Mail",
    "Parcel",
    "Provider",
    "ProviderAwayError",
    "ProviderBusyError",
    "Sender",
    "Sms",
    "compose",
    "providers",
    "run",
]


def run(context: Context) -> None:
    """Send until SIGTERM or SIGINT; what is in hand is finished first."""
    keep_libraries_silent()
    sender = Sender(context.database, context.sealing, context.settings.poll_ms)
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda _number, _frame: sender.stop())
    sender.run(providers(context.settings))


def providers(settings: Settings) -> list[Provider]:
    """The providers that are set up; a channel without one keeps its deliveries waiting."""
    found: list[Provider] = []
    if settings.smpp_url:
        found += [Sms(settings.smpp_url, settings.sms_header) for _session in range(settings.sms_sessions)]
    if settings.smtp_url:
        found += [
            Mail(settings.smtp_url, settings.mail_from) for _connection in range(settings.mail_connections)
        ]
    return found


def keep_libraries_silent() -> None:
    """Smpplib writes whole messages, numbers included, into its debug log."""
    logging.getLogger("smpplib").setLevel(logging.CRITICAL)
