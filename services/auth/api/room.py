"""The room of HTTP, and what several routes need."""

from typing import Any

from kernel.edge.http import Api
from services.auth import access

Body = dict[str, Any]

api = Api("auth", policy=access.POLICY)


def page_of(items: Any) -> dict[str, Any]:
    """A list that is given whole."""
    return {"items": items, "next": None}
