"""The relay: carries what was committed to the outbox to the broker, in order, and forgets it only when confirmed."""

from kernel.relay.rows import Row, Rows
from kernel.relay.run import Relay, run_relay

__all__ = ["Relay", "Row", "Rows", "run_relay"]
