"""One-time codes for everybody in a table who cannot sign in yet: given at once, and shown this once."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.identity import Actor
from kernel.languages import _, translate
from kernel.sealing import Sealing
from kernel.sheets import Table, as_csv, as_xlsx
from services.auth import access
from services.auth.actions.charges import departments_of
from services.auth.actions.employees import contact_of
from services.auth.actions.first_login import PATH, send_code
from services.auth.actions.imports.handing_in import seen
from services.auth.domain.first_login import (
    LASTS,
    NobodyWaits,
    Slip,
    TableNotEntered,
    digest_of_code,
    new_code,
)
from services.auth.domain.imports import BatchState
from services.auth.store import first_login as ways
from services.auth.store import imports as store

# Each code that is sent is sealed for itself; so many are done within a request. The rest waits for the next one.
MOST_AT_ONCE = 1000
SHEET = _("One-time codes")
HEADS = (
    _("Staff number"),
    _("Name in Latin letters"),
    _("Name in Devanagari"),
    _("One-time code"),
    _("Good until"),
    _("Link for the first sign-in"),
)


def give_codes(
    tx: Transaction, actor: Actor, sealing: Sealing, batch_id: UUID, *, again: bool = False
) -> list[Slip]:
    """A code for each employee of an entered table who has neither a login nor a living code, up to MOST_AT_ONCE.

    With *again* those who have a code get another in its place. Raises NobodyWaits, TableNotEntered, ImportUnknown.
    """
    if seen(tx, actor, batch_id)["state"] != BatchState.APPLIED:
        raise TableNotEntered
    people = _waiting(tx, actor, batch_id, again=again)
    if not people:
        raise NobodyWaits
    codes = {each.person_id: new_code() for each in people}
    expires_at = tx.now + LASTS
    ways.replace_ways(tx, {person_id: digest_of_code(code) for person_id, code in codes.items()}, expires_at)
    tx.record(actor, "import.codes-given", batch_id, people=len(people), again=again)
    return [_slip(tx, actor, sealing, each, codes[each.person_id]) for each in people]


def as_table(slips: Iterable[Slip], kind: str, home: str, language: str) -> Iterator[bytes]:
    """The slips as a table, one person a line, to print them by a letter of one's own; links begin with *home*."""
    heading = [translate(head, language, "auth") for head in HEADS]
    lines = [
        [
            each.staff_uid,
            each.name_en,
            each.name_hi,
            each.code,
            str(clock.local_date(each.expires_at)),
            home + each.path,
        ]
        for each in slips
    ]
    table = Table(heading, lines)
    return as_csv(table) if kind == "csv" else as_xlsx({translate(SHEET, language, "auth"): table})


def _waiting(tx: Transaction, actor: Actor, batch_id: UUID, *, again: bool) -> list[store.Known]:
    numbers = store.find_without_login(tx, batch_id, MOST_AT_ONCE, again=again)
    known = store.find_known(tx, numbers, access.STATE_ROLES, clock.local_date(tx.now))
    own = departments_of(tx, actor)
    return [known[number] for number in numbers if _may_give(actor, known[number], own)]


def _may_give(actor: Actor, person: store.Known, own: set[str]) -> bool:
    """As `require_keeper` decides of one: of others nothing is said, they are left out."""
    roles = access.STATE_ROLES if person.works_for_state else ()
    decisions = [access.may_change_in(actor, department, own) for department in person.departments or {""}]
    decisions += [access.may_fill(actor, roles), access.may_favour(actor, {person.person_id})]
    return all(decision.allowed for decision in decisions)


def _slip(tx: Transaction, actor: Actor, sealing: Sealing, person: store.Known, code: str) -> Slip:
    contact, expires_at = contact_of(sealing, person.wrapped_contact), tx.now + LASTS
    sent = bool(contact.get("mobile") or contact.get("email"))
    if sent:
        send_code(tx, sealing, person.person_id, person.language, code, expires_at)
    tx.record(actor, "first-login.issued", person.person_id, sent=sent)
    path = f"{PATH}?code={code}"
    return Slip(person.staff_uid, person.name_en, person.name_hi, code, path, expires_at, sent)
