"""While packages are installed none of their services starts; an end by force leaves nothing that forbids it."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

POLICY = "/usr/sbin/policy-rc.d"
FORBIDDEN = 101


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A place with the script, whose policy lies beside it, and a program that stands for apt-get."""
    script = (ROOT / "deploy/local/packages.sh").read_text("utf-8")
    assert script.count(POLICY) == 1
    (tmp_path / "packages.sh").write_text(script.replace(POLICY, f"{tmp_path}/policy"), "utf-8")
    return tmp_path


def install(machine: Path, *, is_killed: bool = False) -> int:
    """What the policy says of starting services while apt-get works; *is_killed*: then the script is ended by force."""
    end = "kill -9 $PPID" if is_killed else "exit 0"
    (machine / "apt-get").write_text(f"#!/bin/sh\nsh {machine}/policy\necho $? >{machine}/said\n{end}\n")
    (machine / "apt-get").chmod(0o755)
    done = subprocess.run(
        ["sh", str(machine / "packages.sh"), "install", "dak"],
        env={**os.environ, "PATH": f"{machine}:{os.environ['PATH']}"},
        check=False,
    )
    assert (done.returncode == 0) is not is_killed
    return int((machine / "said").read_text())


def test_while_packages_are_installed_no_service_starts_and_then_the_policy_is_gone(machine: Path) -> None:
    assert install(machine) == FORBIDDEN

    assert not (machine / "policy").exists()


def test_what_an_end_by_force_left_behind_forbids_nothing_and_goes_with_the_next_installation(
    machine: Path,
) -> None:
    assert install(machine, is_killed=True) == FORBIDDEN
    left = subprocess.run(["sh", str(machine / "policy")], check=False).returncode

    assert install(machine) == FORBIDDEN

    assert left == 0
    assert [each.name for each in machine.glob("policy*")] == []


def test_a_policy_of_the_machines_own_is_there_again_also_after_an_end_by_force(machine: Path) -> None:
    (machine / "policy").write_text("#!/bin/sh\nexit 104\n")

    said = [install(machine, is_killed=True), install(machine)]

    assert said == [FORBIDDEN, FORBIDDEN]
    assert (machine / "policy").read_text() == "#!/bin/sh\nexit 104\n"
    assert [each.name for each in machine.glob("policy*")] == ["policy"]
