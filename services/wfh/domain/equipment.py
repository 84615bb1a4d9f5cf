"""Equipment of the state, and who holds it."""

from dataclasses import dataclass
from uuid import UUID

from kernel.errors import Conflict, NotFound
from kernel.languages import _
from services.wfh.events import EquipmentKind


class EquipmentUnknown(NotFound):
    """No such piece is in anybody's hands."""

    text = _("There is no such piece of equipment in anybody's hands. Look at the register again.")


class EquipmentIsOut(Conflict):
    """A piece is in one person's hands at a time."""

    text = _("This piece is in somebody's hands. Enter its return first, then issue it anew.")


class EquipmentIsOfOtherKind(Conflict):
    """A number belongs to one piece for ever."""

    text = _("This number is entered as another kind of equipment. Check the number on the label.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """A piece with the number on its label; *holder* has it now."""

    device_id: UUID
    asset_number: str
    kind: EquipmentKind
    department: str
    holder: UUID | None = None

    def check_issue(self, kind: EquipmentKind) -> None:
        """Raise what stands against issuing this piece as *kind*."""
        if self.kind is not kind:
            raise EquipmentIsOfOtherKind
        if self.holder is not None:
            raise EquipmentIsOut


def normal_asset_number(text: str) -> str:
    """The number as it is kept: capitals, without blanks."""
    return "".join(text.split()).upper()
