"""An officer's act, asked again under its key until the answer can be believed, or left unknown."""

import time
from collections.abc import Callable
from typing import Any

import httpx

from deploy.local.main_job.people import Officer
from deploy.local.programs import NotReadyError
from tests.chaos.record import Act, Outcome, Record

TRIES = 25
AGAIN_SECONDS = 0.4
UNAUTHORISED, TOO_MANY, SERVER_FAULT = 401, 429, 500


def act_until_told(
    record: Record, officer: Officer, act: Act, path: str, body: dict[str, Any], ends: Callable[[], bool]
) -> None:
    """Ask for *act*, and note how it ended for the officer."""
    for _ in range(TRIES):
        act.tries += 1
        status = _ask(officer, path, act.key, body)
        if 200 <= status < 300:
            record.end(act, Outcome.OK)
            return
        if 400 <= status < SERVER_FAULT and status not in (UNAUTHORISED, TOO_MANY):
            record.end(act, Outcome.FAIL)
            return
        if ends():
            break
        time.sleep(AGAIN_SECONDS)
    record.end(act, Outcome.UNKNOWN)


def _ask(officer: Officer, path: str, key: str, body: dict[str, Any]) -> int:
    try:
        headers = {"Authorization": f"Bearer {officer._token}", "Idempotency-Key": key}
        answer = officer._http.post(path, json=body, headers=headers)
        if answer.status_code == UNAUTHORISED:
            officer.sign_in()
    except (httpx.HTTPError, NotReadyError):
        return 0
    return answer.status_code
