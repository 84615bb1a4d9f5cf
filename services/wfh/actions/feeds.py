"""A calendar that a phone may subscribe to: one's own days at home, the day and its kind and nothing else."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from kernel import calendar, directory
from kernel.calendar import Hours, Place
from kernel.clock import local_date, new_id
from kernel.database import Transaction
from kernel.identity import Actor
from services.wfh import store
from services.wfh.actions.standing import own
from services.wfh.domain import LIVE_STATES, DayRequest, FeedUnknown, RequestState

DAYS_BACK = 60
DAYS_AHEAD = 400
_MAC_BYTES = 16


@dataclass(frozen=True, slots=True)
class Feed:
    """What a subscriber sees: the owner's language, the days given, and the office hours of each."""

    language: str
    days: list[tuple[DayRequest, Hours]]


def feed_address(tx: Transaction, actor: Actor, form_key: bytes) -> str | None:
    """The secret part of the address of the acting person's feed; None while there is none."""
    person_id, _charge = own(actor)
    feed = store.find_feed(tx, person_id=person_id)
    return _token(feed["feed_id"], form_key) if feed else None


def make_feed(tx: Transaction, actor: Actor) -> None:
    """Give the acting person's calendar an address; an earlier one ends."""
    person_id, _charge = own(actor)
    store.lock_person(tx, person_id)
    store.end_feeds(tx, person_id)
    feed_id = new_id()
    store.add_feed(tx, feed_id, person_id)
    tx.record(actor, "calendar-feed.made", feed_id)


def end_feed(tx: Transaction, actor: Actor) -> None:
    """Let the address of the acting person's calendar show nothing any more."""
    person_id, _charge = own(actor)
    if store.end_feeds(tx, person_id):
        tx.record(actor, "calendar-feed.ended", person_id)


def feed_of(tx: Transaction, token: str, form_key: bytes) -> Feed:
    """What the subscriber of an address sees; raises FeedUnknown for one that is not ours or was ended."""
    feed = store.find_feed(tx, feed_id=_feed_id(token, form_key))
    if feed is None:
        raise FeedUnknown
    person_id, today = feed["person_id"], local_date(tx.now)
    first, last = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)
    found = store.find_requests_between(tx, person_id, first, last)
    given = [one for one in found if one.state in LIVE_STATES and one.state is not RequestState.REQUESTED]
    places = directory.posts_by_id(tx, {one.post_id for one in given})
    calendars = {
        post_id: calendar.calendar_of(tx, first, last, Place(post.department, post.area, post.office_id))
        for post_id, post in places.items()
    }
    days = [(one, calendars[one.post_id].hours(one.on)) for one in given if one.post_id in calendars]
    return Feed(directory.person(tx, person_id).language, days[::-1])


def _token(feed_id: UUID, form_key: bytes) -> str:
    return urlsafe_b64encode(feed_id.bytes + _mac(feed_id, form_key)).rstrip(b"=").decode()


def _feed_id(token: str, form_key: bytes) -> UUID:
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        feed_id = UUID(bytes=raw[:_MAC_BYTES])
    except ValueError:
        raise FeedUnknown from None
    if not hmac.compare_digest(raw[_MAC_BYTES:], _mac(feed_id, form_key)):
        raise FeedUnknown
    return feed_id


def _mac(feed_id: UUID, form_key: bytes) -> bytes:
    return hmac.new(form_key, b"calendar-feed\0" + feed_id.bytes, sha256).digest()[:_MAC_BYTES]
