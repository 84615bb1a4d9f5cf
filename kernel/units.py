"""Units: what goes over one lane as a whole, a department (lane key, `rev`) or one bucket of its subjects (`rev.17`)."""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from kernel.topology import SHARED

BUCKETS = 64


def bucket_of(subject: str) -> str:
    """The bucket of a subject, 00 to 63, for ever; the databases' `bucket_of` says the same."""
    return f"{sha256(subject.encode()).digest()[0] % BUCKETS:02}"


def unit_of(department: str, subject: str) -> str:
    """The bucket of a department (lane key) in which a subject is."""
    return f"{department}.{bucket_of(subject)}"


def buckets_of(department: str) -> list[str]:
    """All buckets of a department (lane key), in their order."""
    return [f"{department}.{number:02}" for number in range(BUCKETS)]


def department_of(unit: str) -> str:
    """The department (lane key) of a unit."""
    return unit.partition(".")[0]


def is_bucket(unit: str) -> bool:
    """Whether a unit is a bucket and not a whole department."""
    return "." in unit


def lane_of(unit: str, assigned: Mapping[str, str]) -> str:
    """Where a unit goes: to its own lane, else to its department's, else to the shared one."""
    return assigned.get(unit) or assigned.get(department_of(unit), SHARED)


def split_departments(assigned: Mapping[str, str]) -> set[str]:
    """The departments of which single buckets have a lane."""
    return {department_of(unit) for unit in assigned if is_bucket(unit)}


def by_lane(assigned: Mapping[str, str]) -> dict[str, set[str]]:
    """The units of each dedicated lane; of a split department all buckets, because a binding knows no "all but"."""
    split = split_departments(assigned)
    whole = [unit for unit in assigned if not is_bucket(unit) and unit not in split]
    lanes: dict[str, set[str]] = {}
    for unit in (*whole, *(bucket for department in split for bucket in buckets_of(department))):
        if (lane := lane_of(unit, assigned)) != SHARED:
            lanes.setdefault(lane, set()).add(unit)
    return lanes


def parts_of(lane: str, parts: int) -> list[str]:
    """The lanes into which a lane splits: itself, `lane-2`, `lane-3` …"""
    return [lane, *(f"{lane}-{number}" for number in range(2, parts + 1))]


def spread(departments: Iterable[str], lanes: list[str]) -> dict[str, str]:
    """The lane of each bucket of these departments: neighbours stay together, no lane gets two more than another."""
    return {
        bucket: lanes[number * len(lanes) // BUCKETS]
        for department in departments
        for number, bucket in enumerate(buckets_of(department))
    }


def described(units: Iterable[str]) -> list[str]:
    """Units for a reader: `land`, `rev 00-31`."""
    found: dict[str, list[int]] = {}
    for unit in sorted(units):
        department, _, bucket = unit.partition(".")
        found.setdefault(department, []).extend([int(bucket)] if bucket else [])
    return [" ".join([department, *_stretches(numbers)]) for department, numbers in found.items()]


def _stretches(numbers: list[int]) -> list[str]:
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][-1] == number - 1:
            found[-1].append(number)
        else:
            found.append([number])
    return [f"{each[0]:02}-{each[-1]:02}" if len(each) > 1 else f"{each[0]:02}" for each in found]
