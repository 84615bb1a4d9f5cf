"""Nothing is left for later in a comment, and nothing private stands in the tree."""

import re

from tests.architecture.house import ROOT, kept_files, relative

LEFT_FOR_LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
OF_SOME_MACHINE = re.compile(r"/(home|root|Users|work)/[a-z]|index-url|\"resolved\": \"http")
BARE_SILENCE = re.compile(r"# (noqa(?!: [A-Z]+\d+)|type: ignore(?!\[))")
SILENCE_WITHOUT_REASON = re.compile(r"# (noqa: [A-Z0-9, ]+|type: ignore\[[a-z-]+\])\s*$", re.MULTILINE)
TEXTS = {
    ".py",
    ".md",
    ".sql",
    ".html",
    ".sh",
    ".toml",
    ".yaml",
    ".yml",
    ".json",
    ".conf",
    ".in",
    ".lock",
    ".po",
}


def _lines(pattern: re.Pattern[str], suffixes: set[str]) -> list[str]:
    return [
        f"{relative(path)}: {match[0]}"
        for path in kept_files()
        if path.suffix in suffixes and path != ROOT / "tests/architecture/test_words.py"
        for match in pattern.finditer(path.read_text("utf-8"))
    ]


def test_nothing_is_left_for_later_in_a_comment() -> None:
    assert _lines(LEFT_FOR_LATER, TEXTS) == []


def test_no_path_of_a_machine_and_no_registry_is_named() -> None:
    assert _lines(OF_SOME_MACHINE, TEXTS) == []


def test_every_silenced_check_has_a_code_and_a_reason() -> None:
    assert _lines(BARE_SILENCE, {".py"}) == []
    assert _lines(SILENCE_WITHOUT_REASON, {".py"}) == []
