"""The published JSON schema of every event: `python -m tests.contracts.published` adds what is new."""

import importlib
import json
from pathlib import Path
from typing import Any

from kernel.events import Event, register, shape_of
from tests.architecture.house import SERVICES

FOLDER = Path(__file__).with_name("schemas")


def declared() -> list[type[Event]]:
    """Every event that a service declares, in the order of their types."""
    for service in SERVICES:
        importlib.import_module(f"services.{service}.events")
    events = [event for event in register().values() if event.__module__.startswith("services.")]
    return sorted(events, key=lambda event: event.type())


def path_of(event: type[Event]) -> Path:
    """Where the published schema of an event lies."""
    return FOLDER / f"{event.name}.v{event.version}.json"


def published(event: type[Event]) -> dict[str, Any]:
    """The schema under which the event was published."""
    schema: dict[str, Any] = json.loads(path_of(event).read_text("utf-8"))
    return schema


if __name__ == "__main__":
    for each in declared():
        text = json.dumps(shape_of(each).json_schema, indent=1, sort_keys=True, ensure_ascii=False)
        path_of(each).write_text(text + "\n", "utf-8")
