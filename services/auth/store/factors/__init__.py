"""Second factors: passkeys, backup codes, and the places from which somebody is known."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from kernel.database import Queries, Transaction, refusing
from services.auth.domain import PersonState
from services.auth.domain.factors import BackupCode, Passkey, PasskeyTaken, PasskeyUnknown
from services.auth.store.sign_in import Account

Row = dict[str, Any]
queries = Queries.beside(__file__)


def add_passkey(tx: Transaction, passkey: Passkey) -> None:
    with refusing(one_passkey_per_credential=PasskeyTaken):
        tx.execute(
            queries.add_passkey,
            passkey_id=passkey.passkey_id,
            person_id=passkey.person_id,
            credential_id=passkey.credential_id,
            public_key=passkey.public_key,
            sign_count=passkey.sign_count,
            name=passkey.name,
            transports=list(passkey.transports),
            now=tx.now,
        )


def find_passkeys(tx: Transaction, person_id: UUID) -> list[Passkey]:
    return [_passkey(row) for row in tx.fetch_all(queries.find_passkeys, person_id=person_id)]


def find_passkey_for_update(tx: Transaction, credential_id: bytes) -> tuple[Passkey, str] | None:
    row = tx.fetch_one(queries.find_passkey_for_update, credential_id=credential_id)
    if row is None:
        return None
    staff_uid: str = row.pop("staff_uid")
    return _passkey(row), staff_uid


def save_passkey_use(tx: Transaction, passkey_id: UUID, sign_count: int) -> None:
    tx.execute(queries.save_passkey_use, passkey_id=passkey_id, sign_count=sign_count, now=tx.now)


def rename_passkey(tx: Transaction, person_id: UUID, passkey_id: UUID, name: str) -> None:
    if not tx.execute(queries.rename_passkey, person_id=person_id, passkey_id=passkey_id, name=name):
        raise PasskeyUnknown


def remove_passkey(tx: Transaction, person_id: UUID, passkey_id: UUID) -> None:
    if not tx.execute(queries.remove_passkey, person_id=person_id, passkey_id=passkey_id):
        raise PasskeyUnknown


def forget_factors(tx: Transaction, person_id: UUID) -> None:
    """Let go of all passkeys and backup codes of a person who lost everything."""
    tx.execute(queries.forget_passkeys, person_id=person_id)
    tx.execute(queries.forget_backup_codes, person_id=person_id)


def spend_challenge(tx: Transaction, challenge_sha256: str) -> bool:
    return tx.execute(queries.spend_challenge, challenge_sha256=challenge_sha256, now=tx.now) == 1


def save_backup_codes(tx: Transaction, person_id: UUID, wrapped_digests: Iterable[bytes]) -> None:
    tx.execute(queries.forget_backup_codes, person_id=person_id)
    tx.execute(queries.add_backup_codes, person_id=person_id, digests=list(wrapped_digests), now=tx.now)


def find_backup_codes(tx: Transaction, person_id: UUID) -> list[BackupCode]:
    rows = tx.fetch_all(queries.find_backup_codes, person_id=person_id)
    return [BackupCode(**{**row, "wrapped_digest": bytes(row["wrapped_digest"])}) for row in rows]


def use_backup_code(tx: Transaction, person_id: UUID, number: int) -> bool:
    return tx.execute(queries.use_backup_code, person_id=person_id, number=number, now=tx.now) == 1


def find_account_by_id(tx: Transaction, person_id: UUID) -> Account | None:
    row = tx.fetch_one(queries.find_account_by_id, person_id=person_id)
    if row is None:
        return None
    known = {"state": PersonState(row["state"]), "wrapped_secret": bytes(row["wrapped_secret"])}
    return Account(**{**row, **known})


def save_second_factor(tx: Transaction, session_id: UUID, methods: Sequence[str]) -> None:
    tx.execute(queries.save_second_factor, session_id=session_id, methods=list(methods), now=tx.now)


def find_known_places(
    tx: Transaction, account: str, places: list[str], *, staff_uid: str, device: tuple[str, str]
) -> set[str]:
    serial, device_place = device
    rows = tx.fetch_all(
        queries.find_known_places,
        account=account,
        places=places,
        staff_uid=staff_uid,
        serial=serial,
        device_place=device_place,
    )
    return {row["place"] for row in rows}


def save_known_places(tx: Transaction, account: str, places: list[str]) -> None:
    tx.execute(queries.save_known_places, account=account, places=places, now=tx.now)


def forget(tx: Transaction, challenges: timedelta, places: timedelta) -> None:
    tx.execute(queries.forget_challenges, before=tx.now - challenges)
    tx.execute(queries.forget_places, before=tx.now - places)


def _passkey(row: Row) -> Passkey:
    binary = {name: bytes(row[name]) for name in ("credential_id", "public_key")}
    return Passkey(**{**row, **binary, "transports": tuple(row["transports"])})
