"""Scene 1: a section officer signs in from home, on a day at home that her under secretary approved."""

from datetime import date, timedelta
from typing import Any

from deploy.local.main_job.people import Officer, refusal
from deploy.local.main_job.stage import Stage, expect, until
from kernel import clock

FORBIDDEN = 403
HALF_DAYS_A_DAY = 2
DAYS_LOOKED_AHEAD = 60


def play(stage: Stage) -> tuple[Officer, Officer]:
    """The section officer and the under secretary of Revenue, both signed in over the VPN."""
    section_officer, under_secretary = Officer(stage.site, "REV-SO-1"), Officer(stage.site, "REV-US-1")
    with stage.step("sign in: UID, password, one-time code, device", section_officer.name, "VPN"):
        me = section_officer.sign_in()
        expect(me["zone"] == "VPN", "the gateway to say VPN")
    with stage.step("sign in", under_secretary.name, "VPN"):
        under_secretary.sign_in()
    _day_at_home(stage, section_officer, under_secretary)
    _from_the_internet(stage)
    return section_officer, under_secretary


def _day_at_home(stage: Stage, asker: Officer, approver: Officer) -> None:
    approved = asker.get("/api/wfh/v1/wfh/requests", state="APPROVED")["items"]
    if any(each["on"] >= _today().isoformat() for each in approved):
        return
    with stage.step("ask for a day at home; it is held against the quota", asker.name, "VPN"):
        day = _next_working_day(asker)
        before = asker.get("/api/wfh/v1/wfh/balance", year=day[:4])
        asked = asker.post_json("/api/wfh/v1/wfh/requests", {"days": [{"on": day}]})
        after = asker.get("/api/wfh/v1/wfh/balance", year=day[:4])
        expect(before["half_days_left"] - after["half_days_left"] == HALF_DAYS_A_DAY, "two half-days held")
    request_id = asked["items"][0]["request_id"]
    with stage.step("approve the day at home", approver.name, "VPN"):
        waiting = approver.get("/api/wfh/v1/wfh/awaiting")["items"]
        expect(any(each["request_id"] == request_id for each in waiting), "the request at the post above")
        approver.post_json(f"/api/wfh/v1/wfh/requests/{request_id}/approve", {"remark": "स्वीकृत"})
    until(
        "the approved day", lambda: asker.get(f"/api/wfh/v1/wfh/requests/{request_id}")["state"] == "APPROVED"
    )


def _next_working_day(officer: Officer) -> str:
    first = _today() + timedelta(days=1)
    span = {"first": first.isoformat(), "last": (first + timedelta(days=DAYS_LOOKED_AHEAD - 30)).isoformat()}
    days: list[dict[str, Any]] = officer.get("/api/wfh/v1/wfh/calendar", **span)["items"]
    return str(next(day["on"] for day in days if day["working"]))


def _from_the_internet(stage: Stage) -> None:
    at_home = Officer(stage.site, "REV-SO-1", "INTERNET")
    with stage.step("from the internet: only the number of waiting papers", at_home.name, "INTERNET"):
        at_home.sign_in()
        expect("waiting" in at_home.get("/api/files/v1/waiting"), "a number")
        refusal(at_home.ask("GET", "/api/files/v1/inbox"), FORBIDDEN)


def _today() -> date:
    return clock.local_date(clock.now())
