"""SQL as a language of its own: every statement named and explained in a queries.sql."""

import hashlib
import re
from pathlib import Path

_NAMED = re.compile(
    r"^-- name: (?P<name>\w+)(?P<prepared>, prepared)?\n(?P<text>.*?)(?=^-- name: |\Z)",
    re.MULTILINE | re.DOTALL,
)
_PARAMETER = re.compile(r"%\((?P<name>\w+)\)s(?P<cast>::\w+(?:\[\])?)?")


class Query:
    """One named statement of a queries.sql; a prepared one is planned once per connection, not at each use."""

    __slots__ = ("name", "prepared", "sql", "summary")

    def __init__(self, name: str, text: str, *, prepared: bool = False) -> None:
        lines = text.strip().splitlines()
        self.name = name
        self.summary = " ".join(line[3:] for line in lines if line.startswith("-- "))
        self.sql = "\n".join(line for line in lines if not line.startswith("-- ")).strip().rstrip(";")
        self.prepared = Prepared(name, self.sql) if prepared else None


class Prepared:
    """The two halves of a prepared statement: how a connection learns it, and how it is used."""

    __slots__ = ("handle", "preparation", "sql")

    def __init__(self, name: str, sql: str) -> None:
        casts: dict[str, str] = {}
        for found in _PARAMETER.finditer(sql):
            casts[found["name"]] = casts.get(found["name"]) or found["cast"] or ""
        places = {parameter: f"${place}" for place, parameter in enumerate(casts, 1)}
        self.handle = f"{name}_{hashlib.sha256(sql.encode()).hexdigest()[:8]}"
        body = _PARAMETER.sub(lambda found: places[found["name"]] + (found["cast"] or ""), sql)
        self.preparation = f"PREPARE {self.handle} AS {body.replace('%%', '%')}"
        values = ", ".join(f"%({parameter})s{cast}" for parameter, cast in casts.items())
        self.sql = f"EXECUTE {self.handle} ({values})"


class Queries:
    """The statements of one queries.sql, each an attribute."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.by_name = {
            m["name"]: Query(m["name"], m["text"], prepared=bool(m["prepared"]))
            for m in _NAMED.finditer(path.read_text("utf-8"))
        }

    @classmethod
    def beside(cls, module_file: str) -> "Queries":
        """The queries.sql that lies beside a module."""
        return cls(Path(module_file).with_name("queries.sql"))

    def __getattr__(self, name: str) -> Query:
        try:
            return self.by_name[name]
        except KeyError:
            raise AttributeError(f"{self.path.name} has no statement {name}") from None
