"""Days at home as a calendar that other programs read (RFC 5545)."""

from collections.abc import Iterator
from datetime import UTC, date, time, timedelta

from kernel.calendar import Hours
from kernel.languages import _, translate
from services.wfh.actions import Feed
from services.wfh.domain import DayRequest, Part

AT_HOME = _("Work from home")
MY_DAYS = _("My days at home")
_LONGEST_LINE = 75
_HEAD = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//KaryaSetu//days at home//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    "X-PUBLISHED-TTL:PT1H",
)
# India has known one time for the whole of this calendar's life.
_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Kolkata",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0530",
    "TZOFFSETTO:+0530",
    "TZNAME:IST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def calendar_text(feed: Feed) -> str:
    """The calendar of a *feed*; a day keeps its identity however often it is fetched."""
    name = translate(MY_DAYS, feed.language, "wfh")
    lines = [*_HEAD, f"X-WR-CALNAME:{name}", "X-WR-TIMEZONE:Asia/Kolkata", *_ZONE]
    for request, hours in feed.days:
        lines += _event(request, hours, feed.language)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _event(request: DayRequest, hours: Hours, language: str) -> list[str]:
    changed = request.decided_at or request.requested_at
    return [
        "BEGIN:VEVENT",
        f"UID:{request.request_id}@karyasetu",
        f"DTSTAMP:{changed.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        *_times(request.on, request.part, hours),
        f"SUMMARY:{translate(AT_HOME, language, 'wfh')}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _times(on: date, part: Part, hours: Hours) -> list[str]:
    if part is Part.FULL:
        return [f"DTSTART;VALUE=DATE:{on:%Y%m%d}", f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}"]
    noon = _middle(hours)
    starts, ends = (hours.opens, noon) if part is Part.FORENOON else (noon, hours.closes)
    return [
        f"DTSTART;TZID=Asia/Kolkata:{on:%Y%m%d}T{starts:%H%M%S}",
        f"DTEND;TZID=Asia/Kolkata:{on:%Y%m%d}T{ends:%H%M%S}",
    ]


def _middle(hours: Hours) -> time:
    """The middle of an office day, to the quarter of an hour."""
    minutes = (hours.opens.hour + hours.closes.hour) * 30 + (hours.opens.minute + hours.closes.minute) // 2
    quarter = minutes // 15 * 15
    return time(quarter // 60, quarter % 60)


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 bytes; no letter is cut."""
    piece = ""
    for sign in line:
        if len((piece + sign).encode()) > _LONGEST_LINE:
            yield piece
            piece = " "
        piece += sign
    yield piece
