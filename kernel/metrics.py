"""Counters and gauges that operators read, one registry per process."""

from collections.abc import Callable

from prometheus_client import REGISTRY, Counter, Gauge, Histogram, generate_latest, start_http_server

REQUESTS = Counter("karyasetu_requests_total", "Requests answered.", ["service", "route", "status"])
REQUEST_SECONDS = Histogram(
    "karyasetu_request_seconds",
    "Time from the request's arrival in the process to its answer.",
    ["service", "route"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
REFUSALS = Counter("karyasetu_refusals_total", "Refusals by their code.", ["service", "code"])

__all__ = [
    "REFUSALS",
    "REQUESTS",
    "REQUEST_SECONDS",
    "Counter",
    "Gauge",
    "Histogram",
    "exposition",
    "requests_and_faults",
    "serve",
]


def requests_and_faults() -> dict[str, int]:
    """How many requests this process answered, and how many of them through a fault of our own."""
    counted = [sample for metric in REQUESTS.collect() for sample in metric.samples]
    totals = [sample for sample in counted if sample.name.endswith("_total")]
    faults = [sample for sample in totals if sample.labels["status"].startswith("5")]
    return {
        "requests": int(sum(sample.value for sample in totals)),
        "faults": int(sum(sample.value for sample in faults)),
    }


def exposition() -> bytes:
    """The registry in Prometheus' text form."""
    return generate_latest(REGISTRY)


def serve(port: int, start: Callable[..., object] = start_http_server) -> None:
    """Offer the registry on a loopback *port*; 0 offers nothing."""
    if port:
        start(port, addr="127.0.0.1")
