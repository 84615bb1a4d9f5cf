"""The service's named statements, shared by the parts of the store."""

from pathlib import Path
from typing import Any

from kernel.database import Queries

queries = Queries(Path(__file__).parents[1] / "queries.sql")

Row = dict[str, Any]
