"""Whether a wrong sign-in tells by its time, its status or its words that the employee exists."""

import asyncio
import json
import random
import statistics
import time

from tests.bench import staff
from tests.bench.callers import Line
from tests.bench.site import Site
from tests.bench.table import OURS, Table, at_most

TRIES = 2_000
ACCOUNTS = 400
TRIES_A_SOURCE = 50
CLIENTS = 2


def measure(site: Site, table: Table, tries: int = TRIES) -> None:
    """Tries for those who exist and those who do not, mixed; each of two clients makes one after the other."""
    staff.settle(site)
    there = staff.employ(site, ACCOUNTS)
    nobody = [f"BN9{number:05}" for number in range(ACCOUNTS)]
    order = [(uid, kind) for kind, uids in enumerate((there, nobody)) for uid in uids * (tries // ACCOUNTS)]
    random.Random(7).shuffle(order)
    with staff.answering(site) as (_, _, port):
        took, said = asyncio.run(_try_all(port, order))
    if len(said) != 1:
        raise RuntimeError(f"the answers differ: {said}")
    middle = [statistics.median(each) for each in took]
    table.add("who-exists", OURS, "ms between the medians", [abs(middle[0] - middle[1])], at_most(1))
    table.add("who-exists", OURS, "ms p50 of a wrong sign-in, somebody", [middle[0]])
    table.add("who-exists", OURS, "ms p50 of a wrong sign-in, nobody", [middle[1]])
    table.remark(
        f"who-exists: 2 × {tries} tries, mixed, by {CLIENTS} clients; status, headers and words were the same in all of them."
    )


async def _try_all(
    port: int, order: list[tuple[str, int]]
) -> tuple[list[list[float]], set[tuple[object, ...]]]:
    took: list[list[float]] = [[], []]
    said: set[tuple[object, ...]] = set()

    async def client(first: int) -> None:
        for number, (uid, kind) in enumerate(order[first::CLIENTS]):
            if number % TRIES_A_SOURCE == 0:
                line = Line(port, f"127.0.{1 + first}.{1 + number // TRIES_A_SOURCE}")
            milliseconds, told = await _try(line, uid)
            took[kind].append(milliseconds)
            said.add(told)

    await asyncio.gather(*(client(first) for first in range(CLIENTS)))
    return took, said


async def _try(line: Line, uid: str) -> tuple[float, tuple[object, ...]]:
    """How long an answer took, in ms, and all that it said."""
    request, status = staff.login(uid, "a wrong password", "123456"), 503
    while status == 503:
        began = time.perf_counter()
        status, body = await line.ask(request)
    milliseconds = (time.perf_counter() - began) * 1000
    told = {key: value for key, value in json.loads(body).items() if key != "instance"}
    return milliseconds, (status, json.dumps(told), line.names)
