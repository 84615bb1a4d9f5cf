"""Lanes: which department is served over which queue, and moving one without losing or reordering anything."""

from kernel.lanes.store import (
    assigned_departments,
    assigned_lanes,
    clear_lost,
    is_lost,
    mark_lost,
    standing_still,
    take_over_settings,
)

__all__ = [
    "assigned_departments",
    "assigned_lanes",
    "clear_lost",
    "is_lost",
    "mark_lost",
    "standing_still",
    "take_over_settings",
]
