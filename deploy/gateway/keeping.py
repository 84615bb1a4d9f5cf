"""Keeps the gateway's lists and its log: `python -m deploy.gateway.keeping <sockets> <certificates> <gateway>`.

**Revoked certificates.** It asks auth each second. A list that the authority signed and that is newer than the present
one takes its place, and nginx reads it anew: from then on no handshake with a revoked certificate succeeds, and
connections that stand idle are closed. While auth is away the present list stays; when that ends, nginx lets no device in.

**Frames.** It asks public which portals live, and whose pages may show what the gateway says of their blocks.

**The log** of the gateway's answers is begun anew when it is full; the last full one is kept.
"""

import contextlib
import http.client
import json
import re
import signal
import sys
import time
from pathlib import Path

from deploy.gateway import ACCESS_LOG, FRAMES
from deploy.gateway.pulse import PULSE, Facts, beat
from deploy.gateway.signals import let_nginx_read, turn_over
from deploy.local.ports import UnixConnection
from deploy.local.programs import write_private
from kernel import clock
from kernel.certificates import RevocationList, RevocationListInvalidError, read_certificate, read_list

PAUSE_SECONDS = 1.0
PAUSES_BETWEEN_FRAMES = 15
PAUSES_BETWEEN_LOOKS = 600
PATIENCE_SECONDS = 5
LARGEST_LIST = 32 * 1024 * 1024
REVOCATIONS = "/v1/authority/revocations"
PORTALS = "/v1/portals/frames"

# What may stand in nginx's language between quotation marks, and nothing else.
_PORTAL = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ORIGIN = re.compile(r"https?://[a-z0-9.-]{1,200}(:[0-9]{1,5})?")


class Revocations:
    """Where lists of revocations come from, and where the present one lies."""

    def __init__(self, auth: Path, certificates: Path) -> None:
        self.auth = auth
        self.path = certificates / "ca.crl"
        self.authority = read_certificate(certificates / "ca.pem")

    def keep(self) -> bool:
        """Take a newer list, if there is one; tells whether nginx has to read it."""
        text, lying = _offered(self.auth, REVOCATIONS), _lying(self.path)
        if text == lying:
            return False
        offered, present = self._read(text), self._read(lying)
        if offered is None or (present is not None and offered.number <= present.number):
            return False
        return _is_kept(self.path, offered.text, mode=0o644)

    def present(self) -> RevocationList | None:
        """The list that nginx has; None where there is none of the authority's."""
        return self._read(_lying(self.path))

    def _read(self, text: str) -> RevocationList | None:
        with contextlib.suppress(RevocationListInvalidError):
            return read_list(text, self.authority)
        return None


class Frames:
    """Where the list of portals comes from, and where the present one lies in nginx's language."""

    def __init__(self, public: Path, gateway: Path) -> None:
        self.public = public
        self.path = gateway / FRAMES

    def keep(self) -> bool:
        """Take the list, if it differs; tells whether nginx has to read it."""
        text = _offered(self.public, PORTALS)
        try:
            lines = sorted(_line(each["portal_id"], each["origins"]) for each in json.loads(text)["items"])
        except (ValueError, KeyError, TypeError):
            return False
        wanted = "".join(lines)
        if wanted == _lying(self.path):
            return False
        return _is_kept(self.path, wanted)


def _line(portal: str, origins: list[str]) -> str:
    if not _PORTAL.fullmatch(portal) or not all(_ORIGIN.fullmatch(each) for each in origins):
        raise ValueError("not a portal with its origins")
    return f'"{portal}" "{" ".join(origins)}";\n' if origins else ""


def _is_kept(path: Path, text: str, mode: int = 0o600) -> bool:
    """On a full disk it is not; what is offered is taken when there is room."""
    with contextlib.suppress(OSError):
        write_private(path, text, mode=mode)
        return True
    return False


def _offered(service: Path, address: str) -> str:
    """What a service offers; '' when it does not answer."""
    connection = UnixConnection(service, PATIENCE_SECONDS)
    try:
        # Nobody is in any zone less than who asks from inside.
        connection.request("GET", address, headers={"X-Zone": "INTERNET"})
        answer = connection.getresponse()
        content = answer.read(LARGEST_LIST)
        return content.decode("ascii") if answer.status == http.HTTPStatus.OK else ""
    except (OSError, http.client.HTTPException, UnicodeDecodeError):
        return ""
    finally:
        connection.close()


def _lying(path: Path) -> str:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return path.read_text("ascii")
    return ""


def known(facts: Facts, revocations: Revocations) -> Facts:
    """What is known of the certificates now: until when the gateway's own holds, and the present list's age."""
    ends_at = None
    with contextlib.suppress(OSError, ValueError):
        ends_at = read_certificate(revocations.path.with_name("gateway.pem")).not_valid_after_utc
    listed = revocations.present()
    if listed is None:
        return Facts(facts.started_at, ends_at)
    return Facts(facts.started_at, ends_at, listed.begins_at, listed.ends_at, len(listed.serials))


def main(sockets: Path, certificates: Path, gateway: Path) -> None:
    """Go on until told to end."""
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: ended.append(number))
    revocations = Revocations(sockets / "auth-api.sock", certificates)
    frames = Frames(sockets / "public-api.sock", gateway)
    facts, pauses = Facts(clock.now()), 0
    while not ended:
        taken = [
            name
            for name, is_due, each in (
                ("revocations", True, revocations),
                ("frames", pauses % PAUSES_BETWEEN_FRAMES == 0, frames),
            )
            if is_due and each.keep()
        ]
        if taken:
            let_nginx_read(gateway)
            print(json.dumps({"event": "lists-taken", "lists": taken}), flush=True)
        # A list of thousands is not read each second.
        if "revocations" in taken or pauses % PAUSES_BETWEEN_LOOKS == 0:
            facts = known(facts, revocations)
        turn_over(gateway / ACCESS_LOG)
        pauses += 1
        # A full disk makes the keeper silent; it keeps on.
        with contextlib.suppress(OSError):
            beat(gateway / PULSE, facts)
        time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main(*(Path(each) for each in sys.argv[1:4]))
