"""Events and timers in, on nameko: the only place that knows nameko, eventlet and kombu."""

from kernel.edge.worker.declare import Worker, every, listener_of, subscribe
from kernel.edge.worker.run import run_worker

__all__ = ["Worker", "every", "listener_of", "run_worker", "subscribe"]
