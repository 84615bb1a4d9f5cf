"""What a process reads from its environment is refused at the start, with the reason."""

import pytest
from environs import EnvError

from kernel.settings import kernel_settings


def test_a_lane_whose_role_would_be_the_lock_of_moves_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KS_DATABASE_URL", "postgresql://nobody@127.0.0.1/none")
    monkeypatch.setenv("KS_LANES", "shared,moves")

    with pytest.raises(EnvError, match="no lane may be called moves"):
        kernel_settings("files")


def test_lanes_are_kept_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KS_DATABASE_URL", "postgresql://nobody@127.0.0.1/none")
    monkeypatch.setenv("KS_LANES", "revenue-2,shared")

    assert kernel_settings("files").lanes == ("revenue-2", "shared")
