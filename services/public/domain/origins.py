"""Origins and content security policies, matched as a browser matches them (CSP level 3, section 6.7.2)."""

import html
import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST_ADDRESS = 2000
_SOURCE = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<host>\*|(?:\*\.)?[a-z0-9_.-]+)(?::(?P<port>\d+|\*))?(?P<path>/[^\s]*)?"
)
_META = re.compile(r"""content\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_HEADER = re.compile(r"^\s*(content-security-policy(?:-report-only)?)\s*:\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port: all of an address that counts for a browser."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        """As it is registered: the port only where it is not the scheme's own."""
        usual = DEFAULT_PORTS.get(self.scheme) == self.port
        return f"{self.scheme}://{self.host}" + ("" if usual else f":{self.port}")

    @property
    def is_number(self) -> bool:
        """Whether the host is an address of digits instead of a name."""
        try:
            ipaddress.ip_address(self.host.strip("[]"))
        except ValueError:
            return False
        return True

    @property
    def is_this_machine(self) -> bool:
        """Whether the host is the machine on which the browser runs."""
        return self.host in ("localhost", "127.0.0.1", "[::1]") or self.host.endswith(".localhost")


def origin_of(address: str) -> Origin | None:
    """The origin of a page's *address*; None where it has none that could be framed upon."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        name = host if ":" in host else host.encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in DEFAULT_PORTS or not re.fullmatch(r"[a-z0-9_.:-]+", name):
        return None
    return Origin(
        parts.scheme,
        f"[{name}]" if ":" in name else name,
        DEFAULT_PORTS[parts.scheme] if port is None else port,
    )


def with_scheme(address: str) -> str:
    """An *address* as people write it, with the scheme that a browser would add."""
    text = address.strip()[:LONGEST_ADDRESS]
    return text if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)", text) else f"https://{text}"


def matches(source: str, target: Origin, page: Origin, path: str = "/") -> bool:
    """Whether one *source* of a policy on *page* lets *target* in, at *path*."""
    said = source.lower()
    if said == "'self'":
        return target == page
    if said == "*":
        return True
    if re.fullmatch(r"[a-z][a-z0-9+.-]*:", said):
        return _schemes_fit(said[:-1], target.scheme)
    found = _SOURCE.fullmatch(said)
    if found is None:
        return False
    return (
        _schemes_fit(found["scheme"] or page.scheme, target.scheme)
        and _hosts_fit(found["host"], target.host)
        and _ports_fit(found["port"], found["scheme"], target)
        and _paths_fit(found["path"], path)
    )


@dataclass(frozen=True, slots=True)
class ContentPolicy:
    """One policy that a page was sent with: its directives in lower case, the first of a name counts."""

    directives: dict[str, tuple[str, ...]]

    def sources(self, *names: str) -> tuple[str, tuple[str, ...]] | None:
        """The first of some directives that the policy has, with its sources."""
        return next(((name, self.directives[name]) for name in names if name in self.directives), None)


def policies_in(text: str) -> list[ContentPolicy]:
    """The policies in what somebody copied: headers, a meta element, or bare directives.

    A policy that only reports refuses nothing and is left out.
    """
    found: list[ContentPolicy] = []
    # A policy that was written over several lines is one policy.
    whole = re.sub(r";[ \t]*[\r\n]+\s*(?![\w-]+\s*:(?!/))", "; ", text)
    for line in re.split(r"[\r\n]+", whole):
        if header := _HEADER.match(line):
            found += _policies(line[header.end() :]) if header[1].lower().endswith("policy") else []
        elif "http-equiv" in line.lower() and (content := _META.search(line)):
            found += _policies(html.unescape(content[1] or content[2] or ""))
        elif not re.match(r"\s*[\w-]+\s*:(?!/)", line):
            found += _policies(line)
    return found


def _policies(text: str) -> list[ContentPolicy]:
    made = []
    for policy in text.split(","):
        directives: dict[str, tuple[str, ...]] = {}
        for directive in policy.split(";"):
            name, *sources = directive.split()[:200] or [""]
            if name:
                directives.setdefault(name.lower(), tuple(sources))
        if directives:
            made.append(ContentPolicy(directives))
    return made


def _schemes_fit(allowed: str, asked: str) -> bool:
    return allowed == asked or (allowed == "http" and asked == "https")


def _hosts_fit(allowed: str, asked: str) -> bool:
    if allowed == "*":
        return True
    return asked.endswith(allowed[1:]) if allowed.startswith("*.") else asked == allowed


def _ports_fit(allowed: str | None, scheme: str | None, target: Origin) -> bool:
    if allowed == "*":
        return True
    if allowed is None:
        return target.port == DEFAULT_PORTS[target.scheme]
    upgraded = int(allowed) == DEFAULT_PORTS["http"] and scheme != "https" and target.scheme == "https"
    return target.port == int(allowed) or (upgraded and target.port == DEFAULT_PORTS["https"])


def _paths_fit(allowed: str | None, asked: str) -> bool:
    if allowed is None or allowed == "/":
        return True
    return asked.startswith(allowed) if allowed.endswith("/") else asked == allowed
