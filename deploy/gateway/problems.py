"""What the gateway refuses by itself: a page for people, a few words in a portal's page, a document for programs."""

import json
from collections.abc import Mapping
from pathlib import Path

from deploy.gateway.beforehand import for_every_reader
from kernel.languages import LANGUAGES, translate
from kernel.ui.problems import PROBLEMS, Problem

# Where a person reads it, and the template for there.
FORMS = {"page": "problem.html", "block": "problem_plain.html"}


def problem_pages(limits: Mapping[str, int], emblem: Path | None) -> dict[str, str]:
    """The refusals for people by file name, such as problem-page-busy.hi-100-normal.html."""
    return {
        name: text
        for form, template in FORMS.items()
        for problem in PROBLEMS
        for name, text in for_every_reader(
            f"problem-{form}-{problem.code}", template, "/", emblem, problem=problem, limits=limits
        ).items()
    }


def problem_document(problem: Problem, language: str, limits: Mapping[str, int]) -> str:
    """The refusal as problem+json (RFC 9457); nginx puts the reference in."""
    document = {
        "type": f"urn:karyasetu:{problem.code}",
        "title": translate(problem.title, language, "kernel"),
        "status": problem.status,
        "detail": translate(problem.detail, language, "kernel") % limits,
        "instance": "$request_id",
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


# What problems.conf says them with.
SAID = {"problems": PROBLEMS, "forms": FORMS, "languages": LANGUAGES, "document": problem_document}
