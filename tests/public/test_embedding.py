"""What a browser would refuse, decided by its own rules; the browser tests hold some of these against Chromium."""

import re
from dataclasses import replace

import pytest

from kernel.languages import translate
from services.public.domain.embedding import REFUSED, SAYS, Block, Found, findings
from services.public.domain.origins import ContentPolicy, Origin, matches, origin_of, policies_in
from services.public.domain.portal import Accent
from tests.architecture.house import ROOT

HOME = Origin("https", "seva.example", 443)
BLOCK = Block(
    origins=("https://revenue.example",),
    is_open=True,
    home=HOME,
    path="/embed/0192",
    integrity="sha384-abc",
)


def found(address: str, headers: str = "", **over: object) -> list[Found]:
    return [each.what for each in findings(replace(BLOCK, **over), address, headers)]  # type: ignore[arg-type]  # tests name fields freely


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("", Found.NO_ADDRESS),
        ("   ", Found.NO_ADDRESS),
        ("https://", Found.NO_ADDRESS),
        ("https://revenue.example:99999", Found.NO_ADDRESS),
        ("https://[::1", Found.NO_ADDRESS),
        ("https://a b.example/", Found.NO_ADDRESS),
        ("file:///C:/index.html", Found.NOT_A_SITE),
        ("data:text/html,x", Found.NOT_A_SITE),
        ("http://revenue.example", Found.PAGE_NOT_HTTPS),
        ("https://revenue.example:8443", Found.OTHER_PORT),
        ("https://www.revenue.example", Found.OTHER_SUBDOMAIN),
        ("https://example", Found.OTHER_SUBDOMAIN),
        ("https://other.gov.example", Found.NOT_REGISTERED),
        ("https://10.1.2.3/", Found.ADDRESS_OF_DIGITS),
        ("https://[2001:db8::1]/", Found.ADDRESS_OF_DIGITS),
    ],
)
def test_a_page_in_which_the_block_is_refused_is_told_why(address: str, what: Found) -> None:
    assert found(address) == [what]
    assert what in REFUSED


@pytest.mark.parametrize(
    "address",
    [
        "https://revenue.example",
        "https://REVENUE.example",
        "revenue.example",
        "https://revenue.example:443",
        "https://someone@revenue.example",
        " https://revenue.example/ ",
    ],
)
def test_every_spelling_of_the_registered_origin_is_the_registered_origin(address: str) -> None:
    assert found(address) == []


def test_a_path_is_nothing_and_that_is_said() -> None:
    assert found("https://revenue.example/services/complaints?x=1") == [Found.PATH_IS_NOTHING]


def test_a_name_in_devanagari_is_compared_as_the_dns_knows_it() -> None:
    assert found("https://भारत.example/", origins=("https://xn--h2brj9c.example",)) == []
    assert found("https://भारत.example:8443", origins=("https://xn--h2brj9c.example",)) == [Found.OTHER_PORT]


def test_a_portal_that_is_closed_or_without_origins_is_refused_everywhere() -> None:
    assert found("https://revenue.example", is_open=False) == [Found.PORTAL_CLOSED]
    assert found("https://revenue.example", origins=()) == [Found.NO_ORIGINS]


def test_a_block_by_http_in_a_page_by_https_is_mixed_content_unless_it_is_this_machine() -> None:
    plain = Origin("http", "seva.example", 80)
    local = Origin("http", "127.0.0.1", 8080)

    assert found("https://revenue.example", home=plain) == [Found.FRAME_NOT_HTTPS]
    assert found("https://revenue.example", home=local) == []


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ("Content-Security-Policy: default-src 'self'", [Found.POLICY_FRAME, Found.POLICY_SCRIPT]),
        ("default-src 'self'; frame-src https://seva.example; script-src https://seva.example", []),
        ("frame-src 'none'", [Found.POLICY_FRAME]),
        ("frame-src", [Found.POLICY_FRAME]),
        ("child-src https://*.example", []),
        ("frame-src https://seva.example/embed/", []),
        ("frame-src https://seva.example/d/", [Found.POLICY_FRAME]),
        ("frame-src seva.example:*", []),
        ("frame-src http://seva.example", []),
        ("frame-src http://seva.example:8080", [Found.POLICY_FRAME]),
        ("frame-src *, frame-src 'none'", [Found.POLICY_FRAME]),
        ("frame-src *; frame-src 'none'", []),
        ("Content-Security-Policy: frame-src *;\n  script-src 'self'", [Found.POLICY_SCRIPT]),
        ("Content-Security-Policy-Report-Only: default-src 'none'", []),
        (
            '<meta http-equiv="Content-Security-Policy" content="frame-src &#39;self&#39;">',
            [Found.POLICY_FRAME],
        ),
        ("script-src 'sha384-abc'", []),
        ("script-src 'nonce-xyz'", [Found.POLICY_NONCE]),
        ("script-src 'strict-dynamic' https:", [Found.POLICY_SCRIPT]),
        ("sandbox allow-scripts allow-forms", [Found.POLICY_SANDBOX]),
        ("sandbox allow-scripts allow-forms allow-popups", []),
        ("Cross-Origin-Embedder-Policy: require-corp", [Found.EMBEDDER_POLICY]),
        ("Server: nginx\nX-Frame-Options: DENY\nfoo", []),
        (";;; ,,, :::", []),
    ],
)
def test_the_policy_of_the_page_itself_is_read_as_browsers_read_it(
    headers: str, expected: list[Found]
) -> None:
    assert found("https://revenue.example", headers) == expected


def test_a_very_long_policy_is_read_in_no_time() -> None:
    assert found("https://revenue.example", "frame-src " + "a.example " * 1900) == [Found.POLICY_FRAME]
    assert found("https://revenue.example", "-" * 20_000) == []


@pytest.mark.parametrize(
    ("source", "target", "fits"),
    [
        ("https:", "http://seva.example", False),
        ("http:", "https://seva.example", True),
        ("*.example", "https://seva.example", True),
        ("*.seva.example", "https://seva.example", False),
        ("'self'", "https://seva.example", False),
        ("https://seva.example:80", "https://seva.example", False),
        ("http://seva.example:80", "https://seva.example", True),
        ("'unsafe-inline'", "https://seva.example", False),
        ("https://seva.example;x", "https://seva.example", False),
    ],
)
def test_a_source_lets_in_what_the_standard_says(source: str, target: str, fits: bool) -> None:
    page, home = origin_of("https://revenue.example"), origin_of(target)
    assert page
    assert home
    assert matches(source, home, page) is fits


def test_the_first_of_two_directives_of_one_name_counts() -> None:
    (policy,) = policies_in("img-src a; IMG-SRC b; frame-src c")

    assert policy == ContentPolicy({"img-src": ("a",), "frame-src": ("c",)})


def test_everything_that_can_be_found_is_said_in_both_languages() -> None:
    assert set(SAYS) == set(Found)
    for what, mending in SAYS.values():
        assert translate(what, "hi", "public") != what
        assert translate(mending, "hi", "public") != mending


@pytest.mark.parametrize("accent", sorted(set(Accent) - {Accent.GREEN}))
def test_white_and_every_accent_can_be_told_apart_by_everybody(accent: Accent) -> None:
    style = (ROOT / "kernel/ui/static/citizen.css").read_text("utf-8")
    poster = (ROOT / "kernel/ui/static/poster.css").read_text("utf-8")
    rule = re.search(rf"\.ks-accent-{accent}\{{([^}}]*)\}}", style)
    assert rule
    colours = re.findall(r"#[0-9a-f]{6}", rule[1])

    assert len(colours) == 3
    assert all(_contrast(colour) >= 7 for colour in colours)
    assert f".accent-{accent}{{--accent:{colours[0]}}}" in poster


def _contrast(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)
