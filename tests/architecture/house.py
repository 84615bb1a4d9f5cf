"""Where the parts of the house are."""

import ast
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("auth", "files", "wfh", "public", "notify")
ROOMS = (
    "access",
    "actions",
    "api",
    "domain",
    "events",
    "pages",
    "schemas",
    "settings",
    "store",
    "worker",
)

# A room that only one service has; each stands in a decision record.
OWN_ROOMS = {"auth": {"sender"}, "notify": {"live", "sender"}}


def python_files(*folders: str) -> list[Path]:
    """The Python files of the given folders of the project."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def tree(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def kept_files() -> list[Path]:
    """All files that are, or are about to be, part of the project."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


def relative(path: Path) -> str:
    """A path as a reader of the project names it."""
    return str(path.relative_to(ROOT))
