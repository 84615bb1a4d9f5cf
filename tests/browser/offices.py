"""What the nodal officer's desk does with a citizen's case while the citizen looks at the page."""

from typing import Any, NamedTuple

from deploy.local.installation import Installation
from kernel.blobs import Blobs
from kernel.database import Database
from kernel.sealing import Sealing
from services.public import actions, store
from tests.fakes import a_charge, an_actor


class Desk(NamedTuple):
    """The parts of the service's process that acts use."""

    blobs: Blobs
    sealing: Sealing
    form_key: bytes


def acts(site: Installation, number: str, *names: str, text: str) -> None:
    """Let the case's nodal officer do one act after the other: ask_citizen, resolve, dispose."""
    folder = site.keys / "sealing" / "public"
    desk = Desk(Blobs(site.stack.directory / "none", "public"), Sealing.from_directory(folder, "public"), b"")
    pool = Database(site.stack.dsn("public"), size=1, wait_ms=5000, name="test")
    try:
        for name in names:
            with pool.transaction() as tx:
                case = store.get_case_by_number(tx, number)
                charge = a_charge(post_id=case.nodal_post, roles=frozenset({"nodal_officer"}))
                act: Any = getattr(actions, name)
                act(tx, an_actor(charge=charge), desk, case.case_id, {"text": text})
    finally:
        pool.close()
