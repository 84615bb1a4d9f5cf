"""The gateway: one nginx listener per network zone, and the only place where a zone is named."""

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
SERVICES = ("auth", "files", "wfh", "public", "notify")
ZONES = ("INTERNET", "VPN", "SECURE_LAN")
# Whose pages stand under which path; all other pages are for citizens, and public's.
PAGES = {"staff": "auth", "files": "files", "wfh": "wfh", "notify": "notify"}
FRAGMENTS = {**PAGES, "desk": "public"}
SHELLS = ("home", "ops", "handover")
# Of which portals' blocks the gateway's own words may be read in whose pages; deploy.gateway.keeping fills it.
FRAMES = "frames.conf"
# One line per answer, without addresses and queries.
ACCESS_LOG = "access.log"
# The gateway's own part of the operations page, which its counter draws.
OWN_PART = "/gateway/_fragment/ops"
# What of a client's headers a service gets; a test compares this with what services read.
PASSED_ON = (
    *("Accept", "Accept-Language", "Content-Type", "Cookie", "Authorization"),
    *("Origin", "Referer", "Sec-Fetch-Site", "Last-Event-ID"),
    *("Idempotency-Key", "X-Acting-Post", "X-Citizen", "X-Portal-Key"),
)
FILES_PROCESS = {"INTERNET": "files-api-internet", "VPN": "files-api-vpn", "SECURE_LAN": "files-api-lan"}


class UnsafeGatewayError(ValueError):
    """The plan would let a network pass for one that it is not."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Where one zone is served. TLS when a certificate is named; *devices*: on, optional or off."""

    zone: str
    address: str
    port: int
    devices: str = "off"
    tls: bool = True

    @property
    def place(self) -> tuple[ipaddress.IPv4Address | ipaddress.IPv6Address, int]:
        """Address and port, the same however the address is spelled."""
        return ipaddress.ip_address(self.address), self.port

    @property
    def listens(self) -> str:
        """Address and port as nginx reads them."""
        address, port = self.place
        return f"[{address}]:{port}" if address.version == 6 else f"{address}:{port}"  # noqa: PLR2004 - IPv6


@dataclass(frozen=True, slots=True)
class Upload:
    """A route that takes documents: the only ones with room for a large body."""

    service: str
    pattern: str


# Everything else is held to the size of a form. A test compares this list with the declared routes.
UPLOADS = (
    Upload("auth", r"^/v1/organisation/file/?$"),
    Upload("auth", r"^/staff/organisation/file/?$"),
    Upload("auth", r"^/v1/people-imports/?$"),
    Upload("auth", r"^/staff/people/import/?$"),
    Upload("auth", r"^/v1/portals/file/?$"),
    Upload("auth", r"^/staff/portals/import/file/?$"),
    Upload("files", r"^/v1/(receipts|files)/[^/]+/papers/?$"),
    Upload("files", r"^/files/(receipts|files)/[^/]+/paper/?$"),
    Upload("public", r"^/v1/cases/?$"),
    Upload("public", r"^/drafts/[^/]+/documents/?$"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the configuration depends on. Directories are absolute."""

    directory: Path
    sockets: Path
    static: Path
    certificates: Path
    listeners: tuple[Listener, ...]
    user: str
    # Where the counter of its answers listens.
    counter: str = "127.0.0.1:9180"
    production: bool = True
    public_writes_per_second: int = 5
    requests_at_once: int = 64
    sign_ins_at_once: int = 32
    live_streams: int = 4000
    # From one address of the internet, at a time, from a request's first line until its answer has left. A carrier has
    # hundreds of citizens behind one address, and an office as many officers, each with a stream; one machine that sends
    # letter by letter would otherwise hold every connection that nginx has, for all zones.
    requests_of_address: int = 256
    streams_of_address: int = 1000
    fragment_seconds: int = 2
    largest_form_kb: int = 64
    # Three papers of a citizen in one form, and room for the rest of it.
    largest_upload_mb: int = 16
    uploads: tuple[Upload, ...] = field(default=UPLOADS)
    emblem: Path | None = None

    def socket(self, zone: str, service: str) -> str:
        """The unix socket of the process that answers for *service* in *zone*."""
        name = FILES_PROCESS[zone] if service == "files" else f"{service}-api"
        return f"unix:{self.sockets / name}.sock"

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones that are served, each once; one may have several listeners, as one for IPv6."""
        return tuple(dict.fromkeys(listener.zone for listener in self.listeners))

    @property
    def limits(self) -> dict[str, int]:
        """How much a request may carry, as the sentence of the refusal names it."""
        return {"form_kb": self.largest_form_kb, "upload_mb": self.largest_upload_mb}

    def upload_patterns(self, service: str, *, pages: bool) -> list[str]:
        """The upload routes of a service: those of its api, or those of its pages."""
        mine = [upload.pattern for upload in self.uploads if upload.service == service]
        return [pattern for pattern in mine if pattern.startswith("^/v1/") is not pages]


def check(plan: Plan) -> None:
    """Refuse a plan that is unsafe in production: the zone is only as true as the address it listens on."""
    for listener in plan.listeners:
        if listener.zone not in ZONES:
            message = f"There is no gateway for the zone {listener.zone}."
            raise UnsafeGatewayError(message)
        if plan.production:
            _check_production(listener)
    _check_places(plan.listeners)


def _check_places(listeners: tuple[Listener, ...]) -> None:
    # Of two servers in one place nginx asks only the first, and the second zone's callers would pass for the first's.
    places = [listener.place for listener in listeners]
    for listener in listeners:
        if places.count(listener.place) > 1:
            message = f"Two listeners are on {listener.listens}. Give each an address or a port of its own."
            raise UnsafeGatewayError(message)


def _check_production(listener: Listener) -> None:
    address, _port = listener.place
    if listener.zone == "SECURE_LAN" and (address.is_unspecified or address.is_loopback):
        message = (
            f"SECURE_LAN may not listen on {address}: anybody could be there. "
            "Name the address of the interface that is on the secure network."
        )
        raise UnsafeGatewayError(message)
    if not listener.tls:
        message = f"{listener.zone} needs a certificate in production."
        raise UnsafeGatewayError(message)
    if listener.zone == "VPN" and listener.devices != "on":
        message = "The VPN zone is for issued devices: it must require a client certificate."
        raise UnsafeGatewayError(message)


def render(plan: Plan) -> dict[str, str]:
    """The configuration files by name, ready to be written side by side; raises UnsafeGatewayError."""
    from deploy.gateway.problems import SAID, problem_pages  # noqa: PLC0415 - stopping and looking need no pages.
    from deploy.gateway.shells import shells  # noqa: PLC0415 - stopping and looking need no pages.

    check(plan)
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - this is nginx's language, not HTML; no stranger's text gets in.
        trim_blocks=True,
        lstrip_blocks=True,
    )
    names = ("nginx.conf", "proxied.conf", "headers.conf", "problems.conf")
    told = {"plan": plan, "services": SERVICES, "pages": PAGES, "fragments": FRAGMENTS, "shells": SHELLS}
    told |= {"passed_on": PASSED_ON, "own_part": OWN_PART}
    rendered = {name: environment.get_template(name).render(told | SAID) for name in names}
    pages = shells(SHELLS, plan.emblem) | problem_pages(plan.limits, plan.emblem)
    return rendered | {FRAMES: ""} | pages
