"""What a department does while somebody looks at the page: its portal takes a case, its desk acts on it."""

from contextlib import closing
from typing import Any, NamedTuple
from uuid import UUID

import psycopg2

from deploy.local.installation import Installation
from deploy.local.main_job.people import Portal
from kernel.blobs import Blobs
from kernel.database import Database
from kernel.identity import Actor, ActorKind, Zone
from kernel.sealing import Sealing
from services.public import actions, store
from tests.browser.citizens import NAMES, WORDS, a_mobile
from tests.fakes import a_charge, an_actor


class Desk(NamedTuple):
    """The parts of the service's process that acts use."""

    blobs: Blobs
    sealing: Sealing
    form_key: bytes


class Filed(NamedTuple):
    """A case of Revenue, and the mobile that opens it."""

    number: str
    mobile: str


def files(site: Installation, language: str) -> Filed:
    """Let Revenue's portal hand in a citizen's grievance."""
    mobile = a_mobile()
    about = {"nature": "GRIEVANCE", "area": "CG-DMT", "language": language, "contact_confirmed": True}
    who = {"name": NAMES[language], "mobile": mobile, "text": WORDS[language]}
    with closing(Portal(site, "REV")) as portal:
        answer = portal.file({**about, **who}, f"walk-{mobile}")
    assert answer.status_code == 201, answer.text
    return Filed(answer.json()["number"], mobile)


def acts(site: Installation, number: str, *names: str, text: str) -> UUID:
    """Let the case's nodal officer do one act after the other: ask_citizen, resolve, dispose; the case's id."""
    desk = _desk(site)
    pool = Database(site.stack.dsn("public"), size=1, wait_ms=60_000, name="test")
    try:
        for name in names:
            with pool.transaction() as tx:
                case = store.get_case_by_number(tx, number)
                charge = a_charge(post_id=case.nodal_post, roles=frozenset({"nodal_officer"}))
                act: Any = getattr(actions, name)
                act(tx, an_actor(charge=charge), desk, case.case_id, {"text": text})
        with pool.transaction() as tx:
            return store.get_case_by_number(tx, number).case_id
    finally:
        pool.close()


def appeals(site: Installation, number: str, text: str) -> None:
    """Let the citizen say that the final answer does not satisfy."""
    pool = Database(site.stack.dsn("public"), size=1, wait_ms=60_000, name="test")
    try:
        with pool.transaction() as tx:
            case = store.get_case_by_number(tx, number)
            citizen = Actor(kind=ActorKind.CITIZEN, zone=Zone.INTERNET, case_id=case.case_id)
            actions.judge(tx, citizen, _desk(site), satisfied=False, text=text)
    finally:
        pool.close()


def forgive_first_logins(site: Installation) -> None:
    """Let the walks, which all come from one address, not spend what one address may try."""
    with (
        closing(psycopg2.connect(site.stack.dsn("auth"))) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM allowance WHERE key LIKE 'first-login:%'")


def _desk(site: Installation) -> Desk:
    folder = site.keys / "sealing" / "public"
    return Desk(Blobs(site.stack.directory / "none", "public"), Sealing.from_directory(folder, "public"), b"")
