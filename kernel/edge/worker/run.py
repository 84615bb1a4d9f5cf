"""The worker's process: nameko carries it, each lane and the timers have a green thread."""

import logging
import signal
from datetime import timedelta
from typing import Any, Protocol

import eventlet
from nameko.extensions import DependencyProvider
from nameko.runners import ServiceRunner

from kernel.database import is_green
from kernel.edge.worker.declare import Worker, handlers_of, listener_of, timers_of
from kernel.edge.worker.historian import Historian
from kernel.edge.worker.lane import Lane
from kernel.edge.worker.place import Place
from kernel.edge.worker.timers import Declarer, Timers
from kernel.edge.worker.watchdog import Watchdog
from kernel.inbox import Limits
from kernel.logs import logger
from kernel.metrics import serve
from kernel.operations import Pulse
from kernel.settings import KernelSettings, environment


class Thread(Protocol):
    """Something that goes on for ever."""

    def run(self) -> None:
        """Go on."""


class Engine(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Starts what the worker declared, in threads that nameko manages."""

    def setup(self) -> None:
        """Find out what is to be done."""
        worker: Worker = self.container.service_cls()
        worker.context = self.container.config["context"]
        settings: KernelSettings = self.container.config["settings"]
        env = environment()
        place = Place(
            listener_of(type(worker)),
            settings.database_url,
            settings.amqp_url,
            settings.lanes,
            dedicated_of(env.list("DEPARTMENTS_DEDICATED", [])),
            env.str("STATEMENT_TIMEOUT", "10s"),
        )
        watchdog = Watchdog(env.float("WATCHDOG_SECONDS", 30))
        limits = Limits()
        self.threads: list[Thread] = [
            watchdog,
            Heart(self.container.config["pulse"], settings.database_url),
            Timers(place, timers_of(worker), env.float("MEASURE_SECONDS", 60)),
            Historian(
                place,
                env.float("COMPARE_SECONDS", 60),
                timedelta(seconds=env.float("SETTLED_SECONDS", 30)),
            ),
            Declarer(place, env.float("DECLARE_SECONDS", 30)),
            *(
                Lane(place, lane, handlers_of(worker, lane), limits, watchdog.watch)
                for lane in settings.lanes
            ),
        ]

    def start(self) -> None:
        """Give each its thread."""
        for thread in self.threads:
            self.container.spawn_managed_thread(thread.run, identifier=type(thread).__name__)


class Heart:
    """The pulse of this process in a green thread."""

    def __init__(self, pulse: Pulse, dsn: str) -> None:
        self.pulse, self.dsn = pulse, dsn

    def run(self) -> None:
        """Beat for ever."""
        self.pulse.run(self.dsn, eventlet.sleep)


def process_of(settings: KernelSettings) -> str:
    """How this process is called."""
    name: str = environment().str("PROCESS", f"{settings.service}-worker")
    return name


def dedicated_of(settings: list[str]) -> dict[str, list[str]]:
    """Read ["revenue=REV+LAND"] as lanes with their departments."""
    pairs = (setting.split("=", 1) for setting in settings)
    return {lane: departments.split("+") for lane, departments in pairs}


def run_worker(worker: type[Worker], settings: KernelSettings, context: Any = None) -> None:
    """Be a worker of a service until SIGTERM or SIGINT; the process must have gone green before any import."""
    if not (eventlet.patcher.is_monkey_patched("socket") and is_green()):
        raise RuntimeError("A worker begins with kernel.edge.green.go_green().")
    serve(settings.metrics_port)
    # Its warnings tell only that it ends its own threads.
    logging.getLogger("nameko").setLevel(logging.ERROR)
    # A class of its own, because nameko finds the engine as an attribute of the class that it runs.
    service = type(worker.__name__, (worker,), {"engine": Engine()})
    pulse = Pulse(process_of(settings), "worker", lambda: {"lanes": list(settings.lanes)})
    runner = ServiceRunner({"settings": settings, "context": context, "pulse": pulse})
    runner.add_service(service)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: eventlet.spawn_n(runner.kill))
    runner.start()
    logger(room="worker").info("worker-started", lanes=list(settings.lanes))
    runner.wait()
    pulse.end(settings.database_url)
