"""What notify does: hear, decide who is told and when, send, and show what became of it."""

from services.notify.actions.alarms import review_alarms
from services.notify.actions.contacts import erase_contact, keep_contacts
from services.notify.actions.hearing import cancel_absence, keep_absence, keep_duty_hours, tell, tell_code
from services.notify.actions.notices import (
    MOST_UNREAD,
    count_unread,
    notices,
    read,
    read_all,
    told_since,
    unread_of,
)
from services.notify.actions.planning import forget_wanted_contacts, plan, postpone
from services.notify.actions.reading import (
    alarms,
    count_deliveries,
    count_waiting,
    deliveries,
    keep_delivery_figures,
    message,
    messages,
    preview,
    register_text,
    texts,
)
from services.notify.actions.sending import LEASE, Outgoing, claim, settle, settle_receipts

__all__ = [
    "LEASE",
    "MOST_UNREAD",
    "Outgoing",
    "alarms",
    "cancel_absence",
    "claim",
    "count_deliveries",
    "count_unread",
    "count_waiting",
    "deliveries",
    "erase_contact",
    "forget_wanted_contacts",
    "keep_absence",
    "keep_contacts",
    "keep_delivery_figures",
    "keep_duty_hours",
    "message",
    "messages",
    "notices",
    "plan",
    "postpone",
    "preview",
    "read",
    "read_all",
    "register_text",
    "review_alarms",
    "settle",
    "settle_receipts",
    "tell",
    "tell_code",
    "texts",
    "told_since",
    "unread_of",
]
