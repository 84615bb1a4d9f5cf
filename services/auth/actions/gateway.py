"""What the processes beside the gateway tell of themselves, where its counter offers its figures."""

from collections import Counter
from dataclasses import dataclass

import httpx
from prometheus_client.parser import text_string_to_metric_families

PATIENCE_SECONDS = 1.0
ANSWERED = frozenset({"service", "gateway"})


@dataclass(frozen=True, slots=True)
class GatewayFigures:
    """How many seconds the keeper has been silent, and how many requests were refused for which cause."""

    keeper_silent_seconds: float
    refused: Counter[str]


def gateway_figures(address: str) -> GatewayFigures | None:
    """The figures that are offered at *address*; None when nobody answers there within a second."""
    try:
        answer = httpx.get(address, timeout=PATIENCE_SECONDS, trust_env=False)
        answer.raise_for_status()
        families = list(text_string_to_metric_families(answer.text))
    except (httpx.HTTPError, ValueError):
        return None
    found = GatewayFigures(0, Counter())
    for sample in (sample for family in families for sample in family.samples):
        if sample.name == "gateway_keeper_silent_seconds":
            found = GatewayFigures(sample.value, found.refused)
        elif sample.name == "gateway_requests_total" and sample.labels["cause"] not in ANSWERED:
            found.refused[sample.labels["cause"]] += int(sample.value)
    return found
