"""The api as a process: it outlives its neighbours, and what it refuses is counted and never quoted."""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from deploy.local.programs import Child, Command, python_command, wait_until
from deploy.local.stack import SERVICES, Stack
from kernel.clock import new_id
from kernel.database import Database
from kernel.sealing import generate_keys
from services.auth.actions import generate_keys as generate_token_keys
from tests.forms import without_ids
from tests.public.town import PORTAL_KEY, a_body, open_town

# httpcore leaves the socket of a refused connection to the collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    # A broker of its own starts, stops and starts again.
    pytest.mark.timeout(300),
]

REGISTERED, AWAY = 201, 503
CANARY = "canary-name"
JSON = {"Content-Type": "application/json"}
# A process starts beside the others of a whole run.
PATIENCE = 60


@pytest.fixture
def stack(own_stack: Stack) -> Stack:
    """A broker that nobody else needs while it is away."""
    return own_stack


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="ks-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def api(database: Callable[..., Database], stack: Stack, folder: Path) -> Iterator[Child]:
    """Public's api with the town in its database, as the supervisor would start it."""
    pool = database("public")
    with pool.transaction() as tx:
        open_town(tx)
    child = Child(_command(folder, pool.dsn, stack.amqp_url("public")))
    child.start(leash=True)
    wait_until((folder / "api.sock").exists, PATIENCE, "the api", child.is_running)
    yield child
    child.stop(5)


@pytest.fixture
def portal(api: Child, folder: Path) -> Iterator[httpx.Client]:
    """Revenue's portal at the api's socket."""
    transport = httpx.HTTPTransport(uds=str(folder / "api.sock"), retries=3)
    with httpx.Client(transport=transport, base_url="http://public", timeout=PATIENCE) as client:
        wait_until(lambda: client.get("/healthz").is_success, PATIENCE, "the api", api.is_running)
        yield client


def test_every_request_is_answered_while_the_broker_is_away(portal: httpx.Client, stack: Stack) -> None:
    stack.rabbitmq.stop()
    try:
        answers = [_file(portal).status_code for _ in range(20)]
    finally:
        stack.rabbitmq.start()

    assert set(answers) == {REGISTERED}


def test_an_api_refuses_while_the_database_is_away_and_recovers_by_itself(
    api: Child, portal: httpx.Client, stack: Stack
) -> None:
    before, pid = _file(portal), api.pid()

    stack.postgres.stop()
    try:
        away = _file(portal)
    finally:
        stack.postgres.start()
    wait_until(lambda: _file(portal).status_code == REGISTERED, PATIENCE, "the api", api.is_running)

    assert before.status_code == REGISTERED
    assert away.status_code == AWAY
    assert int(away.headers["Retry-After"]) > 0
    assert away.headers["Content-Type"].startswith("application/problem+json")
    assert api.pid() == pid


def test_what_is_refused_is_counted_and_leaves_no_word_in_the_log(api: Child, portal: httpx.Client) -> None:
    spoken = a_body(name=CANARY, text=f"{CANARY} 98765 43210")
    paper = {"papers": (f"{CANARY}.jpg", b"MZ a program", "image/jpeg")}
    key = {"X-Portal-Key": PORTAL_KEY, "X-Zone": "INTERNET"}

    answers = [
        portal.post("/v1/cases", json={**spoken, "more": CANARY}, headers=key),
        portal.post("/v1/cases", json=spoken, headers={**key, "X-Portal-Key": CANARY}),
        portal.post("/v1/cases", json=spoken, headers={**key, "Authorization": f"Bearer {CANARY}"}),
        portal.post(
            "/v1/cases", content=b'{"name": "' + CANARY.encode() + b'\xff"}', headers={**key, **JSON}
        ),
        portal.post("/v1/cases", content=CANARY.encode() * 9000, headers={**key, **JSON}),
        portal.post("/v1/cases", content=CANARY.encode(), headers={**key, "Content-Type": "text/xml"}),
        portal.post("/v1/cases", data=a_body(name=CANARY), files=paper, headers=key),
        portal.get(f"/v1/cases/status/{CANARY}", params={"mobile": "9876543210"}, headers=key),
    ]

    counted = re.findall(r"refusals_total\{[^}]*\} (\d+)", portal.get("/metrics").text)
    assert [answer.status_code for answer in answers] == [422, 401, 401, 422, 413, 415, 415, 422]
    assert all(answer.json()["detail"] for answer in answers)
    assert sum(map(int, counted)) == len(answers)
    log = api.log.read_text("utf-8")
    assert log.count("request-refused") == len(answers)
    assert CANARY not in log
    assert "43210" not in re.sub(r"\.\d{6}", "", without_ids(log))


def _file(portal: httpx.Client) -> httpx.Response:
    headers = {"X-Portal-Key": PORTAL_KEY, "X-Zone": "INTERNET", "Idempotency-Key": str(new_id())}
    return portal.post("/v1/cases", json=a_body(), headers=headers)


def _command(folder: Path, database_url: str, amqp_url: str) -> Command:
    generate_keys(folder / "sealing", SERVICES)
    generate_token_keys(folder / "signing.json", folder / "tokens.json")
    (folder / "form.key").write_text("0" * 64)
    told = {
        "KS_DATABASE_URL": database_url,
        "KS_AMQP_URL": amqp_url,
        "KS_LISTEN": str(folder / "api.sock"),
        "KS_TOKEN_KEYS": str(folder / "tokens.json"),
        "KS_SEALING_DIR": str(folder / "sealing" / "public"),
        "KS_BLOB_DIR": str(folder / "blobs"),
        "KS_FORM_KEY": str(folder / "form.key"),
        "KS_POOL_SIZE": "2",
        "KS_LOG_LEVEL": "debug",
    }
    base = python_command("public-api", "deploy.launch", folder / "work", "public", "api")
    return Command(base.name, base.argv, base.directory, base.environment | told)
