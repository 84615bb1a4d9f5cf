"""Keeps the gateway's list of revoked certificates: `python -m deploy.gateway.keeping <auth's socket> <certificates> <gateway>`.

It asks auth each second. A list that the authority signed and that is newer than the present one takes its place, and
nginx reads it anew: from then on no handshake with a revoked certificate succeeds, and connections that stand idle are
closed. While auth is away the present list stays; when that ends, nginx lets no device in.
"""

import contextlib
import http.client
import json
import os
import signal
import sys
import time
from pathlib import Path

from deploy.local.ports import UnixConnection
from deploy.local.programs import write_private
from kernel.certificates import RevocationList, RevocationListInvalidError, read_certificate, read_list

PAUSE_SECONDS = 1.0
PATIENCE_SECONDS = 5
LARGEST_LIST = 32 * 1024 * 1024
ADDRESS = "/v1/authority/revocations"


class Keeper:
    """Where lists come from, where the present one lies, and who reads it."""

    def __init__(self, auth: Path, certificates: Path, gateway: Path) -> None:
        self.auth, self.gateway = auth, gateway
        self.path = certificates / "ca.crl"
        self.authority = read_certificate(certificates / "ca.pem")

    def keep(self) -> bool:
        """Take a newer list, if there is one, and let nginx read it; tells whether it did."""
        text, lying = self.offered(), self._lying()
        if text == lying:
            return False
        offered, present = self._read(text), self._read(lying)
        if offered is None or (present is not None and offered.number <= present.number):
            return False
        write_private(self.path, offered.text, mode=0o644)
        self._let_nginx_read()
        return True

    def offered(self) -> str:
        """What auth offers; '' when it does not answer."""
        connection = UnixConnection(self.auth, PATIENCE_SECONDS)
        try:
            # Nobody is in any zone less than who asks from inside.
            connection.request("GET", ADDRESS, headers={"X-Zone": "INTERNET"})
            answer = connection.getresponse()
            content = answer.read(LARGEST_LIST)
            return content.decode("ascii") if answer.status == http.HTTPStatus.OK else ""
        except (OSError, http.client.HTTPException, UnicodeDecodeError):
            return ""
        finally:
            connection.close()

    def _lying(self) -> str:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            return self.path.read_text("ascii")
        return ""

    def _read(self, text: str) -> RevocationList | None:
        with contextlib.suppress(RevocationListInvalidError):
            return read_list(text, self.authority)
        return None

    def _let_nginx_read(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            pid = int((self.gateway / "nginx.pid").read_text())
            # A pid that was left behind may be somebody else's by now.
            if str(self.gateway).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGHUP)


def main(auth: Path, certificates: Path, gateway: Path) -> None:
    """Go on until told to end."""
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: ended.append(number))
    keeper = Keeper(auth, certificates, gateway)
    while not ended:
        if keeper.keep():
            print(json.dumps({"event": "revocations-taken"}), flush=True)
        time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main(*(Path(each) for each in sys.argv[1:4]))
