"""Lanes: what is served over which queue; moving it, and splitting one, without losing or reordering anything."""

from kernel.lanes.store import (
    assigned_lanes,
    assigned_units,
    clear_lost,
    is_lost,
    mark_lost,
    stand_still,
    standing_still,
    take_over_settings,
)

__all__ = [
    "assigned_lanes",
    "assigned_units",
    "clear_lost",
    "is_lost",
    "mark_lost",
    "stand_still",
    "standing_still",
    "take_over_settings",
]
