"""What happened, beside what the history tells of it; what is said to be sent, beside what arrived. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from tests.chaos.evidence import Evidence
from tests.chaos.history import Happened
from tests.chaos.record import Act
from tests.chaos.violation import Violation, Window

REGISTERED, DIARISED, FORWARDED = (
    "public.case-registered",
    "files.receipt-diarised",
    "files.file-forwarded",
)
# The entry of the case's timeline that an officer's act leaves, and the event that tells of it.
TELLS_OF = {
    "transfer": ("TRANSFERRED", "public.case-transferred"),
    "refer": ("REFERRED", "public.case-referred"),
}
# The storm's files are open and unclassified, so that each of these movements is told.
MOVEMENTS_TOLD = ("FORWARDED", "PASSED_ON")


def announced(
    acts: Sequence[Act], found: Evidence, cases: set[str], history: Sequence[Happened]
) -> Iterator[Violation]:
    """The history tells what the stores hold as often as it happened: the last time of all, too, which no gap shows."""
    told = Counter((event.subject_id, event.name) for event in history)
    for (subject, name), times in sorted(_happened(acts, found, cases).items()):
        if told[subject, name] != times:
            kind = "lost" if told[subject, name] < times else "duplicated"
            yield Violation(
                kind, f"{name} of {subject}: happened {times} times, told {told[subject, name]} times"
            )


def _happened(acts: Sequence[Act], found: Evidence, cases: set[str]) -> dict[tuple[str, str], int]:
    happened = {(case_id, REGISTERED): 1 for case_id in cases}
    happened |= {(paper, DIARISED): 1 for paper, case_id in found.papers.items() if case_id in cases}
    for act in acts:
        if act.what in TELLS_OF:
            entry, name = TELLS_OF[act.what]
            happened[act.case_id, name] = found.events_of.get((act.case_id, entry), 0)
        elif act.what == "diarise" and act.case_id:
            happened[act.case_id, DIARISED] = 1
    for file_id in {act.case_id for act in acts if act.what == "forward"}:
        moves = found.movements.get(file_id, ())
        happened[file_id, FORWARDED] = sum(move.kind in MOVEMENTS_TOLD for move in moves)
    return happened


def published(found: Evidence) -> Iterator[Violation]:
    """Of each subject the speaker's own store names the newest event of each kind; the history has every one of them."""
    for service, ids in found.said.items():
        for event_id in sorted(ids - found.copies.keys()):
            yield Violation("lost", f"{service} announced {event_id}, which the history has not")


def versions(history: Sequence[Happened]) -> Iterator[Violation]:
    """The history tells each subject's versions from 1 on, in order and without a gap."""
    reached: dict[str, int] = defaultdict(int)
    for event in history:
        if event.sequence != reached[event.subject] + 1:
            yield Violation(
                "misordered", f"{event.subject}: version {event.sequence} came after {reached[event.subject]}"
            )
        reached[event.subject] = event.sequence


def copies(history: Sequence[Happened], found: Evidence) -> Iterator[Violation]:
    """Only what a relay said it may repeat is in the history twice; consumers hide it, the history does not."""
    for event in history:
        if len(found.copies[event.event_id]) < 2:
            continue
        if not any(repeat.covers(event) for repeat in found.repeats):
            yield Violation(
                "duplicated",
                f"{event.event_id} was published twice, and {event.service}'s relay did not say so",
            )


def restless(found: Evidence, windows: Sequence[Window]) -> Iterator[Violation]:
    """While nothing that a relay feels is broken, it loses nothing that is under way."""
    for repeat in found.repeats:
        if not any(window.excuses(repeat) for window in windows):
            yield Violation(
                "duplicated",
                f"{repeat.service}'s relay may have published {repeat.events} events twice at"
                f" {repeat.recorded_until:.0f}, while nothing was broken",
            )


def arrived(found: Evidence, cases: set[str]) -> Iterator[Violation]:
    """What notify says it sent is where it was sent, no mail more often than it was taken, and no citizen's is given up.

    A text message may come twice (decision 20), and carries nothing by which a second one would be known.
    """
    for reference, tries in found.sent.items():
        times = found.arrived.get(reference, 0)
        if times == 0:
            yield Violation("lost", f"what notify sent as {reference} arrived nowhere")
        elif times > tries:
            yield Violation(
                "duplicated", f"mail {reference} arrived {times} times, it was taken {tries} times"
            )
    for case_id in sorted(found.given_up.keys() & cases):
        yield Violation(
            "lost", f"the citizen's message about {case_id} was given up: {found.given_up[case_id]}"
        )
