"""SQL as a language of its own: every statement named and explained in a queries.sql."""

import re
from pathlib import Path

_NAMED = re.compile(r"^-- name: (?P<name>\w+)\n(?P<text>.*?)(?=^-- name: |\Z)", re.MULTILINE | re.DOTALL)


class Query:
    """One named statement of a queries.sql."""

    __slots__ = ("name", "sql", "summary")

    def __init__(self, name: str, text: str) -> None:
        lines = text.strip().splitlines()
        self.name = name
        self.summary = " ".join(line[3:] for line in lines if line.startswith("-- "))
        self.sql = "\n".join(line for line in lines if not line.startswith("-- ")).strip().rstrip(";")


class Queries:
    """The statements of one queries.sql, each an attribute."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.by_name = {
            m["name"]: Query(m["name"], m["text"]) for m in _NAMED.finditer(path.read_text("utf-8"))
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
