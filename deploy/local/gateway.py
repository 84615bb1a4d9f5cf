"""The gateway of one machine: nginx in the foreground, three zones on loopback ports, its own certificates."""

import getpass
import os
import signal
from pathlib import Path

from deploy.gateway import ACCESS_LOG, FRAMES, Listener, Plan, render
from deploy.gateway.signals import let_nginx_read
from deploy.gateway.static import publish
from deploy.local.authority import Authority
from deploy.local.programs import Command, Memory, find_program, make_directory, python_command, write_private

# A demonstration, a test and a benchmark all come from one address.
LOCAL_WRITES_PER_SECOND = LOCAL_REQUESTS_OF_ADDRESS = 10_000
# All services, their database and a browser share one small machine.
LOCAL_FRAGMENT_SECONDS = 4


class Gateway:
    """Writes the configuration anew at each start; ports stay, and certificates for as long as they hold."""

    def __init__(self, directory: Path, sockets: Path) -> None:
        self.directory = directory.resolve()
        self.sockets = sockets.resolve()
        self.memory = Memory(self.directory.parent / "gateway.json")
        self.authority = Authority(self.directory.parent / "authority")

    def plan(self) -> Plan:
        """The three zones, simulated on loopback: INTERNET plain, VPN for issued devices, the secure LAN."""
        port = self.memory.port
        listeners = (
            Listener("INTERNET", "127.0.0.1", port("internet"), tls=False),
            Listener("VPN", "127.0.0.1", port("vpn"), devices="on"),
            Listener("SECURE_LAN", "127.0.0.1", port("secure_lan"), devices="optional"),
        )
        return Plan(
            directory=self.directory,
            sockets=self.sockets,
            static=self.directory / "static",
            certificates=self.authority.directory,
            listeners=listeners,
            user=getpass.getuser() if getpass.getuser() == "root" else "",
            counter=f"127.0.0.1:{self.counter_port}",
            production=False,
            public_writes_per_second=LOCAL_WRITES_PER_SECOND,
            requests_of_address=LOCAL_REQUESTS_OF_ADDRESS,
            streams_of_address=LOCAL_REQUESTS_OF_ADDRESS,
            fragment_seconds=LOCAL_FRAGMENT_SECONDS,
            emblem=emblem(),
        )

    def url(self, zone: str) -> str:
        """The address of one zone."""
        listener = next(one for one in self.plan().listeners if one.zone == zone)
        scheme = "https" if listener.tls else "http"
        return f"{scheme}://127.0.0.1:{listener.port}"

    def named_urls(self) -> list[str]:
        """The addresses by name, under which a browser keeps passkeys; for a number it keeps none."""
        return [self.url(one.zone).replace("127.0.0.1", "localhost") for one in self.plan().listeners]

    def prepare(self) -> None:
        """Certificates, configuration and static files; an nginx that runs reads what changed."""
        make_directory(self.directory)
        is_renewed = self.authority.prepare()
        publish(self.plan().static, self.plan().emblem)
        changed = [name for name, text in render(self.plan()).items() if self._put(name, text)]
        if changed or is_renewed:
            let_nginx_read(self.directory)

    def _put(self, name: str, text: str) -> bool:
        """Tells whether the file changed. The list of frames is the keeper's, once it is there."""
        path = self.directory / name
        if path.exists() and (name == FRAMES or path.read_text("utf-8") == text):
            return False
        write_private(path, text)
        return True

    @property
    def counter_port(self) -> int:
        """Where the counter offers what it counted."""
        return self.memory.port("counter")

    def counter_command(self) -> Command:
        """What counts its answers and its own refusals, and offers the figures."""
        place = self.directory.parent / "work" / "gateway-counter"
        base = python_command("gateway-counter", "deploy.gateway.counting", place, str(self.access_log))
        environment = base.environment | {"KS_METRICS_PORT": str(self.counter_port)}
        return Command(base.name, base.argv, base.directory, environment, end_signal=signal.SIGTERM)

    def keeper_command(self) -> Command:
        """What brings the newest lists, of revocations and of portals, to nginx."""
        place = self.directory.parent / "work" / "gateway-keeper"
        told = (str(self.sockets), str(self.authority.directory), str(self.directory))
        base = python_command("gateway-keeper", "deploy.gateway.keeping", place, *told)
        return Command(base.name, base.argv, base.directory, base.environment, end_signal=signal.SIGTERM)

    @property
    def access_log(self) -> Path:
        """One line per answer, without addresses and queries."""
        return self.directory / ACCESS_LOG

    def command(self, *arguments: str) -> Command:
        """How the supervisor starts it; with `-t` or `-T` it checks or shows its configuration."""
        here = str(self.directory)
        own = ("-p", here, "-c", f"{here}/nginx.conf", "-e", f"{here}/error.log")
        argv = (str(find_program("nginx")), *own, *arguments)
        return Command("gateway", argv, self.directory, end_signal=signal.SIGTERM)


def emblem() -> Path | None:
    """The picture of the State emblem that KS_EMBLEM names; without it pages show a text in its place."""
    named = os.environ.get("KS_EMBLEM")
    return Path(named).resolve() if named else None
