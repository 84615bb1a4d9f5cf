"""What a citizen hands in, before it has a number."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Self
from uuid import UUID

from services.public.domain.case import Nature
from services.public.domain.numbers import Mode


def way_to_reach(mobile: str | None, email: str | None, language: str) -> dict[str, Any]:
    """What may be sent to notify of a citizen, and nothing more."""
    return {"mobile": mobile or None, "email": email, "language": language}


@dataclass(frozen=True, slots=True)
class Intake:
    """One filing, clean and checked. `confirmed_by` is CODE, PORTAL or NOBODY: who vouches for the mobile."""

    mode: Mode
    department: str
    nature: Nature
    text: str
    name: str
    mobile: str
    language: str
    area: str | None = None
    category: str | None = None
    email: str | None = None
    address: str | None = None
    protected: bool = False
    confirmed_by: str = "NOBODY"
    portal_id: UUID | None = None
    external_system: str | None = None
    external_number: str | None = None

    def contact(self) -> dict[str, Any]:
        """How who handed it in is reached."""
        return way_to_reach(self.mobile, self.email, self.language)

    def complainant(self) -> dict[str, Any]:
        """Who it is, for the sealed row."""
        return {"name": self.name, "mobile": self.mobile, "email": self.email, "address": self.address}

    def as_json(self) -> bytes:
        """The filing as it waits, sealed, for its code."""
        return json.dumps(asdict(self), ensure_ascii=False, default=str).encode()

    @classmethod
    def from_json(cls, text: bytes, confirmed_by: str) -> Self:
        """The filing as it waited; *confirmed_by* says who vouches for its mobile now."""
        facts = json.loads(text)
        facts["mode"], facts["nature"] = Mode(facts["mode"]), Nature(facts["nature"])
        facts["confirmed_by"] = confirmed_by
        facts["portal_id"] = UUID(facts["portal_id"]) if facts["portal_id"] else None
        return cls(**facts)


@dataclass(frozen=True, slots=True)
class Paper:
    """A stored attachment with its key as this service keeps it."""

    document_id: UUID
    sha256: str
    size: int
    media_type: str
    wrapped_key: bytes
