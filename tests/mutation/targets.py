"""The modules that decide, the tests that hold them, and the mistakes that are none."""

from dataclasses import dataclass, field

from tests.architecture.house import SERVICES


@dataclass(frozen=True)
class Target:
    """A module, its tests in the order in which they are asked, and the mistakes that change nothing."""

    module: str
    tests: tuple[str, ...]
    harmless: dict[str, str] = field(default_factory=dict)


DOORS = "tests/access/test_doors.py"


def targets() -> list[Target]:
    """Everything that decides who may do what, and whether a token is good."""
    services = [
        Target(f"services.{name}.access", (f"tests/{name}/test_access.py", DOORS)) for name in SERVICES
    ]
    kernel = [
        Target("kernel.identity", ("tests/kernel/test_identity.py", DOORS)),
        Target("kernel.tokens", ("tests/kernel/test_tokens.py", DOORS)),
    ]
    return [*services, *kernel]
