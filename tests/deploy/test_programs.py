"""Programs are started so that a priority holds among them, and that a terminal ends none that it did not start."""

import os
from pathlib import Path

import pytest

from deploy.local.programs import Child, Command, find_program


@pytest.mark.parametrize("leash", [True, False])
def test_a_program_on_a_leash_shares_its_parents_session_and_any_other_has_its_own(
    tmp_path: Path, *, leash: bool
) -> None:
    child = Child(Command("sleeper", (str(find_program("sleep")), "60"), tmp_path))
    child.start(leash=leash)
    try:
        pid = child.pid()
        assert pid is not None
        assert os.getpgid(pid) == pid
        assert (os.getsid(pid) == os.getsid(0)) is leash
    finally:
        child.stop()
