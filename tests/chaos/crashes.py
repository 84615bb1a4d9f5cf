"""The crash points of the kernel: a process ends at a named place, and the supervisor's log says whether it did."""

from deploy.local.programs import NotReadyError, wait_until
from tests.chaos.place import CRASHED, WELL_SECONDS
from tests.chaos.scene import Fault, Scene, UnstruckError, pause

CRASH_SECONDS = 10.0
# What an api's parent ends with when its only worker has ended.
PARENT_ENDED = 1


def crash(name: str, point: str, most: int = 20, brought: Fault | None = None) -> Fault:
    """The process ends when it passes a place for the n-th time, up to *most*; *brought* is what leads it there."""

    def apply(scene: Scene) -> None:
        place = scene.place
        before = crashes_in(place.supervisor_log(), name)
        place.change(place.mutant, {name: f"{point}@{scene.random.randint(1, most)}"})
        try:
            if brought is not None:
                place.supervisor.wait([place.process(name)], WELL_SECONDS, lambda _name: None)
                # Well it is before it consumes.
                pause(2)
                brought(scene)
            wait_until(lambda: crashes_in(place.supervisor_log(), name) > before, CRASH_SECONDS, point)
        except NotReadyError as late:
            raise UnstruckError(f"{name} did not come to {point}") from late
        finally:
            place.change(place.mutant)

    return apply


def crashes_in(log: str, name: str) -> int:
    """How often the supervisor saw a process end at a crash point."""
    status = PARENT_ENDED if "-api" in name else CRASHED
    return log.count(f"exited: {name} (exit status {status}; ")
