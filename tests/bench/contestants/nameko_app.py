"""nameko's own event handler as its documentation shows it: acknowledged after the worker, classic queue."""

import eventlet

eventlet.monkey_patch()

from eventlet.queue import Queue
from nameko.events import event_handler
from nameko.extensions import DependencyProvider
from nameko.runners import ServiceRunner

import work

CONFIG = {"AMQP_URI": work.AMQP, "max_workers": 10}


class Connections(DependencyProvider):
    """One connection for each of nameko's workers."""

    def setup(self):
        self.idle = Queue()
        for _ in range(CONFIG["max_workers"]):
            self.idle.put(work.connect())

    def get_dependency(self, worker_ctx):
        return self.idle


class BenchService:
    name = "bench"
    connections = Connections()

    @event_handler("public", "case_registered")
    def on_case_registered(self, payload):
        connection = self.connections.get()
        try:
            work.insert(connection, payload)
        finally:
            self.connections.put(connection)


if __name__ == "__main__":
    runner = ServiceRunner(CONFIG)
    runner.add_service(BenchService)
    runner.start()
    runner.wait()
