"""A private RabbitMQ under one directory: own node, own cookie, own port mapper, loopback only."""

import base64
import contextlib
import hashlib
import json
import secrets
import socket
from pathlib import Path

from deploy.local.authority import Authority
from deploy.local.programs import (
    Child,
    Command,
    Memory,
    alone,
    find_program,
    make_directory,
    other_user,
    require_passage,
    wait_until,
    write_private,
)

VHOST = "karyasetu"
OPERATOR = "operator"
BINARIES = "usr/lib/rabbitmq/bin"
MIB = 1024 * 1024

SETTINGS = """\
{listeners}
raft.wal_max_size_bytes = {wal_bytes}
vm_memory_high_watermark.absolute = {watermark}
disk_free_limit.absolute = 64MiB
cluster_name = karyasetu
load_definitions = {definitions}
loopback_users = none
log.file = {log}
log.file.level = warning
log.console = false
channel_max = 256
heartbeat = 20
"""
PLAIN = "listeners.tcp.1 = {address}:{port}"
ONLY_TLS = """\
listeners.tcp = none
listeners.ssl.1 = 127.0.0.1:{port}
ssl_options.cacertfile = {folder}/ca.pem
ssl_options.certfile = {folder}/broker.pem
ssl_options.keyfile = {folder}/broker.key
ssl_options.versions.1 = tlsv1.3
ssl_options.versions.2 = tlsv1.2"""
BROKER_NAME = "localhost"
ADVANCED = """\
[{{ra, [{{wal_sync_method, {sync}}}]}},
 {{kernel, [{{inet_dist_use_interface, {{{interface}}}}}]}}].
"""


class RabbitMQ:
    """Makes the node at the first start and runs it as an ordinary user; root drops to `rabbitmq`."""

    address = "127.0.0.1"

    def __init__(
        self,
        directory: Path,
        services: tuple[str, ...],
        *,
        durable: bool = True,
        authority: Authority | None = None,
    ) -> None:
        self.directory = directory.resolve()
        self.services = services
        self.durable = durable
        # With an authority the node speaks TLS only.
        self.authority = authority
        self.user = other_user("rabbitmq")
        self.memory = Memory(self.directory.parent / "rabbitmq.json")

    @property
    def port(self) -> int:
        """The AMQP port on loopback, remembered beside the node."""
        return self.memory.port("port")

    @property
    def node_name(self) -> str:
        """By which other nodes and the tools find this one."""
        return f"ks{self.port}@localhost"

    def url(self, user: str = OPERATOR) -> str:
        """The AMQP URL of a service, or of the operator."""
        password = self.memory.secret(f"user.{user}")
        scheme, host = ("amqps", BROKER_NAME) if self.authority else ("amqp", self.address)
        return f"{scheme}://{user}:{password}@{host}:{self.port}/{VHOST}"

    def prepare(self) -> None:
        """Write settings, users and rights; the node reads them at its next start."""
        make_directory(self.directory, self.user)
        require_passage(self.directory, self.user)
        for name in ("mnesia", "log", "generated"):
            make_directory(self.directory / name, self.user)
        cookie = self.memory.once("cookie", lambda: secrets.token_hex(20))
        write_private(self.directory / ".erlang.cookie", cookie, self.user, 0o400)
        values: dict[str, object] = {
            "listeners": self._listeners(),
            "wal_bytes": 32 * MIB,
            "watermark": 512 * MIB,
        }
        values |= {"definitions": self.directory / "definitions.json", "log": "node.log"}
        advanced = ADVANCED.format(
            sync="datasync" if self.durable else "none", interface=self.address.replace(".", ",")
        )
        self._write("rabbitmq.conf", SETTINGS.format(**values))
        self._write("advanced.config", advanced)
        self._write("enabled_plugins", "[].\n")
        self._write("definitions.json", json.dumps(self.definitions(), indent=1))

    def _listeners(self) -> str:
        if self.authority is None:
            return PLAIN.format(address=self.address, port=self.port)
        self.authority.prepare()
        issued = self.authority.issue_server("broker", BROKER_NAME)
        for path in (self.authority.certificate_path, issued.certificate, issued.key):
            self._write(path.name, path.read_text())
        return ONLY_TLS.format(port=self.port, folder=self.directory)

    def _write(self, name: str, text: str) -> None:
        write_private(self.directory / name, text, self.user)

    def definitions(self) -> dict[str, object]:
        """Users and rights: a service may declare and read its own, and may speak only in its own name."""
        users = [self._user(OPERATOR, ["administrator"]), *(self._user(name, []) for name in self.services)]
        permissions = [
            _permission(OPERATOR, ".*", ".*", ".*"),
            *(_service_permission(s) for s in self.services),
        ]
        topics = [_topic_permission(s, exchange) for s in self.services for exchange in ("events", "sealed")]
        return {
            "users": users,
            "vhosts": [{"name": VHOST}],
            "permissions": permissions,
            "topic_permissions": topics,
        }

    def _user(self, name: str, tags: list[str]) -> dict[str, object]:
        salt = bytes.fromhex(self.memory.once(f"salt.{name}", lambda: secrets.token_hex(4)))
        password = self.memory.secret(f"user.{name}").encode()
        digest = base64.b64encode(salt + hashlib.sha256(salt + password).digest()).decode()
        return {
            "name": name,
            "password_hash": digest,
            "hashing_algorithm": "rabbit_password_hashing_sha256",
            "tags": tags,
        }

    def environment(self) -> dict[str, str]:
        """The environment of the node and of its command-line tools."""
        here = str(self.directory)
        return {
            "HOME": here,
            "LC_ALL": "C.UTF-8",
            # A prompt end without a wrapper: the pid we know is the node's own.
            "RUNNING_UNDER_SYSTEMD": "1",
            "ERL_EPMD_PORT": str(self.memory.port("epmd")),
            "ERL_EPMD_ADDRESS": self.address,
            "ERL_MAX_PORTS": "4096",
            # A dump of the node would hold messages.
            "ERL_CRASH_DUMP": "/dev/null",
            "RABBITMQ_NODENAME": self.node_name,
            "RABBITMQ_DIST_PORT": str(self.memory.port("distribution")),
            "RABBITMQ_CONF_ENV_FILE": f"{here}/none.conf",
            "RABBITMQ_CONFIG_FILE": f"{here}/rabbitmq.conf",
            "RABBITMQ_ADVANCED_CONFIG_FILE": f"{here}/advanced.config",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{here}/enabled_plugins",
            "RABBITMQ_GENERATED_CONFIG_DIR": f"{here}/generated",
            "RABBITMQ_MNESIA_BASE": f"{here}/mnesia",
            "RABBITMQ_LOG_BASE": f"{here}/log",
            "RABBITMQ_PID_FILE": f"{here}/node.pid",
            "RABBITMQ_MAX_NUMBER_OF_PROCESSES": "65536",
            "RABBITMQ_MAX_NUMBER_OF_ATOMS": "1048576",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2 +SDio 4 +A 16 -kernel inet_dist_use_interface "
            f"{{{self.address.replace('.', ',')}}}",
        }

    def mapper_command(self) -> Command:
        """Erlang's port mapper, on a port of our own, so that the machine's own is never touched."""
        argv = (
            str(find_program("epmd")),
            "-port",
            self.environment()["ERL_EPMD_PORT"],
            "-address",
            self.address,
        )
        return Command("epmd", argv, self.directory, {}, self.user)

    def command(self) -> Command:
        """How the supervisor starts the node."""
        argv = (str(find_program("rabbitmq-server", BINARIES)),)
        return Command("rabbitmq", argv, self.directory, self.environment(), self.user)

    def tool(self, name: str = "rabbitmqctl", *arguments: str) -> Command:
        """One of the node's command-line tools, speaking to this node only."""
        argv = (str(find_program(name, BINARIES)), *arguments)
        return Command(name, argv, self.directory, self.environment(), self.user)

    def start(self, *, leash: bool = True) -> None:
        """Run it and wait until it accepts logins; an instance that runs already is used as it is."""
        with alone(self.directory.with_name("rabbitmq.lock")):
            mapper, node = self.children()
            if not node.is_running():
                self.prepare()
                mapper.start(leash=leash)
                wait_until(self.mapper_answers, 10, f"epmd ({mapper.log})", mapper.is_running)
                node.start(leash=leash)
            wait_until(self.answers, 90, f"RabbitMQ ({node.log})", node.is_running)

    def stop(self) -> None:
        """End the node, then its port mapper, each by its own pid."""
        mapper, node = self.children()
        node.stop(30)
        mapper.stop()

    def children(self) -> tuple[Child, Child]:
        """The port mapper and the node, when they were started without a supervisor."""
        if not hasattr(self, "_children"):
            self._children = (Child(self.mapper_command()), Child(self.command()))
        return self._children

    def mapper_answers(self) -> bool:
        """Whether the port mapper accepts connections."""
        return _connects(self.address, self.memory.port("epmd"))

    def answers(self) -> bool:
        """Whether the node speaks AMQP: it opens its listener as the last step of its start."""
        if self.authority is not None:
            return _connects(self.address, self.port)
        with contextlib.suppress(OSError), socket.create_connection((self.address, self.port), 2) as wire:
            wire.settimeout(5)
            wire.sendall(b"AMQP\x00\x00\x09\x01")
            return bool(wire.recv(1))
        return False


def _connects(address: str, port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((address, port), 2):
        return True
    return False


def _permission(user: str, configure: str, write: str, read: str) -> dict[str, str]:
    return {"user": user, "vhost": VHOST, "configure": configure, "write": write, "read": read}


def _service_permission(service: str) -> dict[str, str]:
    """Its own queues and exchanges, and the shared exchanges and stream that every worker declares alike."""
    own = rf"{service}\..*"
    shared = "events|sealed|history"
    return _permission(service, f"^({own}|{shared})$", f"^({own}|{shared})$", f"^({own}|{shared})$")


def _topic_permission(service: str, exchange: str) -> dict[str, str]:
    """A service speaks only in its own name; it may bind to what anybody says."""
    return {
        "user": service,
        "vhost": VHOST,
        "exchange": exchange,
        "write": rf"^{service}\..*",
        "read": ".*",
    }
