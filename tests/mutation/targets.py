"""The modules that decide, the tests that hold them, and the mistakes that are none."""

from dataclasses import dataclass, field

from tests.architecture.house import SERVICES


@dataclass(frozen=True)
class Target:
    """A module, its tests in the order in which they are asked, and the mistakes that change nothing.

    Only pure tests stand here, which need no database: first the narrow ones, then, for what survives them,
    every caller at every door. *within* names the functions that decide, where a module does more; *beside*
    modules that the tests read as well and that do not read this one.
    """

    module: str
    tests: tuple[tuple[str, ...], ...]
    within: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    harmless: dict[str, str] = field(default_factory=dict)


DOORS = ("tests/access/test_crossing.py",)
PEOPLE = ("tests/kernel/test_identity.py",)
RIGHTS = ("tests/kernel/test_rights.py",)
TOKENS = ("tests/kernel/test_tokens.py",)
GRADES = ("tests/access/decisions/test_files.py",)
OF_AUTH = ("tests/auth/test_access.py", "tests/access/decisions/test_auth.py")


def targets() -> list[Target]:
    """Everything that decides who may do what, and whether a token is good."""
    return [*map(_of_service, SERVICES), *_AROUND, *_TOKENS]


def _of_service(name: str) -> Target:
    own = (f"tests/{name}/test_access.py", f"tests/access/decisions/test_{name}.py")
    beside = ("tests.fakes", "kernel.edge.http", "kernel.edge.pages", f"services.{name}.domain")
    return Target(
        f"services.{name}.access",
        (own, (*DOORS, "-k", name)),
        beside=beside,
        harmless=_HARMLESS.get(name, {}),
    )


_HARMLESS: dict[str, dict[str, str]] = {}

_CALLER = ("tests.fakes", "kernel.clock", "kernel.languages")
_UNDER_EDGE = ("kernel.database", "kernel.directory", "kernel.signing", "kernel.tokens", "kernel.freshness")

# What the rules look at: the caller, the freshness of the second factor, grades, the door itself.
_AROUND = (
    Target("kernel.identity", (PEOPLE,)),
    Target("kernel.freshness", (PEOPLE,), beside=_CALLER),
    Target(
        "kernel.edge.http.routes",
        (RIGHTS,),
        within=("_ABOUT_ONESELF", "Router.decide"),
        beside=("tests.fakes", *_UNDER_EDGE),
    ),
    Target(
        "kernel.edge.http.performing",
        (RIGHTS,),
        within=("require_right",),
        beside=("tests.fakes", *_UNDER_EDGE),
    ),
    Target("services.files.domain.grades", (GRADES,), beside=_CALLER),
    Target("services.auth.domain.people", (OF_AUTH,), within=("STANDING_IN",), beside=_CALLER),
    Target("services.auth.domain.structure", (OF_AUTH,), within=("REACHING_BEYOND",), beside=_CALLER),
)
_TOKENS = (
    Target(
        "kernel.tokens.claims",
        (TOKENS,),
        beside=_CALLER,
        harmless={"Claims.payload: 'iss' has AUDIENCE": "issuer and audience are the same word"},
    ),
    Target("kernel.tokens.callers", (TOKENS,), beside=_CALLER),
    Target("kernel.tokens.signatures", (TOKENS,), beside=_CALLER),
    Target("kernel.tokens.verifier", (TOKENS,), beside=_CALLER),
)
