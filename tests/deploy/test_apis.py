"""Every service's api outlives its database; public's own tests say so of public."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from deploy.local.programs import Child, Command, python_command, wait_until
from kernel.database import Database
from tests.clients import a_client
from tests.conftest import Databases
from tests.fakes import an_actor
from tests.keys import signing_keys

# httpcore leaves the socket of a refused connection to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

# Each answer stands on the database; auth's says that it does not know the officer.
ASKED = {
    "auth": "/v1/me",
    "files": "/v1/waiting",
    "wfh": "/v1/wfh/balance",
    "notify": "/v1/notices",
}
NORMAL = {"auth": 404, "files": 200, "wfh": 200, "notify": 200}
AWAY = 503


@dataclass
class Api:
    """An api as the supervisor would start it, and an officer at its socket."""

    child: Child
    client: httpx.Client
    path: str

    def ask(self) -> httpx.Response:
        """What the officer is answered."""
        return self.client.get(self.path)

    def is_back(self) -> bool:
        """Whether it has found its database again."""
        return self.ask().status_code != AWAY

    def is_up(self) -> bool:
        """Whether it can be asked."""
        try:
            return self.client.get("/healthz").is_success
        except httpx.TransportError:
            return False


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="ks-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def apis(database: Callable[..., Database], folder: Path) -> Iterator[dict[str, Api]]:
    """The apis of four services on databases in which nothing stands."""
    pools = {service: database(service) for service in ASKED}
    token = a_client("auth", pools["auth"], folder, []).token(an_actor())
    signing_keys(folder)
    (folder / "form.key").write_text("0" * 64)
    headers = {"Authorization": f"Bearer {token}", "X-Zone": "VPN", "X-Device": "A1B2"}
    with ExitStack() as open_ones:
        started = {}
        for service, path in ASKED.items():
            child = Child(_command(folder, service, pools[service].dsn))
            child.start(leash=True)
            open_ones.callback(child.stop, 5)
            transport = httpx.HTTPTransport(uds=str(folder / f"{service}.sock"))
            client = httpx.Client(transport=transport, base_url="http://api", headers=headers, timeout=10)
            started[service] = Api(child, open_ones.enter_context(client), path)
        for service, api in started.items():
            wait_until(api.is_up, 60, f"the api of {service}", api.child.is_running)
        yield started


def _command(folder: Path, service: str, database_url: str) -> Command:
    told = {
        "KS_DATABASE_URL": database_url,
        "KS_LISTEN": str(folder / f"{service}.sock"),
        "KS_TOKEN_KEYS": str(folder / "jwks.json"),
        "KS_TOKEN_SIGNING_KEY": str(folder / "signing.json"),
        "KS_SEALING_DIR": str(folder / "sealing" / service),
        "KS_BLOB_DIR": str(folder / "blobs"),
        "KS_FORM_KEY": str(folder / "form.key"),
        "KS_POOL_SIZE": "2",
    }
    base = python_command(f"{service}-api", "deploy.launch", folder / service, service, "api")
    return Command(base.name, base.argv, base.directory, base.environment | told)


def test_every_api_refuses_while_the_database_is_away_and_recovers_by_itself(
    apis: dict[str, Api], databases: Databases
) -> None:
    pids = {service: api.child.pid() for service, api in apis.items()}
    before = {service: api.ask().status_code for service, api in apis.items()}

    databases.stack.postgres.stop()
    try:
        away = {service: api.ask() for service, api in apis.items()}
    finally:
        databases.stack.postgres.start()
    for service, api in apis.items():
        wait_until(api.is_back, 20, f"the api of {service}", api.child.is_running)

    assert before == NORMAL
    assert {answer.status_code for answer in away.values()} == {AWAY}
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in away.values())
    assert {service: api.ask().status_code for service, api in apis.items()} == NORMAL
    assert {service: api.child.pid() for service, api in apis.items()} == pids
