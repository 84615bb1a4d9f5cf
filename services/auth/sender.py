"""Portals are told that an officer has gone: a plain process, `python -m deploy.launch auth sender`.

It waits in other people's machines, in threads and without a transaction, as notify's sender does.
"""

import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

from kernel import logs
from kernel.edge.context import Context
from kernel.errors import Unavailable
from kernel.metrics import Counter
from services.auth.actions import openid

AT_ONCE = 16
PAUSE_SECONDS = 0.5
PATIENCE_SECONDS = 5.0
# Half of the minute within which a portal hears that a session has run out.
OVER_SECONDS = 30.0
TOLD = Counter("karyasetu_openid_logouts_total", "Portals told that an officer has gone.", ["outcome"])


class Sender:
    """Tells portals of ended sessions until it is stopped; several senders share the work by row locks."""

    def __init__(self, context: Context, client: httpx.Client) -> None:
        self._context, self._client = context, client
        self._stopped = threading.Event()
        self._look_again_at = 0.0

    def stop(self, *_: object) -> None:
        """End after what is in hand."""
        self._stopped.set()

    def run(self) -> None:
        """Work until `stop`."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while not self._stopped.is_set():
                try:
                    busy = self.end_over() + self.tell_once(pool)
                except Unavailable as error:
                    logs.logger().warning("sender-trouble", **logs.fault(error))
                    busy = 0
                if not busy:
                    self._stopped.wait(PAUSE_SECONDS)

    def end_over(self) -> int:
        """Each OVER_SECONDS end the sessions that are over by age; how many."""
        if time.monotonic() < self._look_again_at:
            return 0
        with self._context.database.transaction() as tx:
            ended = openid.end_over(tx, AT_ONCE)
        if ended < AT_ONCE:
            self._look_again_at = time.monotonic() + OVER_SECONDS
        return ended

    def tell_once(self, pool: ThreadPoolExecutor) -> int:
        """Claim, commit, tell, keep the answers; how many portals were asked."""
        context = self._context
        issuer = context.settings.public_address
        with context.database.transaction() as tx:
            notices = openid.claim_logouts(tx, context.sealing, issuer, AT_ONCE)
        told = list(pool.map(self._tell, notices))
        for notice, reached in zip(notices, told, strict=True):
            TOLD.labels("told" if reached else "not-told").inc()
            with context.database.transaction() as tx:
                openid.settle_logout(tx, notice, told=reached)
        return len(notices)

    def _tell(self, notice: openid.Notice) -> bool:
        try:
            answer = self._client.post(notice.address, data={"logout_token": notice.logout_token})
        except (httpx.HTTPError, httpx.InvalidURL):
            return False
        return answer.is_success


def run(context: Context) -> None:
    """Tell until SIGTERM or SIGINT; a portal that leads elsewhere is not followed."""
    if not context.settings.public_address:
        sys.exit("KS_PUBLIC_ADDRESS is not set: portals could not tell from whom they hear.")
    with httpx.Client(timeout=PATIENCE_SECONDS, follow_redirects=False, trust_env=False) as client:
        sender = Sender(context, client)
        for ending in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ending, sender.stop)
        sender.run()
