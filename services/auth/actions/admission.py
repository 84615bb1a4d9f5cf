"""Whether each line of a file may be entered by the one who brings it: the same rules as for single units."""

from typing import Any

from kernel.database import Transaction
from kernel.errors import Refused
from kernel.identity import Actor
from services.auth import access
from services.auth.actions.charges import departments_of
from services.auth.actions.structure import require_no_favour
from services.auth.domain.tables import Line, Outcome
from services.auth.store import standing

_OF_STATE = frozenset({"areas", "ranks", "office_levels"})


class Admission:
    """Decides line by line, with everything that is known asked for once."""

    def __init__(
        self, tx: Transaction, actor: Actor, lines: list[Line], known: dict[str, dict[str, Any]]
    ) -> None:
        self._tx, self._actor, self._lines, self._known = tx, actor, lines, known
        self._own = departments_of(tx, actor)
        self._offices = {code: office.department for code, office in known["offices"].items()}
        self._offices |= {
            line.key: line.noun.department for line in lines if line.sheet == "offices" and line.noun
        }
        held = standing.find_charges_of_person(tx, actor.person_id) if actor.person_id else []
        self._held = {row["post_code"] for row in held}

    def check(self) -> None:
        """Write the refusal of each line that its bringer may not enter beside its code."""
        for line in self._lines:
            if line.outcome in (Outcome.NEW, Outcome.CHANGED):
                refusal = self._refusal(line)
                if refusal is not None:
                    line.faults["code"] = refusal

    def _refusal(self, line: Line) -> Refused | None:
        decision = access.may_keep_kind(self._actor, line.sheet in _OF_STATE)
        if not decision.allowed or line.sheet in _OF_STATE:
            return decision.refusal
        for department in self._departments(line):
            decision = access.may_change_in(self._actor, department, self._own)
            if not decision.allowed:
                return decision.refusal
        return self._refusal_of_rights(line)

    def _departments(self, line: Line) -> set[str]:
        versions = [each for each in (line.before, line.noun) if each is not None]
        if line.sheet == "departments":
            moved = line.before is None or any(
                getattr(line.before, name) != getattr(line.noun, name)
                for name in ("parent", "valid_from", "valid_to", "successor")
            )
            return {each.parent or "" for each in versions} if moved else {line.key}
        if line.sheet == "offices":
            return {each.department for each in versions}
        return {self._offices.get(each.office, "") for each in versions}

    def _refusal_of_rights(self, line: Line) -> Refused | None:
        try:
            if line.sheet == "posts":
                roles = line.noun.roles | (line.before.roles if line.before else frozenset())
                decision = access.may_hang_roles(self._actor, roles)
                if not decision.allowed or line.key not in self._held:
                    return decision.refusal
            if line.before is not None:
                require_no_favour(self._tx, self._actor, line.before, line.noun)
        except Refused as refusal:
            return refusal
        return None
