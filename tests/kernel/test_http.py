"""The edge translates, decides, refuses and does everything once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from marshmallow import Schema, fields, validate

from kernel.database import Database, Transaction
from kernel.edge.http import Api
from kernel.edge.http.routes import Route, RouteUndeclaredError
from kernel.edge.pages import Pages
from kernel.errors import Conflict
from kernel.identity import ALLOWED, Actor, ActorKind, Decision, Zone, refused
from tests.clients import Client, a_client
from tests.fakes import an_actor
from tests.kernel.test_outbox import LampLit, queries


class Lamp(Schema):
    lamp_id = fields.UUID(required=True)
    note = fields.String(validate=validate.Length(max=20))


class Named(Schema):
    more = fields.String()


class LampIsLit(Conflict):
    text = "Lamp is lit already."


def staff_only(actor: Actor) -> Decision:
    return ALLOWED if actor.kind is ActorKind.STAFF else refused()


api = Api("wfh", policy={"lamp.light": staff_only, "lamp.see": staff_only})


@api.post("/v1/lamps", takes=Lamp, gives=Lamp, may="lamp.light", status=201)
def light(tx: Transaction, actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Light a lamp."""
    if body.get("note") == "lit":
        raise LampIsLit
    if body.get("note") == "break":
        raise ZeroDivisionError("a secret in a message")
    tx.announce(LampLit(lamp_id=body["lamp_id"]))
    tx.record(actor, "lamp.lit", body["lamp_id"])
    return body


@api.get("/v1/lamps/{lamp_id:uuid}", gives=Lamp, may="lamp.see")
def see(lamp_id: UUID) -> dict[str, Any]:
    """See a lamp."""
    return {"lamp_id": lamp_id, "note": "देखा"}


@api.get("/v1/zone", public=True)
def zone(actor: Actor) -> dict[str, Any]:
    """Tell the zone."""
    return {"zone": actor.zone, "kind": actor.kind}


@pytest.fixture
def client(database: Callable[..., Database], tmp_path: Path) -> Client:
    return a_client("wfh", database("wfh"), tmp_path, [api])


def outbox(client: Client) -> int:
    with client.context.database.transaction() as tx, tx.connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox")
        row = cursor.fetchone()
        assert row
        return int(row[0])


LAMP = {"lamp_id": "0190a5b2-7c3e-7000-8000-000000000001"}


def test_a_signed_in_officer_acts_once_and_the_act_is_announced(client: Client) -> None:
    answer = client.post("/v1/lamps", json=LAMP, actor=an_actor())

    assert (answer.status_code, answer.json) == (201, LAMP)
    assert outbox(client) == 1


def test_what_was_said_to_one_caller_is_stored_by_nobody_on_the_way(client: Client) -> None:
    given = client.get(f"/v1/lamps/{LAMP['lamp_id']}", actor=an_actor())
    problem = client.get(f"/v1/lamps/{LAMP['lamp_id']}")

    assert given.headers["cache-control"] == "private, no-store"
    assert problem.headers["cache-control"] == "private, no-store"


def test_the_same_key_gives_the_same_answer_and_acts_once(client: Client) -> None:
    key = {"Idempotency-Key": "one"}

    first = client.post("/v1/lamps", json=LAMP, actor=an_actor(), headers=key)
    again = client.post("/v1/lamps", json=LAMP, actor=an_actor(), headers=key)
    other = client.post("/v1/lamps", json={**LAMP, "note": "x"}, actor=an_actor(), headers=key)

    assert first.json == again.json
    assert other.status_code == 409
    assert other.json["type"] == "urn:karyasetu:key-reused"
    assert outbox(client) == 1


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    answer = client.post("/v1/lamps", json=LAMP)

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 422),
        (b"[]", 422),
        (b'{"lamp_id": "x"}', 422),
        (b'{"lamp_id": "0190a5b2-7c3e-7000-8000-000000000001", "more": 1}', 422),
        (b'{"note": "\\u0000"}', 422),
        ('{"note": "क"}'.encode("utf-16"), 422),
        (f'{{"lamp_id": "{LAMP["lamp_id"]}", "note": "\\u0000"}}'.encode("utf-16"), 422),
        (f'{{"lamp_id": "{LAMP["lamp_id"]}", "note": "'.encode() + b'\xed\xa0\x80"}', 422),
        (b'{"note": "' + b"x" * 70_000 + b'"}', 413),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(client: Client, body: bytes, status: int) -> None:
    answer = client.post(
        "/v1/lamps", body=body, actor=an_actor(), headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == status
    assert outbox(client) == 0


@api.get("/v1/names/{name}", query=Named, public=True)
def by_name(tx: Transaction, name: str, query: dict[str, Any]) -> dict[str, Any]:
    """Look a name up."""
    return {"found": tx.fetch_value(queries.echo, name=name + query.get("more", ""))}


@pytest.mark.parametrize(
    "path",
    [
        "/v1/names/a%00b",
        "/v1/names/%ED%A0%80",
        "/v1/names/a%FFb",
        "/v1/names/a?more=%00",
        "/v1/names/a?more=%ED%A0%80",
        "/v1/names/a?more=%FF",
        "/v1/names/a?more=b&more=%00",
    ],
)
def test_a_text_that_no_database_takes_is_refused_wherever_it_stands(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["type"] == "urn:karyasetu:not-readable"


def test_hindi_is_read_in_the_path_and_in_the_query(client: Client) -> None:
    answer = client.get("/v1/names/%E0%A4%B0%E0%A4%BE?more=%E0%A4%AE")

    assert (answer.status_code, answer.json) == (200, {"found": "राम"})


def test_a_wrong_media_type_is_refused(client: Client) -> None:
    answer = client.post("/v1/lamps", body=b"<a/>", actor=an_actor(), headers={"Content-Type": "text/xml"})

    assert answer.status_code == 415
    assert "application/json" in answer.json["detail"]


def test_a_refusal_speaks_the_callers_language_and_our_fault_says_nothing_of_itself(client: Client) -> None:
    hindi = client.post("/v1/lamps", json={}, actor=an_actor(language="hi"))
    fault = client.post("/v1/lamps", json={**LAMP, "note": "break"}, actor=an_actor())

    assert hindi.headers["content-language"] == "hi"
    assert fault.status_code == 500
    assert "secret" not in fault.text
    assert fault.json["instance"].startswith("urn:uuid:")


def test_the_zone_is_the_gateways_word_alone(client: Client) -> None:
    assert client.get("/v1/zone", headers={"X-Zone": "SECURE_LAN"}).json["zone"] == "SECURE_LAN"
    assert client.get("/v1/zone", headers={"X-Zone": "MOON"}).json["zone"] == "INTERNET"


def test_a_token_of_another_device_does_not_work(client: Client) -> None:
    answer = client.get(
        f"/v1/lamps/{LAMP['lamp_id']}", actor=an_actor(zone=Zone.VPN), headers={"X-Device": "02"}
    )

    assert answer.status_code == 401


def test_an_unknown_address_is_answered_as_a_problem(client: Client) -> None:
    answer = client.get("/v1/nothing")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_name_of_a_route_keeps_its_whole_path() -> None:
    path = "/v1/cases/{case_id:uuid}/documents/{document_id:uuid}/{at:dt('%Y')}"

    assert Route("GET", path, print).name == "GET /v1/cases/{case_id}/documents/{document_id}/{at}"


def test_a_route_without_a_rule_cannot_be_declared() -> None:
    with pytest.raises(RouteUndeclaredError):
        Api("wfh").get("/v1/open")(zone)


def test_a_form_with_files_that_wants_the_second_factor_asks_for_it_on_its_page() -> None:
    def form() -> None: ...

    signing = {"may": "lamps.light", "uploads": True, "fresh": True, "form": form}
    stale, asking = Pages("wfh"), Pages("wfh")
    stale.get("/lamps/sign", may="lamps.light")(form)
    asking.get("/lamps/sign", may="lamps.light", fresh=True)(form)

    with pytest.raises(RouteUndeclaredError):
        stale.post("/lamps/sign", **signing)(zone)
    asking.post("/lamps/sign", **signing)(zone)


def test_the_openapi_document_names_every_route_and_is_served(client: Client) -> None:
    document = client.get("/openapi.json").json

    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {"/v1/lamps", "/v1/lamps/{lamp_id}", "/v1/names/{name}", "/v1/zone"}


def test_a_process_tells_its_health_and_its_counters(client: Client) -> None:
    assert client.get("/healthz").json["state"] == "ready"
    assert b"karyasetu_requests_total" in client.get("/metrics").content
