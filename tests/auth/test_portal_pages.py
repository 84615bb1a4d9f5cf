"""Those who keep departments' portals find, register, change and close them, by pages and by the api."""

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from falcon.testing import Result

from kernel.clock import frozen
from kernel.database import Database
from kernel.identity import Actor, Zone
from services.auth import actions
from services.auth.actions.openid import clients
from services.auth.api import api, exchange
from services.auth.pages import pages
from services.auth.settings import Settings
from tests.auth.administrators import a_form, as_text, as_workbook, saved
from tests.auth.organisation import NOW, SYSTEM, a_desk, enter, follow
from tests.auth.portals import BACK, KEY
from tests.clients import Client, a_client
from tests.fakes import a_charge, an_actor, an_id
from tests.forms import FORM, hidden_fields

HERE = "/staff/portals"
TYPED = {"method": "SECRET", "redirect_uris": f" {BACK} \n\n", "algorithm": "RS256", "api_cases": "yes"}

TYPED_WRONGLY: tuple[tuple[dict[str, str], str], ...] = (
    ({"redirect_uris": ""}, "redirect_uris"),
    ({"redirect_uris": "http://revenue.example/"}, "redirect_uris"),
    ({"redirect_uris": "https://*.example/"}, "redirect_uris"),
    ({"redirect_uris": f"{BACK}#here"}, "redirect_uris"),
    ({"redirect_uris": f"{BACK}\n" * 21}, "redirect_uris"),
    ({"post_logout_uris": "javascript:alert(1)"}, "post_logout_uris"),
    ({"backchannel_uri": "http://127.0.0.1/"}, "backchannel_uri"),
    ({"method": "NONE"}, "apis"),
    ({"method": "KEY"}, "public_keys"),
    ({"method": "KEY", "public_keys": '{"keys": []}'}, "public_keys"),
    ({"method": "KEY", "public_keys": '{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}'}, "public_keys"),
    ({"method": "GUESS"}, "method"),
)


@pytest.fixture
def client(database: Callable[..., Database], tmp_path: Path) -> Iterator[Client]:
    pool = database("auth")
    with frozen(NOW):
        a_desk(pool, tmp_path)
        with pool.transaction() as tx:
            enter(tx)
            for department, name in (("REV", "Revenue"), ("LAND", "Land"), ("HFW", "Health")):
                actions.register_portal(tx, SYSTEM, department, (f"{name} site", f"{name} की साइट"), [])
        follow(pool)
        settings = Settings(
            tmp_path / "signing.json", tmp_path / "keys.json", public_address="https://seva.example"
        )
        yield a_client("auth", pool, tmp_path, [api, exchange, pages], settings)


def keeper(department: str = "REV", role: str = "department_admin", **over: Any) -> Actor:
    """The administrator of a department."""
    return an_actor(charge=a_charge(department=department, roles=frozenset({role})), language="en", **over)


def state() -> Actor:
    """The state's administrator."""
    return keeper("GAD", "state_admin")


def named(client: Client, name: str) -> str:
    """The address of a portal's page."""
    page = client.get(HERE, query_string=urlencode({"text": name}), actor=state()).text
    found = re.search(rf'href="({HERE}/[0-9a-f-]{{36}})"', page)
    assert found, page
    return found[1]


def sent(client: Client, path: str, action: str, actor: Actor | None = None, **typed: str) -> Result:
    actor = actor or state()
    fields = hidden_fields(client.get(path, actor=actor), action)
    return client.post(action, actor=actor, body=urlencode({**fields, **typed}), headers=FORM)


def test_a_department_keeps_its_own_portals_and_the_state_all(client: Client) -> None:
    own = client.get(HERE, actor=keeper()).text
    every = client.get(HERE, actor=state()).text
    custodian = client.get(HERE, actor=keeper("GAD", "identity_custodian")).text
    foreign = client.get(named(client, "Health"), actor=keeper())

    assert ("Revenue site" in own, "Land site" in own, "Health site" in own) == (True, True, False)
    assert "Health site" in every
    assert "Health site" in custodian
    assert foreign.status_code == 404


def test_portals_are_kept_on_our_own_networks_by_those_who_may(client: Client) -> None:
    far = client.get(HERE, actor=keeper(zone=Zone.INTERNET))
    clerk = client.get(HERE, actor=keeper(role="dealing_assistant"))

    assert (far.status_code, clerk.status_code) == (403, 403)
    assert client.get("/v1/portals").status_code == 401


def test_a_long_list_is_searched_and_goes_on_page_by_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "PAGE", 2)

    first = client.get("/v1/portals", actor=state()).json
    rest = client.get("/v1/portals", query_string=f"after={first['next']}", actor=state()).json
    found = client.get("/v1/portals", query_string="text=LAND", actor=state()).json
    hindi = client.get("/v1/portals", query_string=urlencode({"text": "राजस्व"}), actor=state()).json
    page = client.get(HERE, actor=state()).text

    assert [each["department"] for each in first["items"] + rest["items"]] == ["HFW", "LAND", "REV"]
    assert rest["next"] is None
    assert [each["department"] for each in found["items"]] == ["LAND"]
    assert [each["department"] for each in hindi["items"]] == ["REV"]
    assert 'rel="next"' in page
    assert "No portal has this in its name" in client.get(HERE, query_string="text=x", actor=state()).text


def test_a_portal_is_found_however_its_letters_were_typed(client: Client) -> None:
    one, two = "स\u095cक", "स\u0921\u093cक"
    names = {"department": "LAND", "name_en": "Roads", "name_hi": one, "origins": "https://r.example\n"}
    sent(client, f"{HERE}/new", f"{HERE}/new", keeper(), **names)

    found = [
        client.get("/v1/portals", query_string=urlencode({"text": text}), actor=state()).json["items"]
        for text in (one, two)
    ]

    assert [[each["name_hi"] for each in items] for items in found] == [[two]] * 2


def test_a_portal_is_registered_set_up_given_a_secret_and_closed(client: Client) -> None:
    names = {"department": "LAND", "name_en": "Bhuiyan", "name_hi": "भुइयाँ", "origins": "https://b.example\n"}
    made = sent(client, f"{HERE}/new", f"{HERE}/new", keeper(), **names)
    here = made.headers["location"].partition("?")[0]
    before = client.get(made.headers["location"], actor=keeper()).text
    saved = sent(client, here, f"{here}/client", keeper(), **TYPED)
    page = client.get(here, actor=keeper()).text
    first = sent(client, here, f"{here}/secret", keeper())
    second = sent(client, here, f"{here}/secret", keeper())
    closed = sent(client, f"{here}/close", f"{here}/close", keeper())
    after = client.get(here, actor=keeper()).text

    assert "Say below how officers sign in there" in before
    assert saved.headers["location"] == f"{here}?done=saved"
    assert f"client_id={here.rpartition('/')[2]}" in page
    assert f"redirect_uri={html.escape(BACK)}" in page
    assert "kss_" not in page
    secrets = [re.findall(r"kss_[\w-]{43}", each.text) for each in (first, second)]
    assert len(secrets[0]) == len(secrets[1]) == 1
    assert secrets[0] != secrets[1]
    assert closed.headers["location"] == f"{HERE}?done=closed"
    assert "<form" not in after.partition("<main")[2].partition("</main>")[0]
    again = client.post(f"/v1/portals/{here.rpartition('/')[2]}/secret", actor=keeper())
    assert (again.status_code, again.json["type"]) == (409, "urn:karyasetu:portal-closed")


def test_what_is_registered_wrongly_is_said_beside_its_field(client: Client) -> None:
    here = named(client, "Revenue")

    for typed, field in TYPED_WRONGLY:
        answer = sent(client, here, f"{here}/client", **{**TYPED, **typed})
        assert answer.status_code == 422, typed
        assert f'id="{field}-error"' in answer.text, typed

    assert client.get(f"/v1{here.removeprefix('/staff')}/client", actor=state()).status_code == 404


def test_a_private_key_is_not_registered(client: Client) -> None:
    portal_id = named(client, "Revenue").rpartition("/")[2]

    def save(key: dict[str, Any]) -> Result:
        terms = {"method": "KEY", "redirect_uris": [BACK], "public_keys": {"keys": [key]}}
        return client.post(f"/v1/portals/{portal_id}/client", json=terms, actor=state())

    private, public = save(dict(KEY.as_dict(private=True))), save(dict(KEY.as_dict(private=False)))

    assert (private.status_code, private.json["type"]) == (422, "urn:karyasetu:keys-not-readable")
    assert (public.status_code, public.json["client_secret"]) == (200, None)


def test_nobody_registers_for_another_department(client: Client) -> None:
    here = named(client, "Health").rpartition("/")[2]
    terms = {"redirect_uris": [BACK]}

    saved = client.post(f"/v1/portals/{here}/client", json=terms, actor=keeper())
    renewed = client.post(f"/v1/portals/{here}/secret", actor=keeper())
    unknown = client.post(f"/v1/portals/{an_id('nobody')}/secret", actor=state())
    form = client.get(f"{HERE}/new", actor=keeper()).text
    names = {"department": "HFW", "name_en": "x", "name_hi": "x"}
    opened = sent(client, f"{HERE}/new", f"{HERE}/new", keeper(), **names)

    assert {saved.status_code, renewed.status_code, unknown.status_code} == {404}
    assert ('value="LAND"' in form, 'value="HFW"' in form) == (True, False)
    assert opened.status_code == 403


def test_many_portals_are_registered_at_once_all_or_none(client: Client) -> None:
    def many(last: str) -> Result:
        items = [
            {
                "department": code,
                "name_en": f"{code} 2",
                "name_hi": f"{code} २",
                "client": {"redirect_uris": [BACK]},
            }
            for code in ("REV", "LAND", last)
        ]
        return client.post("/v1/portals/import", json={"items": items}, actor=keeper())

    wrong, right = many("HFW"), many("REV")
    listed = client.get("/v1/portals", actor=keeper()).json["items"]

    assert wrong.status_code == 422
    assert wrong.json["detail"].startswith("Row 3: This belongs to another department.")
    assert right.status_code == 201
    assert len({each["client_secret"] for each in right.json["items"]}) == 3
    assert len(listed) == 5


ROWS = f"""department\tname_hi\tname_en\torigins\tredirect_uris
REV\tराजस्व ३\tRevenue 3\thttps://r.example https://www.r.example\t{BACK}

LAND\tभू-अभिलेख ३\tLand 3\t\thttps://l.example/in\t\thttps://l.example/out"""


def test_a_table_is_pasted_and_registered_as_a_whole(client: Client) -> None:
    here = f"{HERE}/import"
    answer = sent(client, here, here, keeper(), rows=ROWS)
    listed = client.get("/v1/portals", query_string="text=3", actor=keeper()).json["items"]

    assert answer.headers["location"] == f"{HERE}?done=imported"
    assert [(each["name_en"], each["origins"]) for each in listed] == [
        ("Land 3", []),
        ("Revenue 3", ["https://r.example", "https://www.r.example"]),
    ]


HEADS = (
    "department",
    "name_hi",
    "name_en",
    "origins",
    "redirect_uris",
    "post_logout_uris",
    "backchannel_uri",
)
REVENUE = ("REV", "राजस्व ३", "Revenue 3", "https://r.example https://www.r.example", BACK, "", "")
LAND = ("LAND", "भू-अभिलेख ३", "Land 3", "", "https://l.example/in", "", "https://l.example/out")


def bring(client: Client, table: bytes, name: str, mode: str) -> Result:
    here = f"{HERE}/import"
    token = hidden_fields(client.get(here, actor=keeper()), f"{here}/file")["form_token"]
    return client.post(f"{here}/file", actor=keeper(), **a_form(table, name, form_token=token, mode=mode))


@pytest.mark.parametrize(
    ("table", "name"),
    [
        (as_text([REVENUE, LAND], HEADS), "portals.csv"),
        (saved(as_workbook([REVENUE, LAND], HEADS)), "portals.xlsx"),
    ],
    ids=["text", "workbook"],
)
def test_a_file_is_checked_first_and_then_registered_as_a_whole(
    client: Client, table: bytes, name: str
) -> None:
    checked = bring(client, table, name, "check")
    before = client.get("/v1/portals", query_string="text=3", actor=keeper()).json["items"]
    registered = bring(client, table, name, "register")
    after = client.get("/v1/portals", query_string="text=3", actor=keeper()).json["items"]

    assert (checked.status_code, "Nothing was registered yet" in checked.text, before) == (200, True, [])
    assert registered.headers["location"] == f"{HERE}?done=imported"
    assert [each["name_en"] for each in after] == ["Land 3", "Revenue 3"]


def test_each_row_of_a_file_that_stands_in_the_way_says_why(client: Client) -> None:
    rows = [
        REVENUE,
        ("HFW", *LAND[1:]),
        (*LAND[:4], "http://l.example/in", "", ""),
        (*LAND[:4], "", "", ""),
        ("NONE", *LAND[1:]),
    ]

    refused = bring(client, as_text(rows, HEADS), "portals.csv", "register")
    told = client.post("/v1/portals/file", actor=keeper(), **a_form(as_text(rows, HEADS), "portals.csv")).json
    lost = client.post("/v1/portals/file", actor=keeper(), json={})

    faults = {line["number"]: line["fault"] for line in told["lines"]}
    assert (refused.status_code, told["done"], lost.json["type"]) == (
        422,
        False,
        "urn:karyasetu:table-missing",
    )
    assert [bool(faults[number]) for number in (2, 3, 4, 5, 6)] == [False, True, True, True, True]
    assert "another department" in faults[3]
    assert "whole addresses" in faults[4]
    shown = html.unescape(refused.text)
    assert [fault for fault in faults.values() if fault and fault not in shown] == []
    assert len(client.get("/v1/portals", actor=keeper()).json["items"]) == 2


def test_a_wrong_row_is_named_and_nothing_of_the_table_is_registered(client: Client) -> None:
    here = f"{HERE}/import"
    wrong = {
        ROWS.replace("https://l.example/in", "http://l.example/in"): "Row 4: Write whole addresses",
        ROWS.replace("LAND", "HFW"): "Row 4: This belongs to another department",
        ROWS.replace("\thttps://l.example/in", ""): "Row 4 cannot be read",
        "REV,राजस्व": "Row 1 cannot be read",
        '"REV,x': "Row 1 cannot be read",
        "": "cannot be read",
        "\n".join(f"REV,न {number},n {number},,{BACK}" for number in range(201)): "Row 201 cannot be read",
    }

    for rows, said in wrong.items():
        answer = sent(client, here, here, keeper(), rows=rows)
        assert answer.status_code == 422
        assert said in html.unescape(answer.text), rows

    assert len(client.get("/v1/portals", actor=keeper()).json["items"]) == 2
