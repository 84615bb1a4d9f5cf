"""How many cases a leaver hands over with his posts."""

from dataclasses import replace
from typing import Any

from kernel import directory
from kernel.database import Database
from kernel.edge.context import Context
from services.auth.events import ChargePublished, PersonPublished
from services.public import actions
from tests.clients import Client
from tests.fakes import an_id
from tests.public.town import MORNING, a_body, a_portal, a_post, heard, nodal

PART = "/desk/_fragment/handover?of=CG100007"


def test_open_cases_are_counted_for_the_officer_and_the_administrator(
    client: Client, town: Database, means: Context
) -> None:
    names: dict[str, Any] = {"name_en": "A", "name_hi": "अ", "language": "hi", "state": "ACTIVE"}
    holds = {"kind": "SUBSTANTIVE", "for_person": None, "order_number": "1", "valid_to": None}
    himself = nodal()
    with town.transaction() as tx:
        directory.save(tx, heard(PersonPublished(person_id=himself.person_id, staff_uid="CG100007", **names)))
        charge = {"charge_id": an_id("c"), "person_id": himself.person_id, "post_id": himself.post_id}
        directory.save(tx, heard(ChargePublished(**charge, **holds, valid_from=MORNING.date())))
        actions.file_by_portal(tx, a_portal(), means, a_body())

    own = client.get(PART, actor=replace(himself, staff_uid="CG100007", language="en")).text
    stranger = client.get(PART, actor=a_post("HFW-US-1")).text

    assert "1 cases wait to be given to a desk." in own
    assert stranger == "<!-- -->"
