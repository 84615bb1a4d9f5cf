"""Which seed a run has, and which command runs it again."""

import pytest

from tests.chaos.__main__ import CONTROL, SEED, _asked, _command
from tests.chaos.mistakes import KINDS


def again(*arguments: str) -> str:
    return _command(list(arguments), _asked(list(arguments)))


def test_the_usual_run_is_always_the_same_one() -> None:
    assert again() == f"make chaos SEED={SEED}"


@pytest.mark.parametrize("arguments", [("--long",), ("--random", "--only", "mutants")])
def test_a_long_or_random_run_has_any_seed_unless_one_is_given(arguments: tuple[str, ...]) -> None:
    assert len({_asked(list(arguments)).seed for _ in range(5)}) > 1
    assert _asked([*arguments, "--seed", "0"]).seed == 0


@pytest.mark.parametrize("mutant", [CONTROL, *KINDS])
def test_a_mistake_is_asked_for_by_its_name(mutant: str) -> None:
    assert _asked(["--only", "mutants", "--mutant", mutant]).mutant == mutant


@pytest.mark.parametrize(
    "arguments",
    [
        ("--mutant", "no-inbx"),
        ("--mutant", "no-inbox", "--only", "storm"),
        ("--mutant", CONTROL, "--random"),
        ("--mutant", CONTROL, "--long"),
    ],
)
def test_a_mistake_that_would_never_run_is_refused(arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit):
        _asked([*arguments])


def test_the_command_runs_the_same_again() -> None:
    assert again("--seed", "7") == "make chaos SEED=7"
    assert again("--long", "--seed=7") == "make chaos-long SEED=7"
    assert (
        again("--long", "--only", "storm", "--seed", "7", "--named", "kill rabbitmq,cut answers")
        == "make chaos-long SEED=7 ARGS=\"--only storm --named 'kill rabbitmq,cut answers'\""
    )
