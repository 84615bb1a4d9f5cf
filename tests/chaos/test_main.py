"""Which seed a run has, and which command runs it again."""

import pytest

from tests.chaos.__main__ import SEED, _asked, _command


def again(*arguments: str) -> str:
    return _command(list(arguments), _asked(list(arguments)))


def test_the_usual_run_is_always_the_same_one() -> None:
    assert again() == f"make chaos SEED={SEED}"


@pytest.mark.parametrize("arguments", [("--long",), ("--random", "--only", "mutants")])
def test_a_long_or_random_run_has_any_seed_unless_one_is_given(arguments: tuple[str, ...]) -> None:
    assert len({_asked(list(arguments)).seed for _ in range(5)}) > 1
    assert _asked([*arguments, "--seed", "0"]).seed == 0


def test_the_command_runs_the_same_again() -> None:
    assert again("--seed", "7") == "make chaos SEED=7"
    assert again("--long", "--seed=7") == "make chaos-long SEED=7"
    assert (
        again("--long", "--only", "storm", "--seed", "7", "--named", "kill rabbitmq,cut answers")
        == "make chaos-long SEED=7 ARGS=\"--only storm --named 'kill rabbitmq,cut answers'\""
    )
