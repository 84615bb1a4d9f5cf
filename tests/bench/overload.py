"""Three times what can be taken: what still gets through, how soon the rest is turned away, how soon all is well again."""

import json

from tests.bench import callers, town
from tests.bench.feeder import percentile
from tests.bench.programs import process, require_running, started
from tests.bench.site import Site
from tests.bench.table import OURS, Table, at_least, at_most
from tests.bench.whole import CONNECTIONS, CONTESTANTS, settle, working

TIMES = 3
SECONDS, LONG_SECONDS = 12.0, 120.0
PEAK_SECONDS, WARM_UP_SECONDS, CALM_SECONDS, AFTER_SECONDS = 5.0, 2.0, 6.0, 20.0
# A second is as before when its p99 is no more than this many times that of the calm.
AS_BEFORE = 2.0


def measure(site: Site, table: Table, seconds: float = SECONDS) -> None:
    """The peak, half of it in calm, three times of it, half of it again."""
    town.settle(site)
    ours = CONTESTANTS[0]
    with started(process(site, "gateway").command), working(site, ours) as (children, port):
        requests = town.grievances()
        settle(site, ours, callers.saturate(port, requests, CONNECTIONS, WARM_UP_SECONDS, keep=True))
        peak = callers.saturate(port, requests, CONNECTIONS, PEAK_SECONDS, keep=True)
        settle(site, ours, peak)
        half = peak.per_second / 2
        calm = callers.offer(port, requests, half, CALM_SECONDS, keep=True)
        flood = callers.offer(port, requests, TIMES * peak.per_second, seconds, keep=True)
        after = callers.offer(port, requests, half, AFTER_SECONDS, keep=True)
        flood.forgive(503)
        after.forgive(503)
        told = settle(site, ours, after)
        lost = {json.loads(body)["case_id"] for _, body in flood.bodies} - told.keys()
        for child in children.values():
            require_running(child)
    goodput = 100 * len(flood.waited) / flood.seconds / peak.per_second
    table.add("overload", OURS, "accepted/s at the peak", [peak.per_second])
    table.add("overload", OURS, "% of the peak still accepted", [goodput], at_least(90))
    table.add("overload", OURS, "% turned away with 503", [100 * _share_refused(flood)])
    table.add(
        "overload", OURS, "ms p99 until turned away", [percentile(sorted(flood.turned), 99)], at_most(100)
    )
    table.add("overload", OURS, "accepted and told to nobody", [len(lost)], at_most(0))
    table.add("overload", OURS, "s until as before", [_recovered(calm, after)], at_most(30))
    table.remark(
        f"overload: {TIMES} times the peak in open loop for {seconds:.0f} s through the gateway, all processes; the"
        " generator shares the two cores. As before: each second's p99 is no more than twice that of the calm."
    )


def _share_refused(answers: callers.Answers) -> float:
    return len(answers.refused) / (len(answers.refused) + len(answers.waited))


def _recovered(calm: callers.Answers, after: callers.Answers) -> float:
    """After how many seconds of the pace after the flood each second's waiting is as it was before."""
    usual = AS_BEFORE * percentile(sorted(calm.waited), 99)
    began = min(sent for sent, _ in after.bodies)
    seconds: dict[int, list[float]] = {}
    for (sent, _), waited in zip(after.bodies, after.waited, strict=True):
        seconds.setdefault(int(sent - began), []).append(waited)
    return max((1 + at for at, waits in seconds.items() if percentile(sorted(waits), 99) > usual), default=0)
