"""Three times what can be taken: what still gets through, how soon the rest is turned away, how soon all is well again."""

from tests.bench import callers, town
from tests.bench.feeder import percentile
from tests.bench.programs import process, require_running, started
from tests.bench.rivals import CONTESTANTS
from tests.bench.site import Site
from tests.bench.table import OURS, Table, at_least, at_most
from tests.bench.whole import CONNECTIONS, cases, settle, working

TIMES = 3
SECONDS, LONG_SECONDS = 12.0, 120.0
PEAK_SECONDS, WARM_UP_SECONDS, CALM_SECONDS, AFTER_SECONDS = 4.0, 2.0, 5.0, 45.0
# A second is as before when its p99 is no more than this many times that of the calm; one alone may be luck.
AS_BEFORE, STEADY_SECONDS = 2.0, 5


def measure(site: Site, table: Table, seconds: float = SECONDS) -> None:
    """The peak, half of it in calm, three times of it, half of it again until all is as before."""
    town.settle(site)
    ours = CONTESTANTS[0]
    with started(process(site, "gateway").command), working(site, ours) as work:
        port, requests = work.port, work.requests
        settle(site, ours, callers.saturate(port, requests, CONNECTIONS, WARM_UP_SECONDS, keep=True))
        peak = callers.saturate(port, requests, CONNECTIONS, PEAK_SECONDS, keep=True)
        settle(site, ours, peak)
        half = int(peak.per_second / 2)
        calm = callers.offer(port, requests, half, CALM_SECONDS, keep=True)
        usual = AS_BEFORE * percentile(sorted(calm.waited), 99)
        flood = callers.offer(port, requests, TIMES * peak.per_second, seconds, keep=True)
        after = callers.offer(
            port,
            requests,
            half,
            AFTER_SECONDS,
            keep=True,
            enough=lambda found: recovered_after(found, half, usual) <= AFTER_SECONDS,
        )
        flood.forgive(503)
        told = settle(site, ours, after)
        for child in work.children.values():
            require_running(child)
    report(table, peak, flood, after)
    table.add("overload", OURS, "accepted and told to nobody", [len(cases(flood) - told.keys())], at_most(0))
    table.add("overload", OURS, "s until as before", [recovered_after(after, half, usual)], at_most(30))
    table.remark(
        f"overload: {TIMES} times the peak in open loop for {seconds:.0f} s through the gateway, all processes; the"
        f" generator shares the two cores. As before: {STEADY_SECONDS} seconds in a row in which nobody is turned away"
        f" and each second's p99 is no more than twice that of the calm; looked for {AFTER_SECONDS:.0f} s, one more is"
        " printed when that was never seen."
    )


def report(table: Table, peak: callers.Answers, flood: callers.Answers, after: callers.Answers) -> None:
    goodput = 100 * len(flood.waited) / flood.seconds / peak.per_second
    waited = percentile(sorted(flood.turned), 99)
    hintless = flood.busy_without_hint + after.busy_without_hint
    table.add("overload", OURS, "accepted/s at the peak", [peak.per_second])
    table.add("overload", OURS, "% of the peak still accepted", [goodput], at_least(90))
    table.add("overload", OURS, "% turned away with 503", [100 * _share_refused(flood)])
    table.add("overload", OURS, "503 without Retry-After", [hintless], at_most(0))
    table.add("overload", OURS, "ms p99 until turned away", [waited], at_most(100))


def _share_refused(answers: callers.Answers) -> float:
    return len(answers.refused) / (len(answers.refused) + len(answers.waited))


def recovered_after(answers: callers.Answers, pace: int, usual: float) -> float:
    """After how many seconds STEADY_SECONDS in a row begin that are as before; AFTER_SECONDS + 1 where none do."""
    row = 0
    for second, good in enumerate(as_before(answers, pace, usual), 1):
        row = row + 1 if good else 0
        if row == STEADY_SECONDS:
            return second - STEADY_SECONDS
    return AFTER_SECONDS + 1


def as_before(answers: callers.Answers, pace: int, usual: float) -> list[bool]:
    """Of each second of a steady *pace*, whether all of it was taken, and its p99 no slower than *usual* (ms)."""
    seconds: dict[int, list[float]] = {}
    for since, waited, status in answers.each:
        if status == answers.wanted:
            # Half a beat later than it was sent, a request lies well within its second.
            second = int(since - answers.began + 0.5 / pace)
            seconds.setdefault(second, []).append(waited)
    taken = [sorted(seconds.get(second, [])) for second in range(max(seconds, default=-1) + 1)]
    return [len(waits) == pace and percentile(waits, 99) <= usual for waits in taken]
