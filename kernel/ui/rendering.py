"""Templates of a service and of the kernel, with the same words and figures inside macros as outside."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment(folders: tuple[Path, ...]) -> Environment:
    """One for all of a process that look there: a template is compiled once."""
    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )


class Templates:
    """Finds a template in *folders*, then among the kernel's."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._environment = _environment((*folders, TEMPLATES))

    def render(self, template: str, common: dict[str, Any], shown: dict[str, Any]) -> str:
        """The HTML of *template*; what is *common* to all pages is known in imported macros too."""
        # An imported template sees the names of its importer's globals, with the values of this rendering.
        found = self._environment.get_template(template, globals=dict.fromkeys(common))
        return found.render({**common, **shown})
