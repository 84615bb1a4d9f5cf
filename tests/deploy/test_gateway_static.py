"""Browsers get the built files compressed, keep them for ever, and never get an old one for a new one."""

import gzip
import http.client
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.gateway.static import publish
from deploy.local.gateway import Gateway
from deploy.local.programs import running
from kernel.ui import asset
from kernel.ui.assets import STATIC, emblem_address

NAMES = sorted(path.name for path in STATIC.glob("*.*") if path.suffix in {".css", ".js", ".svg"})


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    directory = tmp_path_factory.mktemp("gws")
    made = Gateway(directory / "gateway", directory / "s")
    made.prepare()
    with running(made.command(), made.plan().listeners[0].port):
        yield made


def _get(gateway: Gateway, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    listener = gateway.plan().listeners[0]
    connection = http.client.HTTPConnection(listener.address, listener.port, timeout=10)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


@pytest.mark.parametrize("name", NAMES)
def test_a_file_under_its_hashed_name_is_kept_for_ever(gateway: Gateway, name: str) -> None:
    response, body = _get(gateway, asset(name))

    assert response.status == 200
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert body == (STATIC / name).read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_sent_as_it_was_compressed_beforehand(gateway: Gateway, name: str) -> None:
    response, body = _get(gateway, asset(name), **{"Accept-Encoding": "gzip"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Vary"] == "Accept-Encoding"
    # What nginx compresses itself has no length beforehand.
    assert response.headers["Content-Length"] == str(len(body))
    assert gzip.decompress(body) == (STATIC / name).read_bytes()


def test_a_font_is_found_where_the_style_sheet_says(gateway: Gateway) -> None:
    fonts = re.findall(r'url\("([^"]+\.woff2)"\)', (STATIC / "staff.css").read_text("utf-8"))

    assert len(fonts) == 2
    for font in fonts:
        response, _body = _get(gateway, f"/static/{font}")
        assert response.status == 200
        assert response.headers["Content-Type"] == "font/woff2"
        assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/SOURCES.md",
        "/static/citizen.0000000000.css",
        "/static/",
        "/static/../nginx.conf",
        "/static/..%2fnginx.conf",
    ],
)
def test_nothing_else_is_given_away(gateway: Gateway, path: str) -> None:
    response, body = _get(gateway, path)

    assert response.status in (400, 403, 404, 503)
    assert b"worker_processes" not in body


def test_an_older_release_keeps_its_files(tmp_path: Path) -> None:
    publish(tmp_path)
    older = tmp_path / "citizen.0123456789.css"
    older.write_text("older")

    publish(tmp_path)

    assert older.read_text() == "older"


def test_the_emblem_of_an_installation_is_published_under_its_own_hash(tmp_path: Path) -> None:
    emblem = tmp_path / "Emblem of 2026.SVG"
    emblem.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")

    publish(tmp_path / "static", emblem)

    name = emblem_address(emblem).removeprefix("/static/")
    assert re.fullmatch(r"emblem\.[0-9a-f]{10}\.svg", name)
    assert (tmp_path / "static" / name).read_bytes() == emblem.read_bytes()
    assert emblem_address(None) == ""
