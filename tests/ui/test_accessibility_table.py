"""The table of what is accessible names tests that exist."""

import re

from tests.architecture.house import ROOT


def test_every_test_and_file_that_the_table_names_is_there() -> None:
    table = (ROOT / "docs/reference/accessibility.md").read_text("utf-8")

    named = set(re.findall(r"`((?:tests|kernel)/[^`]+)`", table))
    assert len(named) > 12
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
