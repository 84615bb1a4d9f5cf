"""Not faults: an operator moves departments and splits lanes while everything goes on, and may be cut short."""

import signal
import threading

from deploy.local.console import say
from tests.chaos.evidence import Asker
from tests.chaos.place import CommandError
from tests.chaos.scene import Fault, Scene, UnstruckError, pause

REVENUE = "revenue"


def move_and_return(departments: str, crash_at: str = "") -> Fault:
    """Departments go to notify's shared lane and back; a command that ended at *crash_at* is given again."""

    def apply(scene: Scene) -> None:
        away = ("move", "notify", departments, "shared")
        crashed = bool(crash_at) and scene.place.lanes("notify", *away, crash_at=crash_at)
        _give(scene, "notify", *away)
        _give(scene, "notify", "move", "notify", departments, REVENUE)
        _require_struck(crash_at, crashed=crashed)

    return apply


def split_lane(service: str, parts: int, killed: str = "", crash_at: str = "") -> Fault:
    """The revenue lane is spread over several workers and put together again.

    One of them may be killed on the way, and the command that puts it together may end at *crash_at*; it is then given
    again, as its refusal says.
    """

    def apply(scene: Scene) -> None:
        if killed:
            threading.Timer(1.5, scene.place.signal, (killed, signal.SIGKILL)).start()
        _give(scene, service, *_split(service, parts))
        pause(3)
        crashed = bool(crash_at) and scene.place.lanes(service, *_split(service, 1), crash_at=crash_at)
        _give(scene, service, *_split(service, 1))
        pause(3)
        _require_struck(crash_at, crashed=crashed)

    return apply


def _give(scene: Scene, service: str, *command: str) -> None:
    """Give a command, and again where it did not end in its time, as its refusal says; what waits is told.

    Raises CommandError when it did not end in as many times as the scene has patience.
    """
    for _ in range(scene.patience - 1):
        try:
            scene.place.lanes(service, *command)
        except CommandError as reason:
            say(f"  given again, for it did not end: {reason}  {_waiting(scene, service)}")
        else:
            return
    scene.place.lanes(service, *command)


def _waiting(scene: Scene, service: str) -> str:
    """What lies in the waiting room, for who must find out why it did not leave."""
    found = Asker(scene.place)(
        service,
        "SELECT lane, routing_key, waits_for::text, missed, count(*), max(now() - held_at)::text FROM held"
        " GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC LIMIT 5",
    )
    return f"waiting: {found}" if found else "nothing waits now"


def _split(service: str, parts: int) -> tuple[str, ...]:
    return ("split", service, REVENUE, str(parts))


def _require_struck(crash_at: str, *, crashed: bool) -> None:
    if crash_at and not crashed:
        raise UnstruckError(f"the command did not come to {crash_at}")
