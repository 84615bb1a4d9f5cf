"""The committed reference is what the code declares, and fits the standards it names."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from deploy import events
from deploy.launch import SERVICES

DOCUMENTS = events.documents()
ASYNCAPI = json.loads(DOCUMENTS[events.REFERENCE / "asyncapi.json"])


def openapi(service: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(DOCUMENTS[events.REFERENCE / "openapi" / f"{service}.json"])
    return document


def references(part: Any) -> list[str]:
    """Every $ref below *part*."""
    if isinstance(part, list):
        return [found for each in part for found in references(each)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
    return own + [found for each in part.values() for found in references(each)]


def target(document: dict[str, Any], reference: str) -> Any:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


@pytest.mark.parametrize("path", sorted(DOCUMENTS), ids=str)
def test_the_committed_reference_is_up_to_date(path: Path) -> None:
    committed = events.ROOT / path

    assert committed.exists(), "run `make events`"
    assert committed.read_text("utf-8") == DOCUMENTS[path], "run `make events`"


@pytest.mark.parametrize("service", SERVICES)
def test_every_openapi_document_is_valid(service: str) -> None:
    OpenAPIV31SpecValidator(openapi(service)).validate()


@pytest.mark.parametrize("service", SERVICES)
def test_operations_have_names_of_their_own_and_a_sentence_each(service: str) -> None:
    operations = [operation for path in openapi(service)["paths"].values() for operation in path.values()]

    names = [operation["operationId"] for operation in operations]

    assert len(names) == len(set(names))
    assert all(operation["summary"].endswith(".") for operation in operations)


def test_every_reference_of_the_asyncapi_document_leads_somewhere() -> None:
    for reference in references(ASYNCAPI):
        assert target(ASYNCAPI, reference)


def test_every_example_of_the_asyncapi_document_fits_its_message() -> None:
    whole = Resource.from_contents(ASYNCAPI, default_specification=DRAFT202012)
    registry = Registry().with_resource("urn:events", whole)
    for key, message in ASYNCAPI["components"]["messages"].items():
        schema = {"$ref": f"urn:events#/components/messages/{key}/payload"}
        validator = Draft202012Validator(schema, registry=registry, format_checker=FormatChecker())

        Draft202012Validator.check_schema(message["payload"])
        Draft202012Validator.check_schema(ASYNCAPI["components"]["schemas"][key])
        for example in message["examples"]:
            validator.validate(example["payload"])


def test_every_declared_event_has_a_channel_and_somebody_who_tells_it() -> None:
    told = {
        operation["channel"]["$ref"].removeprefix("#/channels/")
        for operation in ASYNCAPI["operations"].values()
        if operation["action"] == "send"
    }

    assert told == set(ASYNCAPI["channels"])
    assert len(told) == len(events.declared())


def test_the_exported_definitions_hold_every_lane_queue_of_every_service() -> None:
    broker = json.loads(DOCUMENTS[events.BROKER])

    queues = {queue["name"] for queue in broker["queues"]}

    assert queues == {"history"} | {
        f"{service}.{queue}" for service in SERVICES for queue in ("directory", "lane.shared")
    }
