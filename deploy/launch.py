"""Start one process of one service: `python -m deploy.launch <service> api|worker|relay|sender|live|importer`."""

import gc
import importlib
import os
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

# The library of logs loads it, 4 MB in every process, where a tool of the developers has brought it along.
sys.modules["rich"] = None  # type: ignore[assignment] # None is how an import is forbidden.

from kernel import logs  # noqa: E402 - see above.
from kernel.settings import KernelSettings, kernel_settings  # noqa: E402 - see above.

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from kernel.edge.http import Router

SERVICES = ("auth", "files", "wfh", "public", "notify")
SOCKET_PERMISSIONS = 0o660  # The gateway's group may knock; nobody else on the machine.
# So many more than have a connection wait for one; with more of them who holds one waits for its turn at the
# interpreter: twice as many threads as connections cost 5 to 10 % more CPU a case when all cores are busy.
THREADS_BESIDE_CONNECTIONS = 2
# The gateway turns away who is too many; what it lets through, on all its listeners, is taken here.
CONNECTIONS = 512
# Sign-ins that wait for the hashing hold a thread and no connection; the others must not be kept waiting by them.
THREADS_FOR_WHO_WAITS = {"auth": 42}
# What a stranger's table may make of its reader; half of it is never needed.
IMPORTER_BYTES = 1024 * 1024 * 1024


def application() -> "WSGIApplication":
    """The WSGI application of the service that KS_SERVICE names; called once in each api process."""
    from kernel.edge.context import Context  # noqa: PLC0415 - a worker must not load the HTTP edge.
    from kernel.edge.http import application as build  # noqa: PLC0415 - a worker must not load the HTTP edge.
    from kernel.metrics import requests_and_faults  # noqa: PLC0415 - a worker must go green before it loads sockets.
    from kernel.operations import Pulse  # noqa: PLC0415 - a worker must go green before it loads threads.

    service = os.environ["KS_SERVICE"]
    settings = kernel_settings(service)
    context = Context.from_settings(settings, own_settings(service), process_name(service, "api"))
    wsgi: WSGIApplication = build(context, list(routers(service)))
    Pulse(process_name(service, "api"), "api", requests_and_faults).start(context.database)
    return wsgi


def routers(service: str) -> Iterator["Router"]:
    """The JSON routes, the pages, and the routes of other protocols that a service declares."""
    for room, name in (("api", "api"), ("api", "exchange"), ("pages", "pages")):
        found = getattr(importlib.import_module(f"services.{service}.{room}"), name, None)
        if found is not None:
            yield found


def own_settings(service: str) -> Any:
    """What the service itself needs from the environment."""
    return importlib.import_module(f"services.{service}.settings").Settings.from_environment()


def process_name(service: str, kind: str) -> str:
    """How this process is called in logs, in the database and by the supervisor."""
    return os.environ.get("KS_PROCESS", f"{service}-{kind}")


def serve_api(settings: KernelSettings, what: str = "deploy.launch:application") -> None:
    """Answer HTTP on the unix socket KS_LISTEN with plain threads, until told to end; *what* makes the application."""
    from granian import Granian  # noqa: PLC0415 - only an api process needs the server.
    from granian.constants import Interfaces  # noqa: PLC0415 - only an api process needs the server.
    from granian.log import LogLevels  # noqa: PLC0415 - only an api process needs the server.

    # What is loaded before the fork is shared between the two processes instead of held twice.
    list(routers(settings.service))
    importlib.import_module("kernel.edge.context")
    gc.collect()
    gc.freeze()
    listen = Path(settings.listen)
    listen.parent.mkdir(parents=True, exist_ok=True)
    # A process that was killed leaves its socket's name behind, and nobody can listen under it again.
    listen.unlink(missing_ok=True)
    threads = settings.pool_size + THREADS_BESIDE_CONNECTIONS + THREADS_FOR_WHO_WAITS.get(settings.service, 0)
    Granian(
        what,
        factory=True,
        interface=Interfaces.WSGI,
        uds=listen,
        uds_permissions=SOCKET_PERMISSIONS,
        workers=1,
        blocking_threads=threads,
        blocking_threads_idle_timeout=10,
        backpressure=CONNECTIONS,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=10,
    ).serve()


def run_worker(settings: KernelSettings) -> None:
    """Handle events and timers until told to end."""
    # Before anything that waits is imported, waiting must become green.
    importlib.import_module("kernel.edge.green").go_green()
    edge = importlib.import_module("kernel.edge.worker")
    service = settings.service
    room = importlib.import_module(f"services.{service}.worker")
    context = importlib.import_module("kernel.edge.context").Context.from_settings(
        settings, own_settings(service), process_name(service, "worker")
    )
    edge.run_worker(getattr(room, f"{service.capitalize()}Worker"), settings, context)


def run_relay(settings: KernelSettings) -> None:
    """Publish the outbox until told to end."""
    importlib.import_module("kernel.relay").run_relay(settings)


def run_sender(settings: KernelSettings) -> None:
    """Hand messages to who is outside, providers or portals, until told to end; auth and notify have this room."""
    from kernel import metrics  # noqa: PLC0415 - a worker must go green before it loads sockets.
    from kernel.edge.context import Context  # noqa: PLC0415 - a relay must not load the edge.
    from kernel.operations import Pulse  # noqa: PLC0415 - a worker must go green before it loads threads.

    metrics.serve(settings.metrics_port)
    service = settings.service
    context = Context.from_settings(settings, own_settings(service), process_name(service, "sender"))
    pulse = Pulse(process_name(service, "sender"), "sender")
    pulse.start(context.database)
    importlib.import_module(f"services.{service}.sender").run(context)
    pulse.end(settings.database_url)


def run_live(settings: KernelSettings) -> None:
    """Tell browsers live what is new, on the unix socket KS_LISTEN; only notify has this room."""
    from kernel.edge.context import Context  # noqa: PLC0415 - a relay must not load the edge.
    from kernel.operations import Pulse  # noqa: PLC0415 - a worker must go green before it loads threads.

    service = settings.service
    context = Context.from_settings(settings, own_settings(service), process_name(service, "live"))
    pulse = Pulse(process_name(service, "live"), "live")
    pulse.start(context.database)
    importlib.import_module(f"services.{service}.live").run(context, Path(settings.listen))
    pulse.end(settings.database_url)


def run_importer(settings: KernelSettings) -> None:
    """Work off the tables that were handed in, and end; only auth has this work, and its worker starts it."""
    from kernel.edge.context import Context  # noqa: PLC0415 - a relay must not load the edge.

    resource.setrlimit(resource.RLIMIT_AS, (IMPORTER_BYTES, IMPORTER_BYTES))
    service = settings.service
    context = Context.from_settings(settings, own_settings(service), process_name(service, "importer"))
    imports = importlib.import_module(f"services.{service}.actions.imports")
    imports.work_off(imports.Means(context.database, context.blobs, context.sealing))


KINDS: dict[str, Callable[[KernelSettings], None]] = {
    "api": serve_api,
    "worker": run_worker,
    "relay": run_relay,
    "sender": run_sender,
    "live": run_live,
    "importer": run_importer,
}


def main(service: str, kind: str) -> None:
    """Read the environment, set up the log and become that process."""
    os.environ["KS_SERVICE"] = service
    settings = kernel_settings(service)
    logs.set_up(process_name(service, kind), settings.log_level)
    KINDS[kind](settings)


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in SERVICES or sys.argv[2] not in KINDS:  # noqa: PLR2004 - program, service, kind.
        sys.exit(__doc__)
    main(*sys.argv[1:])
