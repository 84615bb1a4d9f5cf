"""What is wrong in tables that people hand in, counted for operators."""

from collections.abc import Mapping

from kernel.metrics import Counter

FAULTS = Counter(
    "karyasetu_table_faults_total",
    "Faults in tables that were handed in, by the code of the refusal; a file refused as a whole has one.",
    ["table", "code"],
)


def count_faults(table: str, times: Mapping[str, int]) -> None:
    """Count the faults of a *table*: how many there are of each code."""
    for code, found in times.items():
        FAULTS.labels(table, code).inc(found)
