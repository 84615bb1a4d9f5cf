"""Every statement is explained, used, and fits the migrated schema."""

import re
from pathlib import Path

import psycopg2
import pytest

from kernel.database import Queries
from tests.architecture.house import ROOT, python_files, relative
from tests.conftest import Databases

FILES = sorted([*ROOT.glob("kernel/**/queries.sql"), *ROOT.glob("services/**/queries.sql")])


def _service(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "services" else "files"


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_every_statement_fits_the_schema(path: Path, databases: Databases) -> None:
    name = databases.clone(_service(path))
    connection = psycopg2.connect(databases.dsn(name, "owner"))
    connection.autocommit = True
    faults = []
    with connection.cursor() as cursor:
        for query in Queries(path).by_name.values():
            try:
                cursor.execute("EXPLAIN " + re.sub(r"%\((\w+)\)s", "NULL", query.sql).replace("%%", "%"))
                if query.prepared:
                    cursor.execute(query.prepared.preparation)
            except psycopg2.Error as error:
                faults.append(f"{query.name}: {error.pgcode} {str(error).splitlines()[0]}")
    connection.close()
    databases.drop(name)

    assert faults == []


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_every_statement_is_explained_and_used(path: Path) -> None:
    queries = Queries(path).by_name
    users = "\n".join(each.read_text("utf-8") for each in path.parent.rglob("*.py"))
    used = set(re.findall(r"queries\.(\w+)", users))

    assert [name for name, query in queries.items() if len(query.summary) < 10] == []
    assert sorted(queries.keys() - used) == []


def test_no_statement_is_built_from_strings_or_asks_for_everything() -> None:
    built = re.compile(r"execute\(\s*f[\"']|SELECT \*(?! FROM unnest)")
    read = [*python_files("kernel", "services"), *FILES]

    assert [relative(path) for path in read if built.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_a_choice_that_locks_some_rows_at_a_time_is_made_once(path: Path) -> None:
    # As the inner side of a join, `IN (SELECT … LIMIT … SKIP LOCKED)` may be asked again for each row, and choose anew.
    nested = r"\((?:[^()]|\([^()]*\))*\)"
    chosen = re.compile(rf"\bIN \(\s*SELECT(?:[^()]|{nested})*SKIP LOCKED")

    assert [query.name for query in Queries(path).by_name.values() if chosen.search(query.sql)] == []
