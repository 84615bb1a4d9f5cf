"""How a service is doing, as it sees itself: living processes, backlogs, what lies parked, and figures over time."""

from kernel.operations.figures import (
    Sample,
    add_missed,
    add_samples,
    figures_of_kernel,
    figures_of_lanes,
    tidy,
)
from kernel.operations.overview import Overview, Series, may_operate, overview
from kernel.operations.pulse import BEAT_SECONDS, Pulse, beat, end

__all__ = [
    "BEAT_SECONDS",
    "Overview",
    "Pulse",
    "Sample",
    "Series",
    "add_missed",
    "add_samples",
    "beat",
    "end",
    "figures_of_kernel",
    "figures_of_lanes",
    "may_operate",
    "overview",
    "tidy",
]
