"""A small state with its administrators, and tables that they hand in."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from openpyxl import Workbook

from kernel import clock
from kernel.database import Database
from kernel.identity import Actor, ActorKind, Zone
from services.auth import actions
from services.auth import store as auth_store
from services.auth.actions import imports
from services.auth.api import api
from services.auth.domain import Role
from services.auth.pages import pages
from services.auth.settings import Settings
from tests.auth.organisation import SYSTEM, State, a_charge_of, a_post, enter
from tests.clients import Client, a_client

HEADING = ("staff_uid", "name_en", "name_hi", "language", "mobile", "email")
BOUNDARY = "table-of-employees"
HOME = "https://seva.example"


@dataclass
class Administration:
    """An api process of auth, with the state's administrator, one of Revenue, and an auditor."""

    database: Database
    client: Client
    state: State
    state_admin: Actor
    department_admin: Actor
    auditor: Actor

    @property
    def means(self) -> imports.Means:
        """What the short process works with."""
        return imports.Means(self.database, self.client.context.blobs, self.client.context.sealing)

    def hand_in(self, table: bytes, filename: str = "people.csv", actor: Actor | None = None) -> str:
        """Hand a table in and let the short process check it; its id."""
        answer = self.client.post(
            "/v1/people-imports", actor=actor or self.state_admin, **a_form(table, filename)
        )
        assert answer.status_code == 202, answer.text
        imports.work_off(self.means)
        return str(answer.json["batch_id"])

    def enter(self, batch_id: str, actor: Actor | None = None) -> None:
        """Have a table entered."""
        answer = self.client.post(f"/v1/people-imports/{batch_id}/enter", actor=actor or self.state_admin)
        assert answer.status_code == 204, answer.text
        imports.work_off(self.means)

    def table(self, batch_id: str, actor: Actor | None = None) -> dict[str, Any]:
        """A table as its administrator sees it."""
        found: dict[str, Any] = self.client.get(
            f"/v1/people-imports/{batch_id}", actor=actor or self.state_admin
        ).json
        return found

    def rows(self, batch_id: str, **asked: str) -> list[dict[str, Any]]:
        """The rows of a table."""
        found: list[dict[str, Any]] = self.client.get(
            f"/v1/people-imports/{batch_id}/rows", actor=self.state_admin, params=asked
        ).json["items"]
        return found


def an_administration(database: Database, folder: Path) -> Administration:
    """The small state, in which Bharat works for the whole of it, Chitra for Revenue, and Anjali audits."""
    settings = Settings(folder / "signing.json", folder / "keys.json", public_address=HOME)
    actions.generate_keys(settings.token_signing_key, settings.token_keys)
    client = a_client("auth", database, folder, [api, pages], settings)
    with database.transaction() as tx:
        state = enter(tx)
        posts = [
            a_post("REV-ADM-1", "SECTION_OFFICER", Role.DEPARTMENT_ADMIN),
            a_post("GAD-AUD-1", "SECTION_OFFICER", Role.AUDITOR),
        ]
        state.posts = actions.save_posts(tx, SYSTEM, posts)
        for post, staff_uid in (
            ("GAD-AUD-1", "CG100001"),
            ("REV-DS-1", "CG100002"),
            ("REV-ADM-1", "CG100003"),
        ):
            actions.appoint(tx, SYSTEM, a_charge_of(state, post, staff_uid))
        actors = [_actor(tx, state.people[f"CG10000{number}"]) for number in (1, 2, 3)]
    auditor, state_admin, department_admin = actors
    return Administration(database, client, state, state_admin, department_admin, auditor)


def _actor(tx: Any, person_id: UUID) -> Actor:
    charges = auth_store.find_charges_for_token(tx, person_id, clock.local_date(tx.now))
    return Actor(
        kind=ActorKind.STAFF,
        zone=Zone.SECURE_LAN,
        person_id=person_id,
        staff_uid=auth_store.find_person(tx, person_id)["staff_uid"],
        charge=charges[0],
        charges=charges,
        session_id=clock.new_id(),
        language="en",
    )


def a_form(table: bytes, filename: str, **fields: str) -> dict[str, Any]:
    """What a browser sends with a file."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="table"; filename="{filename}"\r\n'
    parts += [head.encode(), b"Content-Type: application/octet-stream\r\n\r\n", table, b"\r\n"]
    body = b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])
    return {"body": body, "headers": {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}}


def a_row(number: int, **over: str) -> tuple[str, ...]:
    """Employee number so-and-so, as a line of a table."""
    values = {
        "staff_uid": f"CG2{number:05d}",
        "name_en": "Deepak Verma",
        "name_hi": "दीपक वर्मा",
        "language": "hi",
        "mobile": f"98{number:08d}",
        "email": f"person{number}@office.example",
        **over,
    }
    return tuple(values[key] for key in dict.fromkeys([*HEADING, *over]))


def as_text(
    rows: Iterable[Sequence[str]], heading: Sequence[str] = HEADING, separator: str = ",", mark: str = ""
) -> bytes:
    """Lines as a .csv file."""
    lines = [separator.join(cells) for cells in (heading, *rows)]
    return (mark + "\r\n".join(lines) + "\r\n").encode()


def as_workbook(rows: Iterable[Sequence[Any]], heading: Sequence[str] = HEADING) -> Workbook:
    """Lines as a workbook that is still open."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in (heading, *rows):
        sheet.append(list(cells))
    return book


def saved(book: Workbook) -> bytes:
    """A workbook as a file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
