"""The JSON edge as portals and officers meet it."""

import json
from typing import Any

import pytest
from falcon.testing import Result

from kernel.clock import new_id
from kernel.database import Database
from kernel.edge.http import callers
from kernel.identity import Zone
from tests.clients import Client
from tests.public.citizens import multipart
from tests.public.test_filing import JPEG, PDF, counts
from tests.public.town import PORTAL_KEY, a_body, a_portal, appellate, nodal

KEY = {"X-Portal-Key": PORTAL_KEY}
DONE = {"text": "सीमांकन की तारीख 20 मार्च तय की गई है।"}


def file(client: Client, **options: Any) -> Result:
    over = options.pop("over", {})
    headers = {**KEY, **options.pop("headers", {})}
    return client.post("/v1/cases", json=a_body(**over), headers=headers, **options)


def test_a_portal_files_and_gets_number_date_and_order(client: Client) -> None:
    answer = file(client)

    assert answer.status_code == 201
    assert answer.json["number"].isdigit()
    assert len(answer.json["number"]) == 11
    assert answer.json["due_on"] == "2026-03-25"
    assert answer.json["limit"]["order_number"] == "CG GAD May 2024"


def test_a_form_without_a_body_is_refused(client: Client) -> None:
    headers = {**KEY, "Content-Type": "multipart/form-data; boundary=b"}

    answer = client.post("/v1/cases", body=b"", headers=headers)

    assert answer.status_code == 422


def test_the_same_key_files_once(client: Client, town: Database) -> None:
    headers = {"Idempotency-Key": str(new_id())}

    first, second = file(client, headers=headers), file(client, headers=headers)

    assert first.json == second.json
    assert counts(town)["cases"] == 1


def test_the_same_key_with_another_content_is_refused(client: Client, town: Database) -> None:
    headers = {"Idempotency-Key": str(new_id())}
    file(client, headers=headers)

    other = file(client, headers=headers, over={"name": "सीता बाई"})

    assert other.status_code == 409
    assert counts(town)["cases"] == 1


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"text": "  छोटा "}, "text"),
        ({"text": "क" * 5001}, "text"),
        ({"mobile": "12"}, "mobile"),
        ({"name": "  "}, "name"),
        ({"nature": "WISH"}, "nature"),
        ({"email": "nobody"}, "email"),
        ({"language": "fr"}, "language"),
        ({"department_id": "REV"}, "department_id"),
    ],
)
def test_a_wrong_body_is_refused_beside_its_field(over: dict[str, Any], field: str, client: Client) -> None:
    answer = file(client, over=over)

    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert field in answer.json["errors"]


def test_a_portal_may_say_that_there_is_no_e_mail(client: Client, town: Database) -> None:
    answer = file(client, over={"email": None})

    assert answer.status_code == 201
    assert counts(town)["cases"] == 1


def test_what_portals_showed_long_ago_is_not_kept_for_ever(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = {f"a token of day {day}": (0.0, a_portal()) for day in range(2)}
    monkeypatch.setattr(callers, "_portals", shown)
    monkeypatch.setattr(callers, "_MOST_PORTALS_KNOWN", 2)

    assert file(client).status_code == 201

    assert [*shown] == [PORTAL_KEY]


def test_a_refusal_speaks_the_callers_language(client: Client) -> None:
    answer = file(client, over={"area": "XX"}, headers={"Accept-Language": "hi"})

    assert answer.json["detail"] == "XX नाम का कोई जिला या तहसील नहीं है। सूची में से चुनें।"


@pytest.mark.parametrize(
    "headers", [{}, {"X-Portal-Key": "wrong"}, {"X-Portal-Key": "कुंजी".encode().decode("latin-1")}]
)
def test_without_a_living_key_nothing_is_filed(
    headers: dict[str, str], client: Client, town: Database
) -> None:
    answer = client.post("/v1/cases", json=a_body(), headers=headers)

    assert answer.status_code == 401
    assert counts(town)["cases"] == 0


def test_papers_come_as_multipart_and_their_names_are_forgotten(client: Client, town: Database) -> None:
    papers = [("../../etc/passwd", "image/jpeg", JPEG), ("आदेश.pdf\\..\\x", "text/html", PDF)]
    body, kind = multipart(a_body(contact_confirmed="true"), papers)

    answer = client.post("/v1/cases", body=body, headers={**KEY, "Content-Type": kind})

    assert answer.status_code == 201
    shown = client.get(f"/v1/cases/{answer.json['case_id']}", actor=nodal())
    assert sorted(each["media_type"] for each in shown.json["documents"]) == ["application/pdf", "image/jpeg"]
    paper = shown.json["documents"][0]
    content = client.get(
        f"/v1/cases/{answer.json['case_id']}/documents/{paper['document_id']}", actor=nodal()
    )
    assert content.content in (JPEG, PDF)
    assert "passwd" not in content.headers["content-disposition"]
    assert content.headers["x-content-type-options"] == "nosniff"
    assert counts(town)["recorded"] == 3


def test_a_hostile_paper_is_refused_with_a_sentence(client: Client, town: Database) -> None:
    body, kind = multipart(a_body(), [("photo.jpg", "image/jpeg", b"MZ\x90\x00 a program")])

    answer = client.post("/v1/cases", body=body, headers={**KEY, "Content-Type": kind})

    assert answer.status_code == 415
    assert "JPEG, PNG" in answer.json["detail"]
    assert counts(town)["cases"] == 0


def test_status_shows_state_and_dates_only(client: Client) -> None:
    number = file(client).json["number"]

    by_portal = client.get(f"/v1/cases/status/{number}", headers=KEY)
    by_mobile = client.get(f"/v1/cases/status/{number}", params={"mobile": "9876543210"})
    by_guess = client.get(f"/v1/cases/status/{number}", params={"mobile": "9876543211"})

    assert by_portal.json == by_mobile.json
    assert by_portal.json["state"] == "REGISTERED"
    assert by_portal.json["order_number"] == "CG GAD May 2024"
    assert "नामांतरण" not in json.dumps(by_portal.json, ensure_ascii=False)
    assert by_guess.status_code == 404


def test_the_whole_way_from_filing_to_appeal(client: Client) -> None:
    case_id = file(client).json["case_id"]
    path = f"/v1/cases/{case_id}"

    listed = client.get("/v1/cases", params={"text": "पटवारी"}, actor=nodal())
    answered = client.post(f"{path}/answer", json=DONE, actor=nodal())
    resolved = client.post(
        f"{path}/resolve", json={**DONE, "version": answered.json["version"]}, actor=nodal()
    )
    disposed = client.post(f"{path}/dispose", json=DONE, actor=nodal())

    assert [case["case_id"] for case in listed.json["items"]] == [case_id]
    assert listed.json["counts"] == [{"state": "REGISTERED", "cases": 1, "late": 0}]
    assert [resolved.json["state"], disposed.json["state"]] == ["ACTION_TAKEN", "DISPOSED"]
    assert client.get("/v1/appeals", actor=appellate()).json == {"items": [], "next": None}


def test_from_the_internet_an_officer_reads_no_case(client: Client) -> None:
    case_id = file(client).json["case_id"]

    answer = client.get(f"/v1/cases/{case_id}", actor=nodal(zone=Zone.INTERNET))

    assert answer.status_code == 403
    assert answer.json["type"] == "urn:karyasetu:desk-needs-secure-network"


def test_the_gateway_hears_which_pages_may_show_the_block_of_each_living_portal(client: Client) -> None:
    items = client.get("/v1/portals/frames").json["items"]

    origins = ["https://revenue.example", "https://www.revenue.example:8443"]
    assert items == [{"portal_id": str(a_portal().portal_id), "origins": origins}]


def test_limits_are_public_with_their_orders(client: Client) -> None:
    items = client.get("/v1/limits").json["items"]

    in_force = [each["order_number"] for each in items if each["nature"] == "GRIEVANCE" and each["in_force"]]
    assert in_force == ["CG GAD May 2024"]


def test_an_act_on_a_closed_case_names_what_can_still_be_done(client: Client) -> None:
    path = f"/v1/cases/{file(client).json['case_id']}"
    client.post(f"{path}/resolve", json=DONE, actor=nodal())
    client.post(f"{path}/dispose", json=DONE, actor=nodal())

    again = client.post(f"{path}/dispose", json=DONE, actor=nodal())

    assert again.status_code == 409
    assert "appeal" in again.json["detail"]
