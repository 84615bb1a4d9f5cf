"""What was promised, compared with what is there. Pure: it looks at a record and at evidence, and at nothing else."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kernel.events import TYPE_PREFIX
from tests.chaos.announced import TELLS_OF, announced, arrived, copies, published, restless, versions
from tests.chaos.evidence import Evidence, Movement
from tests.chaos.history import Happened
from tests.chaos.record import Act, Outcome
from tests.chaos.violation import Violation, Window

# What each consumer must have handled of what is announced about cases, receipts and files.
LISTENS = {
    "notify": (
        *("public.case-registered.", "public.case-transferred."),
        *("files.receipt-diarised.", "files.file-forwarded."),
    ),
    "files": ("public.case-referred.",),
    "public": ("files.receipt-diarised.",),
}
AUDIT_OF_ACT = {"file": "case.registered", "transfer": "case.transferred", "refer": "case.referred"}


def check(
    acts: Sequence[Act],
    found: Evidence,
    poison: Mapping[str, Sequence[str]],
    windows: Sequence[Window],
    since: float = 0.0,
) -> list[Violation]:
    """All violations by the cases, receipts and files of *acts*; *since* leaves out what older epochs did.

    *poison* are, by service, the identities of messages that must be parked.
    """
    cases = _cases_of(acts, found)
    about = cases | {act.case_id for act in acts if act.what in ("diarise", "forward")}
    about |= {receipt_id for receipt_id, case_id in found.papers.items() if case_id in cases}
    mine = [event for event in found.history if event.subject_id in about]
    return [
        *_filings(acts, found),
        *_phantoms(acts, found, since),
        *_effects(acts, found, cases),
        *_holders(acts, found),
        *announced(acts, found, cases, mine),
        *published(found),
        *versions(mine),
        *copies(mine, found),
        *restless(found, windows),
        *arrived(found, cases),
        *_consumers(mine, found),
        *_left_over(found),
        *_parked(found, poison),
    ]


def _cases_of(acts: Sequence[Act], found: Evidence) -> set[str]:
    keys = {act.key for act in acts if act.what == "file"}
    return {case_id for key, case_id in found.answers.items() if key in keys}


def _filings(acts: Sequence[Act], found: Evidence) -> Iterator[Violation]:
    for act in acts:
        if act.what != "file":
            continue
        case_id = found.answers.get(act.key)
        if act.outcome is Outcome.OK and act.case_id not in found.cases:
            yield Violation("lost", f"case {act.case_id} was acknowledged and does not exist")
        elif act.outcome is Outcome.OK and case_id != act.case_id:
            yield Violation(
                "duplicated", f"key {act.key} stands for {case_id}, its client was told {act.case_id}"
            )
        elif act.outcome is Outcome.FAIL:
            yield Violation("refused", f"a valid filing was refused with {act.status}, key {act.key}")
            if case_id is not None:
                yield Violation("phantom", f"key {act.key} was refused and has a case")


def _phantoms(acts: Sequence[Act], found: Evidence, since: float) -> Iterator[Violation]:
    asked = _cases_of(acts, found)
    for case_id, row in found.cases.items():
        if row["at"] >= since and case_id not in asked:
            yield Violation("phantom", f"nobody asked for case {case_id}")
    for case_id in found.receipts:
        if case_id not in found.cases:
            yield Violation("phantom", f"a receipt speaks of case {case_id}, which does not exist")
    for case_id in found.told:
        if case_id and case_id not in found.cases:
            yield Violation("phantom", f"a citizen was told of case {case_id}, which does not exist")


def _effects(acts: Sequence[Act], found: Evidence, cases: set[str]) -> Iterator[Violation]:
    for case_id in cases:
        yield from _count("told of", case_id, found.told.get(case_id, 0))
        yield from _count("audited once as", case_id, found.audits.get((case_id, "case.registered"), 0))
        if found.cases.get(case_id, {}).get("contact") not in found.contacts:
            yield Violation("lost", f"notify never got the contact of case {case_id}")
    for act in acts:
        if act.what in TELLS_OF:
            yield from _officers_act(act, found)


def _officers_act(act: Act, found: Evidence) -> Iterator[Violation]:
    entry, _ = TELLS_OF[act.what]
    entries = found.events_of.get((act.case_id, entry), 0)
    audits = found.audits.get((act.case_id, AUDIT_OF_ACT[act.what]), 0)
    if audits != entries:
        yield Violation("duplicated", f"{act.what} of {act.case_id}: {entries} entries, {audits} audit rows")
    if act.outcome is Outcome.OK:
        yield from _count(act.what, act.case_id, entries)
    elif entries > (1 if act.outcome is Outcome.UNKNOWN else 0):
        yield Violation("duplicated", f"{act.what} of {act.case_id} happened {entries} times")
    if act.what == "refer" and entries:
        yield from _count("receipt of", act.case_id, found.receipts.get(act.case_id, 0))
        yield from _count("diary entry of", act.case_id, found.events_of.get((act.case_id, "DIARISED"), 0))


def _holders(acts: Sequence[Act], found: Evidence) -> Iterator[Violation]:
    """One desk holds a file: it left only where it lay, as often as its officers were told, and is where it went last."""
    for file_id in sorted({act.case_id for act in acts if act.what == "forward"}):
        moves = sorted(found.movements.get(file_id, ()), key=lambda move: move.position)
        yield from _chain(file_id, moves, found.holders.get(file_id, ""))
        sent = sum(move.kind == "FORWARDED" for move in moves)
        asked = Counter(act.outcome for act in acts if (act.what, act.case_id) == ("forward", file_id))
        told, unknown = asked[Outcome.OK], asked[Outcome.UNKNOWN]
        if sent < told:
            yield Violation("lost", f"file {file_id} was sent {sent} times, its officers were told {told}")
        if sent > told + unknown:
            yield Violation(
                "duplicated", f"file {file_id} was sent {sent} times, asked for were {told + unknown}"
            )
        audits = found.audits.get((file_id, "file.forwarded"), 0)
        if audits != sent:
            yield Violation("duplicated", f"file {file_id}: {sent} movements, {audits} audit rows")


def _chain(file_id: str, moves: Sequence[Movement], holder: str) -> Iterator[Violation]:
    at = ""
    for move in moves:
        if at and move.from_post != at:
            yield Violation("holders", f"file {file_id} left {move.from_post} while it lay at {at}")
        at = move.to_post
    if at != holder:
        yield Violation("holders", f"file {file_id} went to {at} and lies at {holder}")


def _count(what: str, case_id: str, times: int) -> Iterator[Violation]:
    if times == 0:
        yield Violation("lost", f"{what} {case_id}: never")
    elif times > 1:
        yield Violation("duplicated", f"{what} {case_id}: {times} times")


def _consumers(history: Sequence[Happened], found: Evidence) -> Iterator[Violation]:
    """Whoever listens has handled each event once, in order, also where a second handling would have changed nothing."""
    for service, kinds in LISTENS.items():
        wanted = {e.event_id: e for e in history if e.kind.removeprefix(TYPE_PREFIX).startswith(kinds)}
        handled = [event_id for event_id in found.handled[service] if event_id in wanted]
        times = Counter(handled)
        for event_id in wanted:
            if times[event_id] == 0:
                yield Violation("lost", f"{service} never handled {event_id}")
            elif times[event_id] > 1:
                yield Violation("duplicated", f"{service} handled {event_id} {times[event_id]} times")
        yield from _in_order(service, [wanted[event_id] for event_id in handled])


def _in_order(service: str, handled: Iterable[Happened]) -> Iterator[Violation]:
    newest: dict[str, int] = {}
    for event in handled:
        if event.sequence < newest.get(event.subject, 0):
            yield Violation(
                "misordered",
                f"{service} handled version {event.sequence} of {event.subject} after {newest[event.subject]}",
            )
        newest[event.subject] = max(event.sequence, newest.get(event.subject, 0))


def _left_over(found: Evidence) -> Iterator[Violation]:
    for service, count in found.outbox.items():
        if count:
            yield Violation("lost", f"{count} announcements of {service} were never published")
    for service, count in found.held.items():
        if count:
            yield Violation("waiting", f"{count} events lie in the waiting room of {service}")
    for what, count in found.waiting.items():
        yield Violation("waiting", f"it was never quiet: {what} {count}")


def _parked(found: Evidence, poison: Mapping[str, Sequence[str]]) -> Iterator[Violation]:
    for service, identities in found.parked.items():
        sown, parked = Counter(poison.get(service, ())), Counter(identities)
        for identity in parked - sown:
            yield Violation("parked", f"{service} parked {identity}, which nobody sowed")
        for identity in sown - parked:
            yield Violation("parked", f"{service} did not park {identity}, which was sown")
