"""Decision records can be cited by their number."""

import re

from tests.architecture.house import ROOT

RECORDS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


def test_decisions_are_numbered_without_gap_or_repetition() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


def test_the_heading_of_a_decision_has_its_number() -> None:
    for record in RECORDS:
        assert re.match(rf"# {int(record.name[:4])}\. ", record.read_text("utf-8")), record.name
