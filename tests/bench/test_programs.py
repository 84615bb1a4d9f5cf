"""What programs use is counted while their helpers come and go."""

import subprocess

from tests.bench.programs import cpu_ms, family, memory_mb, open_files


def test_who_ended_while_others_were_counted_counts_for_nothing() -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()

    assert family(gone.pid) == [gone.pid]


def test_nobody_uses_nothing() -> None:
    assert (cpu_ms(), memory_mb(), open_files()) == (0, 0, 0)
