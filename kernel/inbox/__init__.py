"""The way in: each event is handled once, in order, in one transaction with its effects, or parked with its cause."""

from kernel.inbox.delivery import FENCE_TYPE, SPOKEN_AS_ANOTHER, Delivery, Fault, Span, decode
from kernel.inbox.fate import LaneLost
from kernel.inbox.handlers import Handler, Handlers
from kernel.inbox.reception import Limits, Reception

__all__ = [
    "FENCE_TYPE",
    "SPOKEN_AS_ANOTHER",
    "Delivery",
    "Fault",
    "Handler",
    "Handlers",
    "LaneLost",
    "Limits",
    "Reception",
    "Span",
    "decode",
]
