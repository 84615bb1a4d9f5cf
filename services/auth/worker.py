"""Events and timers in: auth follows its own directory and beats for the copies; equipment opens certificates."""

from kernel.database import Transaction
from kernel.edge.worker import Worker, every, subscribe
from services.auth import actions
from services.auth import events as auth_events
from services.auth.domain.devices import IssuedDevice
from services.auth.settings import Settings
from services.wfh import events as wfh_events


class AuthWorker(Worker):
    """The worker of auth."""

    service = "auth"
    follows = auth_events.DIRECTORY

    @every(seconds=15)
    def beat(self, tx: Transaction) -> None:
        """Say that nothing is missing."""
        actions.beat(tx)

    @every(seconds=10)
    def carry_out_orders(self, tx: Transaction) -> None:
        """Carry out the orders whose day has come."""
        actions.carry_out_due(tx)

    @every(seconds=3600)
    def forget(self, tx: Transaction) -> None:
        """Let go of what nobody may use any more."""
        actions.forget(tx)

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
