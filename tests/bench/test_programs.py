"""What programs use is counted while their helpers come and go."""

import subprocess

from tests.bench.programs import family, in_turn


def test_who_ended_while_others_were_counted_counts_for_nothing() -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()

    assert family(gone.pid) == [gone.pid]


def test_each_contestant_begins_a_round_in_turn() -> None:
    rounds = [in_turn(("ours", "theirs", "third"), number) for number in range(4)]

    assert [names[0] for names in rounds] == ["ours", "theirs", "third", "ours"]
    assert all(sorted(names) == ["ours", "theirs", "third"] for names in rounds)
