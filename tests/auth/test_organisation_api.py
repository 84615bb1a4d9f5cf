"""The organisation, orders, files, transfers and access through the api."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from falcon.testing import Result

from kernel import sheets
from kernel.clock import frozen
from kernel.database import Database
from services.auth import actions
from services.auth.api import api
from tests.auth.organisation import NOW, SYSTEM, State, a_charge_of, enter, follow
from tests.auth.test_structure import REVENUE_ADMIN, STATE_ADMIN
from tests.clients import Client, a_client
from tests.fakes import an_actor

HOME = "/v1/organisation"


@pytest.fixture
def state(database: Callable[..., Database]) -> Iterator[State]:
    with frozen(NOW), database("auth").transaction() as tx:
        made = enter(tx)
        actions.appoint(tx, SYSTEM, a_charge_of(made, "REV-SO-1", "CG100001"))
    with frozen(NOW):
        follow(database("auth"))
        yield made


@pytest.fixture
def client(state: State, database: Callable[..., Database], tmp_path: Path) -> Client:
    return a_client("auth", database("auth"), tmp_path, [api])


def ordered(client: Client, actor: Any = STATE_ADMIN, **body: Any) -> Result:
    known = {"order_number": "GAD/1", "holds_from": "2026-11-23"}
    return client.post(f"{HOME}/orders", actor=actor, json={**known, **body})


def test_units_are_entered_changed_and_listed(client: Client) -> None:
    section = {
        "code": "SEC-REV-S2",
        "kind": "section",
        "level": "SECRETARIAT",
        "department": "REV",
        "area": "CG",
        "parent": "SEC-REV",
        "name_en": "Section 2",
        "name_hi": "अनुभाग 2",
        "valid_from": "2026-11-23",
        "order_number": "REV/1",
    }
    post = {
        "code": "REV-SO-2",
        "office": "SEC-REV-S2",
        "rank": "SECTION_OFFICER",
        "name_en": "Section Officer 2",
        "name_hi": "अनुभाग अधिकारी 2",
        "roles": ["section_officer"],
        "valid_from": "2026-11-23",
        "order_number": "REV/2",
    }

    assert client.post(f"{HOME}/offices", actor=REVENUE_ADMIN, json=section).status_code == 204
    assert client.post(f"{HOME}/posts", actor=REVENUE_ADMIN, json=post).status_code == 204
    assert client.put(f"{HOME}/posts", actor=REVENUE_ADMIN, json={**post, "sanctioned": 2}).status_code == 204
    again = client.post(f"{HOME}/posts", actor=REVENUE_ADMIN, json=post)
    floating = client.put(f"{HOME}/offices", actor=REVENUE_ADMIN, json={**section, "parent": None})
    circle = client.put(f"{HOME}/posts", actor=REVENUE_ADMIN, json={**post, "reports_to": "REV-SO-2"})

    found = client.get(f"{HOME}/posts?search=SO-2", actor=REVENUE_ADMIN).json["items"]
    assert [(each["code"], each["sanctioned"], each["office"]) for each in found] == [
        ("REV-SO-2", 2, "SEC-REV-S2")
    ]
    assert [each.status_code for each in (again, floating)] == [409, 422]
    assert circle.status_code in (409, 422)
    assert client.get(f"{HOME}/posts", actor=an_actor()).status_code == 403


def test_a_unit_is_found_however_its_letters_were_typed(client: Client) -> None:
    one, two = "स\u095cक विभाग", "स\u0921\u093cक विभाग"
    renamed = {"kind": "DEPARTMENT", "codes": ["LAND"], "act": "RENAME", "name_en": "Roads", "name_hi": one}
    assert ordered(client, **renamed).json == {"carried_out": True}

    found = [
        client.get(f"{HOME}/departments", params={"search": text}, actor=STATE_ADMIN).json["items"]
        for text in (one, two)
    ]

    assert [[(each["code"], each["name_hi"]) for each in items] for items in found] == [[("LAND", two)]] * 2


def test_orders_are_given_kept_and_withdrawn(client: Client) -> None:
    rename = {"kind": "DEPARTMENT", "codes": ["LAND"], "act": "RENAME", "name_en": "L", "name_hi": "भ"}
    merge = {"kind": "DEPARTMENT", "codes": ["LAND", "REV"], "act": "MERGE", "into": "HFW"}

    kept = ordered(client, REVENUE_ADMIN, **rename, holds_from="2027-01-01")
    (waiting,) = client.get(f"{HOME}/orders", actor=REVENUE_ADMIN).json["items"]
    path = f"{HOME}/orders/{waiting['order_id']}/withdraw"
    assert kept.json == {"carried_out": False}
    assert [client.post(path, actor=REVENUE_ADMIN).status_code for _twice in range(2)] == [204, 404]

    assert ordered(client, **{**merge, "into": "NOWHERE"}).status_code == 404
    assert ordered(client, **{**merge, "act": "SPLIT"}).status_code == 422
    assert ordered(client, **{**merge, "act": "ENTER"}).status_code == 422
    assert ordered(client, **merge).json == {"carried_out": True}
    ended = client.get(f"{HOME}/departments?search=LAND", actor=STATE_ADMIN).json["items"]
    assert [(each["valid_to"], each["successor"]) for each in ended] == [("2026-11-22", "HFW")]
    officers = client.get(f"{HOME}/officers", actor=STATE_ADMIN).json["items"]
    assert {each["department"] for each in officers} == {"HFW"}


def test_the_file_goes_out_and_comes_back(client: Client) -> None:
    taken = client.get(f"{HOME}/file?form=zip", actor=STATE_ADMIN).content
    edge = "----edge"
    fields = {"order_number": "GAD/2", "mode": "import"}
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()
    ]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="o.zip"\r\n\r\n'
    body = "".join(parts).encode() + head.encode() + taken + f"\r\n--{edge}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}

    answer = client.post(f"{HOME}/file", actor=STATE_ADMIN, body=body, headers=kind)

    assert "departments" in sheets.open_book(io.BytesIO(taken)).names
    assert answer.status_code == 200, answer.text
    assert answer.json["done"]
    assert answer.json["counts"] == {"NEW": 0, "CHANGED": 0, "SAME": 17, "REFUSED": 0}


def test_transfers_retirement_delegation_and_access(client: Client, state: State) -> None:
    person, so, us = str(state.officer), str(state.posts["REV-SO-1"]), str(state.posts["REV-US-1"])
    grant = {"post_id": so, "order_number": "G/1", "valid_from": "2026-11-23", "valid_to": "2026-12-31"}
    delegation = {
        "post_id": so,
        "person_id": str(state.people["CG100002"]),
        "order_number": "REV/3",
        "valid_from": "2026-11-23",
        "valid_to": "2026-11-30",
        "scope": "READ",
    }
    himself = an_actor(person_id=state.officer)

    assert client.post("/v1/grants", actor=STATE_ADMIN, json=grant).status_code == 201
    (held,) = client.get("/v1/grants?ends_by=2026-12-31", actor=REVENUE_ADMIN).json["items"]
    report = client.get("/v1/grants/report?on=2027-01-01", actor=STATE_ADMIN).json
    assert (held["post_code"], held["staff_uid"], report["whole"]["granted"]) == ("REV-SO-1", "CG100001", 0)

    given = client.post("/v1/delegations", actor=himself, json=delegation).json["charge_id"]
    assert client.post(f"/v1/delegations/{given}/end", actor=himself).status_code == 204

    move = {"person_id": person, "post_id": us, "order_number": "REV/4", "last_day": "2026-11-23"}
    assert client.post("/v1/transfers", actor=REVENUE_ADMIN, json=move).status_code == 201
    leaving = {"order_number": "REV/5", "last_day": "2026-11-30"}
    assert client.post(f"/v1/people/{person}/retire", actor=REVENUE_ADMIN, json=leaving).status_code == 201
    own = client.post(f"/v1/people/{person}/retire", actor=himself, json=leaving)
    assert own.status_code == 403
