"""What the checker finds, and when a relay may have had a reason for it."""

from dataclasses import dataclass

from tests.chaos.history import Repeat

# As what a broken promise counts. What still waits when all should be quiet, and a valid filing that was refused, break
# no promise of the mechanism, but a run in which they occur proves nothing.
KINDS = ("lost", "duplicated", "phantom", "misordered", "parked", "holders", "waiting", "refused")


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise: its kind (see KINDS) and the ids it is about."""

    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Window:
    """While something was broken, and shortly before and after, the relays of *services* may lose what is under way."""

    begins: float
    ends: float
    services: frozenset[str]

    def excuses(self, repeat: Repeat) -> bool:
        """Whether a relay had a reason to publish again."""
        return repeat.service in self.services and self.begins <= repeat.recorded_until <= self.ends
