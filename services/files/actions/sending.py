"""To whom papers are sent: the desks near the acting one, found by a part of their name."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kernel import clock, directory
from kernel.database import Transaction
from kernel.errors import Invalid
from kernel.identity import Actor
from kernel.languages import _, translate
from services.files import store
from services.files.actions.entering import ceiling_of, desk_of
from services.files.domain import Receipt

MOST_DESKS = 300
MOST_FILES = 100
_CODE_AT_END = re.compile(r"\(([^()]+)\)\s*$")
_VACANT = _("vacant")


class DeskNotFound(Invalid):
    """Nothing that was typed names a desk."""

    beside = ("to",)
    text = _("No desk is called that. Choose one from the list, or type the code of its post.")


class SeveralDesks(Invalid):
    """What was typed fits more than one desk."""

    beside = ("to",)
    text = _("More than one desk fits: %(desks)s. Type more of the name, or the code.")


class NobodyNamed(Invalid):
    """It was not said to whom."""

    beside = ("to",)
    text = _("Say to whom: choose a desk from the list, or type a part of its name.")


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk to which papers may be sent; nearness 1 is one step up, 2 the own office, 3 the department."""

    post_id: UUID
    code: str
    label: str
    nearness: int


def desks_to_send_to(tx: Transaction, actor: Actor) -> list[Desk]:
    """The desks near the acting one, the nearest first, named in the reader's language with who answers there."""
    rows = store.find_desks_to_send_to(tx, desk_of(actor), clock.local_date(tx.now), MOST_DESKS)
    tongue = "en" if actor.language == "en" else "hi"
    vacant = translate(_VACANT, actor.language, "files")
    return [
        Desk(
            row["post_id"],
            row["code"],
            f"{row[f'name_{tongue}']} – {row[f'holder_{tongue}'] or vacant} ({row['code']})",
            row["nearness"],
        )
        for row in rows
    ]


def chosen_desk(tx: Transaction, actor: Actor, typed: str) -> UUID:
    """The post that was *typed*: an entry of the list, a code, or a part of a name that fits one desk only.

    Raises NobodyNamed, DeskNotFound, SeveralDesks.
    """
    words = " ".join(typed.split()).casefold()
    if not words:
        raise NobodyNamed
    at_end = _CODE_AT_END.search(words)
    known = directory.find_post_by_code(tx, (at_end[1] if at_end else words).upper())
    if known:
        return known.post_id
    fitting = [desk for desk in desks_to_send_to(tx, actor) if words in desk.label.casefold()]
    if len(fitting) == 1:
        return fitting[0].post_id
    if not fitting:
        raise DeskNotFound
    raise SeveralDesks(desks=", ".join(desk.code for desk in fitting[:5]))


def files_to_put_on(tx: Transaction, actor: Actor, receipt: Receipt) -> list[dict[str, Any]]:
    """The open files at the acting desk on which a receipt may be put, the last opened first."""
    if receipt.case_id is not None:
        return []
    return store.find_files_at_desk(tx, desk_of(actor), ceiling_of(actor), receipt, MOST_FILES)
