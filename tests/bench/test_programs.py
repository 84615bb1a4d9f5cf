"""What programs use is counted while their helpers come and go."""

import subprocess

from tests.bench.programs import family


def test_who_ended_while_others_were_counted_counts_for_nothing() -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()

    assert family(gone.pid) == [gone.pid]
