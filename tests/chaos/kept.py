"""What the checker looks at where all promises were kept: a case that was filed and transferred."""

from typing import Any

from tests.chaos.checker import check
from tests.chaos.evidence import Evidence
from tests.chaos.history import Happened
from tests.chaos.record import Act, Outcome

CASE, CONTACT, KEY, BIRTH, TRANSFER, MAIL = "case-1", "contact-1", "key-1", "event-1", "event-2", "delivery-1"
REGISTERED = "in.karyasetu.public.case-registered.v1"
TRANSFERRED = "in.karyasetu.public.case-transferred.v1"


def acts() -> list[Act]:
    return [
        Act("file", KEY, 10.0, CASE, Outcome.OK),
        Act("transfer", "key-2", 11.0, CASE, Outcome.OK),
    ]


def kept() -> Evidence:
    return Evidence(
        answers={KEY: CASE},
        cases={CASE: {"contact": CONTACT, "at": 10.0}},
        history=[
            Happened(BIRTH, REGISTERED, CASE, 1, 0, 10.0),
            Happened(TRANSFER, TRANSFERRED, CASE, 2, 1, 11.0),
        ],
        copies={BIRTH: [10.0], TRANSFER: [11.0]},
        handled={"notify": [BIRTH, TRANSFER], "files": [], "public": []},
        told={CASE: 1},
        contacts={CONTACT},
        events_of={(CASE, "TRANSFERRED"): 1},
        audits={(CASE, "case.registered"): 1, (CASE, "case.transferred"): 1},
        parked={"notify": []},
        outbox={"public": 0},
        held={"notify": 0},
        said={"public": {BIRTH, TRANSFER}},
        sent={MAIL: 1},
        arrived={MAIL: 1},
    )


def kinds(evidence: Evidence, asked: list[Act] | None = None, **given: Any) -> list[str]:
    poison = given.get("poison", {})
    windows = given.get("windows", ())
    return sorted({each.kind for each in check(asked or acts(), evidence, poison, windows)})
