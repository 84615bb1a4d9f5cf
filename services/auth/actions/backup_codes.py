"""Ten codes on paper, for the day on which authenticator and passkey are lost."""

import hmac
import secrets as randomness
from hashlib import sha256
from uuid import UUID

from kernel.database import Transaction
from kernel.identity import Actor
from kernel.sealing import Sealing
from services.auth.domain.factors import BACKUP_CODES, BACKUP_DIGITS, BackupCode, shown_code
from services.auth.events import AccountChanged, Change
from services.auth.store import factors as store


def make_backup_codes(tx: Transaction, actor: Actor, sealing: Sealing, person_id: UUID) -> list[str]:
    """Give an employee ten fresh codes and return them, this once; the old ones open nothing any more."""
    codes = [f"{randomness.randbelow(10**BACKUP_DIGITS):0{BACKUP_DIGITS}}" for _ in range(BACKUP_CODES)]
    store.save_backup_codes(tx, person_id, [sealing.wrap(_digest(code)) for code in codes])
    tx.record(actor, "credential.backup-codes-made", person_id)
    tx.announce(AccountChanged(person_id=person_id, what=Change.BACKUP_CODES_MADE))
    return [shown_code(code) for code in codes]


def make_own_backup_codes(tx: Transaction, actor: Actor, sealing: Sealing) -> list[str]:
    """Ten fresh codes for oneself."""
    return make_backup_codes(tx, actor, sealing, actor.person_id) if actor.person_id else []


def use_backup_code(tx: Transaction, sealing: Sealing, person_id: UUID, code: str) -> bool:
    """Spend an employee's *code*; False where it is none of theirs or was used before."""
    digest = _digest(code)
    left = [each for each in store.find_backup_codes(tx, person_id) if each.used_at is None]
    fitting = [each for each in left if hmac.compare_digest(sealing.unwrap(each.wrapped_digest), digest)]
    if not fitting or not store.use_backup_code(tx, person_id, fitting[0].number):
        return False
    tx.announce(AccountChanged(person_id=person_id, what=Change.BACKUP_CODE_USED))
    return True


def own_backup_codes(tx: Transaction, actor: Actor) -> list[BackupCode]:
    """One's codes, to see how many are left and when one was used; not the codes themselves."""
    return store.find_backup_codes(tx, actor.person_id) if actor.person_id else []


def _digest(code: str) -> bytes:
    return sha256(code.encode()).digest()
