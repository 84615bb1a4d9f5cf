"""A published event changes only by optional additions."""

import re

import pytest

from kernel.events import Event, shape_of
from tests.architecture.house import ROOT, python_files
from tests.contracts.published import declared, path_of, published

EVENTS = declared()
PERSONAL = {"mobile", "email", "name", "text", "petition", "remark", "note", "subject", "address", "filename"}


def _name(event: type[Event]) -> str:
    return f"{event.name}.v{event.version}"


@pytest.mark.parametrize("event", EVENTS, ids=_name)
def test_the_example_fits_its_own_declaration(event: type[Event]) -> None:
    shape_of(event).check(event.example)

    assert event.example.keys() <= shape_of(event).schema.fields.keys()


@pytest.mark.parametrize("event", EVENTS, ids=_name)
def test_a_published_schema_is_only_added_to(event: type[Event]) -> None:
    assert path_of(event).exists(), "run: make events"
    before, now = published(event), shape_of(event).json_schema

    assert before["properties"].keys() <= now["properties"].keys()
    assert set(now.get("required", [])) == set(before.get("required", []))
    for name, was in before["properties"].items():
        assert now["properties"][name] == was, name


@pytest.mark.parametrize("event", EVENTS, ids=_name)
def test_an_event_is_named_for_its_speaker_and_in_the_past(event: type[Event]) -> None:
    speaker = event.__module__.split(".")[1]

    assert re.fullmatch(rf"{speaker}\.[a-z]+(-[a-z]+)+", event.name)
    assert event.__doc__


@pytest.mark.parametrize("event", EVENTS, ids=_name)
def test_an_event_carries_no_personal_data(event: type[Event]) -> None:
    assert event.history is False or not PERSONAL & shape_of(event).schema.fields.keys()


@pytest.mark.parametrize("event", EVENTS, ids=_name)
def test_every_declared_event_is_announced_by_its_speaker(event: type[Event]) -> None:
    speaker = event.__module__.split(".")[1]
    said = "\n".join(
        path.read_text("utf-8")
        for path in python_files(f"services/{speaker}")
        if path.stem != "events" and path.parent.name != "events"
    )

    assert re.search(rf"\b{event.__name__}\b", said), f"{event.__name__} is declared and never said"


def test_no_published_event_disappears() -> None:
    kept = {path_of(event).name for event in EVENTS}
    folder = ROOT / "tests/contracts/schemas"

    assert {path.name for path in folder.glob("*.json")} == kept
