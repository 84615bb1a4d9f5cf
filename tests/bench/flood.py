"""Who waits while ten times as many sign in as a core must manage (30 a second): only who signs in."""

import asyncio
import json
import multiprocessing
import os
import random
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.bench import callers, staff
from tests.bench.callers import Line
from tests.bench.feeder import middle_and_worst
from tests.bench.programs import cpu_ms, require_running
from tests.bench.site import Site
from tests.bench.table import OURS, Table, at_most

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

ROUNDS = 3
LOGINS_PER_SECOND = 300
ORDINARY_PER_SECOND = 100
# Of so many requests in a window that its p99 is more than the third worst.
SECONDS = 12.0
TARGETS = 50
ORDINARY = ("/v1/me", "/v1/sessions")


def measure(site: Site, table: Table) -> None:
    """The same ordinary requests in calm and in the flood, by turns."""
    staff.settle(site)
    uids = staff.employ(site, TARGETS + 1)
    calm: list[list[float]] = []
    flooded: list[list[float]] = []
    busy: list[float] = []
    poured: list[float] = []
    spawning = multiprocessing.get_context("spawn")
    refused: list[float] = []
    with staff.answering(site) as (api, _, port):
        token = asyncio.run(_token(port, uids.pop()))
        callers.offer(port, _ordinary(token), ORDINARY_PER_SECOND, 2, wanted=200)
        for number in range(ROUNDS):
            calm.append(_waited(port, token, []))
            answered = spawning.Value("i", 0)
            flood = spawning.Process(
                target=_flood, args=(port, uids, SECONDS + 3, number, answered), daemon=True
            )
            flood.start()
            time.sleep(2)
            before = cpu_ms(api)
            flooded.append(_waited(port, token, refused))
            busy.append((cpu_ms(api) - before) / SECONDS / 10)
            flood.join()
            poured.append(answered.value / (SECONDS + 3))
            require_running(api)
    _report(table, calm, flooded)
    table.add("login-flood", OURS, "% of other requests refused with 503", refused, at_most(0))
    table.add("login-flood", OURS, "sign-ins/s that were answered in the flood", poured)
    table.add("login-flood", OURS, "% of one core that the api used in the flood", busy)
    table.remark(
        f"login-flood: {LOGINS_PER_SECOND} wrong sign-ins/s from hundreds of addresses, {ORDINARY_PER_SECOND}/s GET"
        f" {', '.join(ORDINARY)} by turns meanwhile, answered by the same process; both generators run on the same machine, the flood's of the"
        " lowest class; how many of its sign-ins were answered says whether it came as fast as it should."
    )


def _report(table: Table, calm: list[list[float]], flooded: list[list[float]]) -> None:
    for name, found in (("in calm", calm), ("in the flood", flooded)):
        for unit, column in (("ms p50", 0), ("ms p99", 1)):
            each = [middle_and_worst(waited)[column] for waited in found]
            table.add("login-flood", OURS, f"{unit} of other requests {name}", each)
    ratio = _worst(flooded) / _worst(calm)
    table.add("login-flood", OURS, "times the p99 of other requests", [ratio], at_most(1.5))


def _worst(found: list[list[float]]) -> float:
    """p99 of all rounds together: of one window it is one of its six worst requests, and jumps with it."""
    return middle_and_worst([each for waited in found for each in waited])[1]


def _waited(port: int, token: str, refused: list[float]) -> list[float]:
    answers = callers.offer(port, _ordinary(token), ORDINARY_PER_SECOND, SECONDS, wanted=200)
    answers.forgive(503)
    refused.append(100 * len(answers.refused) / (len(answers.waited) + len(answers.refused)))
    return answers.waited


def _ordinary(token: str) -> Iterator[bytes]:
    while True:
        for path in ORDINARY:
            yield staff.me(token, path)


async def _token(port: int, uid: str) -> str:
    status, body = await Line(port).ask_until_taken(staff.login(uid))
    if status != 200:
        raise RuntimeError(f"a sign-in was answered {status}: {body[:300]!r}")
    return str(json.loads(body)["access_token"])


def _flood(port: int, uids: list[str], seconds: float, seed: int, answered: "Synchronized[int]") -> None:
    # Who floods does so from machines of their own: here they take what nobody else wants of this one.
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    answered.value = asyncio.run(_pour(port, uids, seconds, seed))


async def _pour(port: int, uids: list[str], seconds: float, seed: int) -> int:
    """Wrong sign-ins at their instants from many addresses, whatever became of those before."""
    chance, idle, running, answered = random.Random(seed), [], set(), 0
    began = time.monotonic()
    request = {uid: staff.login(uid, "a wrong password", "123456") for uid in uids}

    async def one() -> None:
        line = (
            idle.pop()
            if idle
            else Line(port, f"127.{1 + seed}.{chance.randrange(250)}.{chance.randrange(1, 250)}")
        )
        await line.ask(request[chance.choice(uids)])
        idle.append(line)
        nonlocal answered
        answered += 1

    for number in range(int(LOGINS_PER_SECOND * seconds)):
        await asyncio.sleep(max(0.0, began + number / LOGINS_PER_SECOND - time.monotonic()))
        task = asyncio.ensure_future(one())
        running.add(task)
        task.add_done_callback(running.discard)
    await asyncio.gather(*running, return_exceptions=True)
    return answered
