"""Every sentence that a person reads exists in Hindi and in English."""

import re
from io import BytesIO

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from kernel.languages import catalogue_path
from tests.architecture.house import ROOT, SERVICES

DOMAINS = ("kernel", *SERVICES)


def _said(domain: str) -> set[str]:
    folder = ROOT / ("kernel" if domain == "kernel" else f"services/{domain}")
    sentences: set[str] = set()
    for path in sorted(folder.rglob("*")):
        method = {
            ".py": "python",
            ".html": "jinja2.ext:babel_extract",
            ".txt": "jinja2.ext:babel_extract",
        }.get(path.suffix)
        if method and path.is_file():
            options = {"silent": "false", "extensions": "jinja2.ext.do"} if path.suffix != ".py" else {}
            found = extract(method, BytesIO(path.read_bytes()), keywords={"_": None}, options=options)
            sentences |= {message[1] for message in found if isinstance(message[1], str)}
    return sentences


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_sentence_is_in_the_hindi_catalogue(domain: str) -> None:
    with catalogue_path(domain, "hi").open("rb") as file:
        catalogue = read_po(file, locale="hi")
    translated = {m.id for m in catalogue if m.id and m.string and not m.fuzzy}
    with catalogue_path("kernel", "hi").open("rb") as file:
        shared = {m.id for m in read_po(file, locale="hi") if m.string and not m.fuzzy}

    assert sorted(_said(domain) - translated - shared) == []
    assert sorted(str(each) for each in translated - _said(domain)) == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_translation_keeps_the_facts_of_its_sentence(domain: str) -> None:
    with catalogue_path(domain, "hi").open("rb") as file:
        catalogue = read_po(file, locale="hi")
    facts = re.compile(r"%\((\w+)\)s|%%")

    broken = [m.id for m in catalogue if m.id and set(facts.findall(m.id)) != set(facts.findall(m.string))]

    assert broken == []
