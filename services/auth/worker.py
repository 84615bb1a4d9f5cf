"""Events and timers in: auth follows its own directory and beats for the copies; equipment opens certificates."""

import os
import subprocess
import sys
from typing import ClassVar

from kernel.blobs import Blobs
from kernel.database import Transaction
from kernel.edge.worker import Worker, every, subscribe
from kernel.sealing import Sealing
from services.auth import actions
from services.auth import events as auth_events
from services.auth.actions import forgetting, imports, openid, record
from services.auth.domain.devices import IssuedDevice
from services.auth.settings import Settings
from services.wfh import events as wfh_events


class AuthWorker(Worker):
    """The worker of auth."""

    service = "auth"
    follows = auth_events.DIRECTORY
    importer: ClassVar[subprocess.Popen[bytes] | None] = None

    @every(seconds=15)
    def beat(self, tx: Transaction) -> None:
        """Say that nothing is missing."""
        actions.beat(tx)

    @every(seconds=10)
    def carry_out_orders(self, tx: Transaction) -> None:
        """Carry out the orders whose day has come."""
        actions.carry_out_due(tx)

    @every(seconds=3600)
    def keep_openid_keys(self, tx: Transaction, sealing: Sealing) -> None:
        """Have the next key that signs ID tokens published before it is needed."""
        openid.keep_keys(tx, sealing)

    @every(seconds=10)
    def forget_successors(self, tx: Transaction) -> None:
        """Let go of tokens that were ready for racing tabs."""
        forgetting.forget_successors(tx)

    @every(seconds=10)
    def forget_families(self, tx: Transaction) -> None:
        """Let go of the tokens of sessions that ended days ago."""
        forgetting.forget_families(tx)

    @every(seconds=10)
    def forget_successors_of_portals(self, tx: Transaction) -> None:
        """Let go of tokens that were ready for racing programs of portals."""
        forgetting.forget_successors_of_portals(tx)

    @every(seconds=10)
    def forget_sign_ins_on_portals(self, tx: Transaction) -> None:
        """Let go of sign-ins on portals that ended days ago."""
        forgetting.forget_sign_ins_on_portals(tx)

    @every(seconds=3600)
    def forget_challenges(self, tx: Transaction) -> None:
        """Let go of what is refused for its age alone."""
        forgetting.forget_challenges(tx)

    @every(seconds=1)
    def publish_revocations(self, tx: Transaction, settings: Settings) -> None:
        """Let the gateway know which certificates hold no more."""
        actions.publish_revocations(tx, actions.issuer_from(*settings.authority))

    # No business may delay a return, and an issue must not overtake it.
    @subscribe(wfh_events.DeviceIssued, queue="directory", late="ignore")
    def on_device_issued(self, tx: Transaction, event: wfh_events.DeviceIssued) -> None:
        """Let its holder enrol a device."""
        actions.device_issued(
            tx,
            IssuedDevice(
                device_id=event.device_id,
                person_id=event.person_id,
                kind=event.kind,
                asset_number=event.asset_number,
            ),
        )

    @subscribe(wfh_events.DeviceReturned, queue="directory", late="ignore")
    def on_device_returned(self, tx: Transaction, event: wfh_events.DeviceReturned) -> None:
        """Revoke a device's certificates."""
        actions.device_returned(tx, event.device_id)

    @every(seconds=1)
    def start_importer(self, tx: Transaction) -> None:
        """Start the short process that works off tables; one that died is followed by the next."""
        running = AuthWorker.importer is not None and AuthWorker.importer.poll() is None
        if not running and imports.has_work(tx):
            AuthWorker.importer = _start_importer()

    @every(seconds=5)
    def count_faults(self, tx: Transaction) -> None:
        """Count what was wrong in tables, for a process that lasts."""
        imports.count(tx)

    @every(seconds=60)
    def forget_tables(self, tx: Transaction, blobs: Blobs) -> None:
        """Let go of tables that everybody has seen."""
        imports.forget(tx, blobs)

    @every(seconds=60)
    def walk_record(self, tx: Transaction) -> None:
        """Walk a part of the record's chain again."""
        record.walk(tx)


def _start_importer() -> subprocess.Popen[bytes]:
    # Whoever starts it may be ended meanwhile: what it has begun it brings to its end.
    surroundings = {**os.environ, "KS_PROCESS": "auth-importer"}
    return subprocess.Popen(
        [sys.executable, "-m", "deploy.launch", "auth", "importer"],
        env=surroundings,
        stdin=subprocess.DEVNULL,
    )
