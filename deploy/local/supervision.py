"""The supervisor of one installation: what it runs, and how to ask it."""

import contextlib
import http.client
import os
import shlex
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

from supervisor.xmlrpc import SupervisorTransport

from deploy.local import sole
from deploy.local.installation import Installation, Process
from deploy.local.ports import UnixConnection
from deploy.local.programs import (
    SYSTEM_PATH,
    NotReadyError,
    listens,
    make_directory,
    short_directory,
    wait_until,
    write_private,
)

# The last argument of the supervisor's start and stop calls.
WITHOUT_WAITING = (False,)
LIVING = ("RUNNING", "STARTING")
PATIENCE_SECONDS = 15
GONE = "the supervisor is gone, and what it started runs on without it"
SOLE = Path(sole.__file__)

HEAD = """\
[unix_http_server]
file={socket}
chmod=0700

[supervisord]
logfile={logs}/supervisor.log
logfile_maxbytes=2MB
logfile_backups=1
pidfile={directory}/supervisor.pid
childlogdir={logs}
identifier=karyasetu
minfds=4096
umask=027
{user}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
PROGRAM = """
[program:{name}]
command={command}
directory={directory}
environment={environment}
autostart={autostart}
autorestart=true
startsecs=3
startretries=100000
stopsignal={signal}
stopwaitsecs={patience}
killasgroup=true
stdout_logfile={log}
stdout_logfile_maxbytes=5MB
stdout_logfile_backups=1
redirect_stderr=true
priority={priority}
"""


class Supervisor:
    """Starts, watches and ends the processes of one installation; nothing else on the machine."""

    def __init__(self, site: Installation) -> None:
        self.site = site
        self.configuration = site.directory / "supervisor.conf"
        self.socket = short_directory(site.directory, "supervisor.sock.12345") / "supervisor.sock"

    def record(self, process: Process) -> Path:
        """Where the process group of the last start is written down."""
        return self.site.directory / "groups" / process.name

    def write(self) -> None:
        """Write the configuration; it holds passwords and is for its owner only."""
        site = self.site
        if self.socket.parent != site.directory:
            make_directory(self.socket.parent)
        user = "user=root" if _is_root() else ""
        head = HEAD.format(socket=self.socket, logs=site.logs, directory=site.directory, user=user)
        programs = [self._program(process, at) for at, process in enumerate(site.processes())]
        write_private(self.configuration, head + "".join(programs))

    def _program(self, process: Process, position: int) -> str:
        command = process.command
        sign = command.end_signal.name
        argv = (
            sys.executable,
            "-IS",
            str(SOLE),
            str(self.record(process)),
            sign,
            command.user or "-",
            *command.argv,
        )
        settings = {
            "name": process.name,
            "command": shlex.join(argv),
            "directory": str(command.directory),
            "environment": ",".join(f'{k}="{v}"' for k, v in command.full_environment().items()),
            "autostart": str(process.is_infrastructure).lower(),
            "signal": sign.removeprefix("SIG"),
            "patience": "30" if process.is_infrastructure else "12",
            "log": str(self.site.logs / f"{process.name}.log"),
            "priority": str(100 + position),
        }
        # The supervisor expands percent signs in every value.
        return PROGRAM.format(**{name: value.replace("%", "%%") for name, value in settings.items()})

    def is_running(self) -> bool:
        """Whether the supervisor answers."""
        with contextlib.suppress(OSError, xmlrpc.client.Error, http.client.HTTPException):
            return bool(self.call("getState")["statename"] == "RUNNING")
        return False

    def call(self, method: str, *arguments: Any) -> Any:
        """One question over its own unix socket, which only the owner may open."""
        transport = cast("Any", SupervisorTransport(None, None, f"unix://{self.socket}"))
        with xmlrpc.client.ServerProxy("http://localhost", transport=transport) as proxy:
            return getattr(proxy.supervisor, method)(*arguments)

    def start(self) -> None:
        """Start the supervisor, or bring the running one up to the written configuration."""
        if self.is_running():
            self._follow_configuration()
            return
        self.end_leftovers()
        program = Path(sys.executable).with_name("supervisord")
        subprocess.run(
            [sys.executable, str(program), "-c", str(self.configuration)],
            check=True,
            stdin=subprocess.DEVNULL,
            # It remarks on the socket of a killed predecessor, which is no news here.
            stdout=subprocess.DEVNULL,
            cwd=self.site.directory,
            env={"PATH": SYSTEM_PATH, "LC_ALL": "C.UTF-8"},
        )
        wait_until(self.is_running, 15, "The supervisor")

    def _follow_configuration(self) -> None:
        added, changed, removed = self.call("reloadConfig")[0]
        for name in [*removed, *changed]:
            self.call("stopProcessGroup", name)
            self.call("removeProcessGroup", name)
        for name in [*added, *changed]:
            self.call("addProcessGroup", name)

    def add(self, processes: list[Process]) -> None:
        """Let the running supervisor start these too, and leave alone all others, whatever changed for them."""
        self.write()
        self.call("reloadConfig")
        known = self.states()
        for process in processes:
            if process.name not in known:
                self.call("addProcessGroup", process.name)
        self.start_processes(processes)

    def remove(self, processes: list[Process]) -> None:
        """End these, and let the running supervisor forget them."""
        self.stop_processes(processes)
        for process in processes:
            self.call("removeProcessGroup", process.name)

    def states(self) -> dict[str, dict[str, Any]]:
        """What the supervisor knows of each process: statename, pid, start, description."""
        if not self.is_running():
            return {}
        return {str(info["name"]): info for info in self.call("getAllProcessInfo")}

    def start_processes(self, processes: Iterable[Process]) -> None:
        """Let each of them run; those that run already are left alone, and one that waits to be tried again is tried now."""
        states = self.states()
        for process in processes:
            state = states[process.name]["statename"]
            if state == "BACKOFF":
                self.call("stopProcess", process.name)
            if state not in LIVING:
                self.call("startProcess", process.name, *WITHOUT_WAITING)

    def stop_processes(self, processes: Iterable[Process]) -> None:
        """End them all, and wait until they have ended."""
        named = list(processes)
        states = self.states()
        for process in named:
            if not _still(states.get(process.name)):
                self.call("stopProcess", process.name, *WITHOUT_WAITING)
        wait_until(lambda: _all_still(self.states(), named), 40, "The end of old processes")

    def wait(self, processes: Iterable[Process], seconds: float, say: Callable[[str], None]) -> None:
        """Wait until all of them are well; NotReadyError names the first that is not, with the end of its log."""
        waiting = {process.name: process for process in processes}
        began = time.monotonic()
        end = began + seconds
        while waiting:
            for name in [name for name, process in waiting.items() if is_well(process)]:
                say(name)
                del waiting[name]
            failing = self._failing(waiting)
            if failing is not None and time.monotonic() > began + PATIENCE_SECONDS:
                raise NotReadyError(self._complaint(failing))
            if time.monotonic() > end:
                raise NotReadyError(self._complaint(next(iter(waiting))))
            time.sleep(0.1)

    def _failing(self, waiting: Iterable[str]) -> str | None:
        """A process that ends again and again right after its start."""
        states = self.states()
        return next((name for name in waiting if states[name]["statename"] in ("BACKOFF", "FATAL")), None)

    def _complaint(self, name: str) -> str:
        log = self.site.logs / f"{name}.log"
        lines = log.read_text(errors="replace").splitlines()[-20:] if log.exists() else []
        tail = "\n".join(f"    {line}" for line in lines)
        return f"{name} is not well. The end of its log ({log}):\n{tail}"

    def stop(self) -> None:
        """End everything: services first, then what they stand on, then the supervisor itself."""
        if self.is_running():
            with contextlib.suppress(OSError, xmlrpc.client.Error, NotReadyError):
                self._stop_in_order()
            with contextlib.suppress(OSError, xmlrpc.client.Error):
                self.call("shutdown")
            pid_file = self.site.directory / "supervisor.pid"
            wait_until(lambda: not pid_file.exists(), 90, "The end of the supervisor")
        self.end_leftovers()

    def _stop_in_order(self) -> None:
        """All services at once, then what they stand on; left to itself, the supervisor takes a second for each."""
        processes = self.site.processes()
        self.stop_processes(one for one in processes if not one.is_infrastructure)
        for process in reversed([one for one in processes if one.is_infrastructure]):
            self.stop_processes([process])
        for process in processes:
            self.call("removeProcessGroup", process.name)

    def lives(self, process: Process) -> bool:
        """Whether anything of its last start still runs, supervised or not."""
        return sole.lives(self.record(process))

    def is_gone(self) -> bool:
        """Whether something that it started runs on without it."""
        return not self.is_running() and any(self.lives(process) for process in self.site.processes())

    def end_leftovers(self) -> None:
        """End what a killed supervisor left running, each by the group it wrote down itself."""
        for process in reversed(self.site.processes()):
            sole.end_recorded(self.record(process), process.command.end_signal)


def is_well(process: Process) -> bool:
    """Whether it answers on its socket or its port."""
    if process.socket is not None:
        return _answer(process.socket) == http.HTTPStatus.OK
    return process.port is None or listens(process.port, process.address)


def is_busy(process: Process) -> bool:
    """Whether it answers on its socket, but has no connection to its database: all are in use, or it is away."""
    return process.socket is not None and _answer(process.socket) == http.HTTPStatus.SERVICE_UNAVAILABLE


def _answer(path: Path) -> int | None:
    connection = UnixConnection(path)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _still(state: dict[str, Any] | None) -> bool:
    return state is None or state["statename"] in ("STOPPED", "EXITED", "FATAL")


def _all_still(states: dict[str, dict[str, Any]], processes: Iterable[Process]) -> bool:
    return all(_still(states.get(process.name)) for process in processes)


def _is_root() -> bool:
    return os.geteuid() == 0
