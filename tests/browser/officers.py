"""An officer whom no other test knows, with a charge of today and a login of their own."""

import secrets
from typing import Any
from uuid import UUID

from deploy.local.installation import Installation
from kernel import clock
from kernel.database import Database, Transaction
from kernel.identity import Actor
from kernel.sealing import Sealing
from services.auth import actions, store
from services.auth.domain import Charge, ChargeKind, Person

# Nobody holds it, and many may look after it.
POST = "HFW-SEC-1"
SYSTEM = Actor.system("auth")


def enters(site: Installation) -> dict[str, Any]:
    """Staff number, password and the secret of the one-time codes."""
    staff_uid, password = f"CG7{secrets.randbelow(10**7):07d}", f"{secrets.token_urlsafe(12)}-कार्य"
    sealing = Sealing.from_directory(site.keys / "sealing" / "auth", "auth")
    pool = Database(site.stack.dsn("auth"), size=1, wait_ms=5000, name="test")
    try:
        with pool.transaction() as tx:
            person = Person(staff_uid=staff_uid, name_en="Esha Sahu", name_hi="ईशा साहू")
            person_id = actions.save_people(tx, SYSTEM, [person])[staff_uid]
            actions.appoint(tx, SYSTEM, _charge(tx, person_id))
            actions.set_password(tx, SYSTEM, person_id, password, is_initial=False)
            totp_secret = actions.enrol_totp(tx, SYSTEM, sealing, person_id)
    finally:
        pool.close()
    return {"staff_uid": staff_uid, "password": password, "totp_secret": totp_secret}


def _charge(tx: Transaction, person_id: UUID) -> Charge:
    return Charge(
        charge_id=clock.new_id(),
        person_id=person_id,
        post_id=store.find_post_ids(tx)[POST],
        kind=ChargeKind.LOOK_AFTER,
        order_number="GAD/42",
        valid_from=clock.local_date(clock.now()),
    )
