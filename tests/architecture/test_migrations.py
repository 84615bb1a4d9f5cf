"""Migrations go forward only and are never edited after they are published."""

import re

from kernel.migrate import check_sums, folders
from tests.architecture.house import SERVICES

NAME = re.compile(r"\d{4}_[a-z0-9_]+\.sql")


def test_every_migration_has_a_number_a_verb_and_a_checksum() -> None:
    for folder in {each for service in SERVICES for each in folders(service)}:
        names = [path.name for path in sorted(folder.glob("*.sql"))]
        summed = [line.split()[1] for line in (folder / "checksums").read_text("utf-8").splitlines()]

        assert [name for name in names if not NAME.fullmatch(name)] == []
        assert len({name[:4] for name in names}) == len(names), folder
        assert summed == names


def test_no_published_migration_was_edited() -> None:
    for service in SERVICES:
        for folder in folders(service):
            check_sums(folder)
