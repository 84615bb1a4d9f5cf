"""Scene 6: who is told when the holder is absent, when the post is vacant, and when nobody is on duty."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from deploy.local.main_job.efile import FILES, Desks
from deploy.local.main_job.people import Officer
from deploy.local.main_job.stage import PATIENCE_SECONDS, Stage, expect, until
from kernel import clock

ORDER = "demonstration"
WHOLE_DAY = {"starts": "00:00", "ends": "23:59"}
BETWEEN_SECONDS = 0.2
Message = dict[str, Any]


def play(stage: Stage, desks: Desks, file_id: str) -> None:
    """The file is sent to an absent officer, to a vacant post and to an officer off duty, and pulled back each time."""
    administrator = Officer(stage.site, "GAD-ADM-1")
    with stage.step("sign in", administrator.name, "VPN"):
        administrator.sign_in()
    sender = desks.under_secretary
    holders = {code: _holder(sender, desks.posts[code]) for code in ("REV-US-1", "REV-DS-1", "REV-SEC-1")}
    with stage.step(
        "orders: duty hours, and the deputy secretary's absence with a link officer",
        administrator.name,
        "VPN",
    ):
        today, tomorrow, later = _days()
        _duty(administrator, holders["REV-US-1"], [today, tomorrow])
        _duty(administrator, holders["REV-SEC-1"], [later])
        _works(administrator, desks, [today, tomorrow])
        _absent(administrator, holders["REV-DS-1"])
        _link_officer(administrator, desks.posts["REV-DS-1"], holders["REV-US-1"], holders["REV-DS-1"])
    for title, code, fits in _cases(holders):
        with stage.step(title, "notify", "VPN"):
            _sent_and_pulled_back(sender, administrator, file_id, desks.posts[code], fits)
    with stage.step("the operator sees the alarm of the vacant post", administrator.name, "VPN"):
        alarms = administrator.get("/api/notify/v1/alarms", open="true", limit=100)["items"]
        expect(any(each["post_id"] == desks.posts["REV-SO-2"] for each in alarms), "the alarm")


def _cases(holders: dict[str, str]) -> list[tuple[str, str, Callable[[Message], bool]]]:
    def to_link_officer(message: Message) -> bool:
        told = (message["told_person"], message["on_behalf_of"])
        return told == (holders["REV-US-1"], holders["REV-DS-1"])

    def to_post_above(message: Message) -> bool:
        return bool(message["instead_of_post"] and message["told_person"])

    def waits(message: Message) -> bool:
        return bool(message["state"] == "WAITING" and message["due_at"] > clock.now().isoformat())

    return [
        ("absent: the link officer is told, \u201cA for B\u201d", "REV-DS-1", to_link_officer),
        ("vacant post: the next post up is told, with an alarm", "REV-SO-2", to_post_above),
        ("outside duty hours: the notice waits", "REV-SEC-1", waits),
    ]


def _sent_and_pulled_back(
    sender: Officer, operator: Officer, file_id: str, to_post: str, fits: Callable[[Message], bool]
) -> None:
    """Send the file and see who is told; again while notify has not heard of the orders yet."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while True:
        told = _notice_of(sender, operator, file_id, to_post)
        sender.post_json(f"{FILES}/files/{file_id}/pull-back")
        if fits(told):
            return
        expect(time.monotonic() < ends, f"another addressee than {told['told_person']} ({told['state']})")
        time.sleep(BETWEEN_SECONDS)


def _notice_of(sender: Officer, operator: Officer, file_id: str, to_post: str) -> Message:
    known = {each["message_id"] for each in _notices(operator, to_post)}
    sender.post_json(f"{FILES}/files/{file_id}/forward", {"to_post": to_post, "remark": "अवलोकनार्थ"})

    def decided() -> Message | None:
        fresh = [each for each in _notices(operator, to_post) if each["message_id"] not in known]
        return next((each for each in fresh if each["told_person"] or each["state"] == "WAITING"), None)

    return until("the notice", decided)


def _notices(operator: Officer, to_post: str) -> list[Message]:
    asked = {"purpose": "file-forwarded", "recipient": to_post, "limit": 100}
    found: list[Message] = operator.get("/api/notify/v1/messages", **asked)["items"]
    return found


def _holder(officer: Officer, post_id: str) -> str:
    return str(officer.get(f"/api/auth/v1/posts/{post_id}")["holder"]["person_id"])


def _days() -> list[date]:
    """Today and the two days after: what the scene orders holds over midnight, too."""
    today = clock.local_date(clock.now())
    return [today + timedelta(days=ahead) for ahead in range(3)]


def _span(first: date, last: date) -> dict[str, str]:
    return {"valid_from": first.isoformat(), "valid_to": last.isoformat(), "order_number": ORDER}


def _duty(administrator: Officer, person_id: str, days: list[date]) -> None:
    weekdays = [day.isoweekday() for day in days]
    hours = {"scope": "PERSON", "scope_id": person_id, "weekdays": weekdays, **WHOLE_DAY}
    span = _span(_days()[0], days[-1])
    administrator.post_json("/api/wfh/v1/wfh/duty-hours", {**hours, **span})


def _works(administrator: Officer, desks: Desks, days: list[date]) -> None:
    office = desks.under_secretary.get(f"/api/auth/v1/posts/{desks.posts['REV-US-1']}")["post"]["office_id"]
    names = {"name_en": "Demonstration", "name_hi": "प्रदर्शन", "order_number": ORDER}
    for day in days:
        on = {"on": day.isoformat(), "valid_from": day.isoformat()}
        rule = {"scope": "OFFICE", "scope_id": office, "kind": "DATE", "working": True, **on}
        administrator.post_json("/api/wfh/v1/wfh/calendar-rules", {**rule, **names})


def _absent(administrator: Officer, person_id: str) -> None:
    today, tomorrow, _later = _days()
    body = {"person_id": person_id, "kind": "LEAVE", "starts_on": str(today), "ends_on": str(tomorrow)}
    answer = administrator.ask("POST", "/api/wfh/v1/wfh/absences", json=body)
    expect(answer.is_success or answer.status_code == 409, f"an absence, not {answer.text[:200]}")  # noqa: PLR2004 - it is recorded already


def _link_officer(administrator: Officer, post_id: str, person_id: str, for_person: str) -> None:
    charge = {"post_id": post_id, "person_id": person_id, "for_person": for_person, "kind": "LINK_OFFICER"}
    dated = _span(*_days()[:2])
    answer = administrator.ask("POST", "/api/auth/v1/charges", json={**charge, **dated})
    expect(answer.is_success or answer.status_code == 409, f"a link officer, not {answer.text[:200]}")  # noqa: PLR2004 - the charge stands already
