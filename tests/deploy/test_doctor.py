"""The doctor changes nothing, and every line for make that is given anywhere names a target."""

import os
import re
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg2

from deploy.local.doctor import WITHOUT_NODAL_OFFICER
from kernel.database import Database
from tests.architecture.house import ROOT, kept_files, relative
from tests.kernel.test_directory import department, office, post, save

LINE = re.compile(r"[`\"'(]make ([a-z][a-z-]*)|^make ([a-z][a-z-]*)\b", re.MULTILINE)
SAYING = {".py", ".md", ".sh"}


def test_looking_installs_nothing_and_names_the_line(tmp_path: Path) -> None:
    place = tmp_path / "venv"

    looked = subprocess.run(
        ["sh", "deploy/local/bootstrap.sh", "look"],
        cwd=ROOT,
        env={**os.environ, "KS_VENV": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert looked.returncode == 1
    assert "make run" in looked.stderr
    assert not place.exists()


def test_every_line_for_make_names_a_target() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        (first or second, relative(path))
        for path in kept_files()
        if path.suffix in SAYING
        for first, second in LINE.findall(path.read_text("utf-8"))
    }

    assert {(word, where) for word, where in named if word not in targets} == set()


def test_a_department_is_named_until_a_nodal_officers_post_stands_in_it(
    database: Callable[..., Database],
) -> None:
    pool = database("public")
    save(pool, *(department(code, kind="department") for code in ("REV", "FIN")))
    save(pool, office("SEC-REV", "REV"), office("SEC-FIN", "FIN"))
    save(pool, post("REV-US-1", "SEC-REV", ("REV", "CG"), "nodal_officer"))
    save(pool, post("FIN-US-1", "SEC-FIN", ("FIN", "CG"), "nodal_officer", valid_to="2021-01-01"))

    with closing(psycopg2.connect(pool.dsn)) as connection, connection.cursor() as cursor:
        cursor.execute(WITHOUT_NODAL_OFFICER)
        found = cursor.fetchall()

    assert found == [("FIN",)]
