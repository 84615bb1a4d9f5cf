"""One installation under one directory: its processes, ports, keys and addresses."""

import hashlib
import os
import secrets
import signal
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from deploy.local import bucket, mailbox, smsc
from deploy.local.gateway import Gateway, emblem
from deploy.local.programs import (
    ROOT,
    Command,
    Memory,
    make_directory,
    python_command,
    short_directory,
    write_private,
)
from deploy.local.stack import SERVICES, Stack

FILES_ZONES = {"internet": "INTERNET", "vpn": "VPN", "lan": "SECURE_LAN"}
# A department takes its subtree along; at the first start nobody knows the directory yet, so it is named here.
DEDICATED_LANES = {"revenue": "REV+LAND+REHAB"}
WITH_REVENUE_LANE = ("files", "notify")
WITH_SENDER = ("auth", "notify")
INFRASTRUCTURE = ("postgres", "epmd", "rabbitmq", "mailbox", "smsc", "gateway")
POOL_SIZE = 6
# It plans, counts and shows that it lives, beside two connections to the mail relay and three to the operator.
SENDER_POOL_SIZE = 8
SET_APART = Path("/var/lib/karyasetu")


@dataclass(frozen=True, slots=True)
class Process:
    """One supervised process and how to see that it is well: its socket, its port, or nothing but being alive."""

    name: str
    command: Command
    socket: Path | None = None
    port: int | None = None
    environment: dict[str, str] = field(default_factory=dict)
    address: str = "127.0.0.1"

    @property
    def is_infrastructure(self) -> bool:
        """Whether it has to run before databases can be migrated."""
        return self.name in INFRASTRUCTURE


class Installation:
    """Everything of one installation hangs on its directory; what is random is invented once and remembered."""

    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory).resolve()
        self.memory = Memory(self.directory / "ports.json")

    @cached_property
    def stack(self) -> Stack:
        """Its PostgreSQL and RabbitMQ, crash-safe."""
        return Stack(self.directory / "stack", durable=True)

    @cached_property
    def sockets(self) -> Path:
        """Where the apis listen."""
        return short_directory(self.directory / "sockets", "files-api-internet.sock")

    @cached_property
    def gateway(self) -> Gateway:
        """Its nginx."""
        return Gateway(self.directory / "gateway", self.sockets)

    @property
    def logs(self) -> Path:
        """One log per process."""
        return self.directory / "logs"

    @property
    def mails(self) -> Path:
        """The mails that were sent."""
        return self.directory / "mails"

    @property
    def short_messages(self) -> Path:
        """The short messages that were sent."""
        return self.directory / "short-messages"

    @property
    def keys(self) -> Path:
        """Signing, sealing and form keys."""
        return self.directory / "keys"

    @property
    def demo_logins(self) -> Path:
        """Passwords and second factors of the demo staff."""
        return self.directory / "demo-logins.json"

    @property
    def certificate_authority(self) -> Path:
        """What a client must trust to reach the gateway over TLS."""
        return self.gateway.authority.certificate_path

    def url(self, zone: str) -> str:
        """The address of the gateway in one zone."""
        return self.gateway.url(zone)

    def charge_form(self, post: str) -> str:
        """The page on which an administrator gives somebody the charge of *post*."""
        return f"{self.url('SECURE_LAN')}/staff/charges/new?kind=SUBSTANTIVE&post_code={post}"

    def post_form(self, post: str) -> str:
        """The page on which an administrator changes *post*."""
        return f"{self.url('SECURE_LAN')}/staff/organisation/posts/{post}/change"

    def prepare(self) -> None:
        """Directories, keys, certificates and configurations; what exists stays."""
        make_directory(self.directory, mode=0o711)
        for path in (
            self.logs,
            self.mails,
            self.short_messages,
            self.keys,
            self.directory / "work",
            self.directory / "groups",
        ):
            make_directory(path)
        make_directory(self.sockets, mode=0o750)
        self.stack.postgres.prepare()
        self.stack.rabbitmq.prepare()
        self.gateway.prepare()
        self._make_keys()

    def _make_keys(self) -> None:
        from kernel.sealing import generate_keys  # noqa: PLC0415 - stopping and looking need no kernel.
        from services.auth.actions import generate_keys as generate_token_keys  # noqa: PLC0415 - the same.

        generate_keys(self.keys / "sealing", SERVICES)
        generate_token_keys(self.keys / "signing.json", self.keys / "tokens.json")
        if not (self.keys / "form.key").exists():
            write_private(self.keys / "form.key", secrets.token_hex(32))

    def further_lanes(self, service: str) -> list[str]:
        """Lanes that a split gave a worker of their own here."""
        return Memory(self.directory / "lanes.json").read().get(service, "").split()

    def remember_further_lanes(self, service: str, lanes: list[str]) -> None:
        """Let these lanes have workers from now on, also after the next start."""
        Memory(self.directory / "lanes.json").keep(service, " ".join(lanes))

    def processes(self) -> list[Process]:
        """Every process of the installation, in the order in which it starts."""
        return [*self._infrastructure(), *self._services()]

    def _infrastructure(self) -> list[Process]:
        postgres, rabbitmq = self.stack.postgres, self.stack.rabbitmq
        mail_port, sms_port = self.memory.port("smtp"), self.memory.port("smpp")
        return [
            Process("postgres", postgres.command(), port=postgres.port),
            Process("epmd", rabbitmq.mapper_command(), port=rabbitmq.memory.port("epmd")),
            Process("rabbitmq", rabbitmq.command(), port=rabbitmq.port),
            Process("mailbox", mailbox.command(self.mails, mail_port), port=mail_port),
            Process("smsc", smsc.command(self.short_messages, sms_port), port=sms_port),
            Process("gateway", self.gateway.command(), port=self.gateway.plan().listeners[0].port),
        ]

    def _services(self) -> list[Process]:
        apis = [self._api(service, f"{service}-api") for service in SERVICES if service != "files"]
        apis += [self._api("files", f"files-api-{role}", role) for role in FILES_ZONES]
        relays = [self._worker(service, f"{service}-relay", "relay", "") for service in SERVICES]
        workers = [self._worker(s, f"{s}-worker", "worker", "shared,directory") for s in SERVICES]
        dedicated = [
            self._worker(service, f"{service}-worker-{lane}", "worker", lane)
            for service in WITH_REVENUE_LANE
            for lane in DEDICATED_LANES
        ]
        dedicated += [
            self._worker(service, f"{service}-worker-{lane}", "worker", lane)
            for service in SERVICES
            for lane in self.further_lanes(service)
        ]
        senders = [self._worker(service, f"{service}-sender", "sender", "") for service in WITH_SENDER]
        return [*apis, *relays, *workers, *dedicated, *senders, self._live(), *self._beside_gateway()]

    def _beside_gateway(self) -> list[Process]:
        gateway = self.gateway
        return [
            Process("gateway-counter", gateway.counter_command(), port=gateway.counter_port),
            Process("gateway-keeper", gateway.keeper_command()),
        ]

    def _live(self) -> Process:
        socket = self.sockets / "notify-live.sock"
        own = {"KS_LISTEN": str(socket)}
        return Process("notify-live", self._command("notify", "notify-live", "live", own), socket=socket)

    def _api(self, service: str, name: str, role: str = "app") -> Process:
        socket = self.sockets / f"{name}.sock"
        own = {
            "KS_DATABASE_URL": self.stack.dsn(service, role),
            "KS_LISTEN": str(socket),
            "KS_ZONE": FILES_ZONES.get(role, ""),
        }
        if service == "auth":
            own |= {"KS_TOKEN_SIGNING_KEY": str(self.keys / "signing.json"), **self._authority()}
            own["KS_PASSKEY_ORIGINS"] = ",".join(self.gateway.named_urls())
        return Process(name, self._command(service, name, "api", own), socket=socket)

    def _worker(self, service: str, name: str, kind: str, lanes: str) -> Process:
        port = self.memory.port(f"metrics.{name}")
        own = {"KS_METRICS_PORT": str(port), "KS_LANES": lanes}
        if (service, kind) == ("auth", "worker"):
            own |= self._authority()
        if kind == "sender":
            own["KS_POOL_SIZE"] = str(SENDER_POOL_SIZE)
        return Process(name, self._command(service, name, kind, own), port=port)

    def _command(self, service: str, name: str, kind: str, own: dict[str, str]) -> Command:
        base = python_command(name, "deploy.launch", self.directory / "work" / name, service, kind)
        environment = base.environment | self.environment(service) | own | {"KS_PROCESS": name}
        return Command(name, base.argv, base.directory, environment, end_signal=signal.SIGTERM)

    def environment(self, service: str) -> dict[str, str]:
        """What every process of a service is told; see kernel.settings."""
        dedicated = DEDICATED_LANES if service in WITH_REVENUE_LANE else {}
        shared = {
            "KS_DATABASE_URL": self.stack.dsn(service),
            "KS_AMQP_URL": self.stack.amqp_url(service),
            "KS_TOKEN_KEYS": str(self.keys / "tokens.json"),
            "KS_SEALING_DIR": str(self.keys / "sealing" / service),
            "KS_BLOB_DIR": str(self.directory / "blobs"),
            "KS_WITNESS_DIR": str(self.directory / "witness"),
            "KS_FORM_KEY": str(self.keys / "form.key"),
            "KS_DEPARTMENTS_DEDICATED": ",".join(f"{lane}={code}" for lane, code in dedicated.items()),
            "KS_LOG_LEVEL": os.environ.get("KS_LOG_LEVEL", "info"),
            "KS_POOL_SIZE": str(POOL_SIZE),
            "LC_ALL": "C.UTF-8",
            **({"KS_EMBLEM": str(shown)} if (shown := emblem()) else {}),
        }
        own = {
            "auth": self._provider,
            "notify": self._providers,
            "public": self._address,
            "wfh": self._address,
        }
        return shared | bucket.handed_on() | (own[service]() if service in own else {})

    def _authority(self) -> dict[str, str]:
        authority = self.gateway.authority
        return {
            "KS_AUTHORITY_CERTIFICATE": str(authority.certificate_path),
            "KS_AUTHORITY_KEY": str(authority.key_path),
        }

    def _address(self) -> dict[str, str]:
        return {"KS_PUBLIC_ADDRESS": self.url("INTERNET")}

    def _provider(self) -> dict[str, str]:
        return {**self._address(), "KS_LOOPBACK_PORTALS": "yes"}

    def _providers(self) -> dict[str, str]:
        return {
            "KS_SMTP_URL": f"smtp://127.0.0.1:{self.memory.port('smtp')}",
            "KS_SMS_SESSIONS": "3",
            "KS_SMPP_URL": f"smpp://karyasetu:local@127.0.0.1:{self.memory.port('smpp')}",
        }


def here() -> Installation:
    """The installation of this working copy: `.run`, or where KS_RUN_DIR says."""
    place = Path(os.environ.get("KS_RUN_DIR", ROOT / ".run"))
    if not place.exists() and is_closed_to_others(place):
        _set_apart(place)
    return Installation(place)


def is_closed_to_others(place: Path) -> bool:
    """Whether root works in a directory that PostgreSQL's and RabbitMQ's own users cannot pass, such as /root."""
    return os.geteuid() == 0 and any(not parent.stat().st_mode & 0o001 for parent in place.absolute().parents)


def _set_apart(place: Path) -> None:
    """Keep the installation where its users can reach it, and leave a link to it."""
    digest = hashlib.sha256(str(place.absolute()).encode()).hexdigest()[:12]
    real = SET_APART / digest
    real.mkdir(parents=True, exist_ok=True, mode=0o711)
    place.unlink(missing_ok=True)
    place.symlink_to(real)
