"""What tests stand on: private servers for the session, a fresh database for each test."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import copy
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from deploy.local.stack import Stack
from kernel.database import Database, Transaction
from tests import broker
from tests.browser import site as browser_site
from tests.browser.visitors import CHROMIUM, SWITCHES
from tests.databases import Databases, Filling

__all__ = ["Databases"]

HERE = Path(__file__).parent

# How long one example takes is the machine's business: beside others it is late now and then.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


# What starts whole systems and waits for them comes first, so that no process works on alone at the end;
# browsers come when the journey has started, and tried, the installation that they share.
ORDER = ("journeys", "kernel", "chaos", "deploy", "system", "browser")
# And within a folder those that take minutes, the longest first.
LONG = (
    "test_revocation",
    "test_walks_papers",
    "test_walks_desk",
    "test_walks_days",
    "test_walks_filing",
    "test_employees",
    "test_walks_case",
    "test_citizen.py",
    "test_organisation",
    "test_walks",
    "test_devices",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long ones first; otherwise all stays as it is within a folder."""
    items.sort(key=lambda item: _turn(item.path.relative_to(HERE).parts[0], item.path.name))


def _turn(folder: str, name: str) -> tuple[int, int]:
    long = next((turn for turn, each in enumerate(LONG) if name.startswith(each)), len(LONG))
    return (ORDER.index(folder) if folder in ORDER else len(ORDER), long)


def pytest_configure(config: pytest.Config) -> None:
    """All processes of a run share one broker, and one installation for the browser tests."""
    if not hasattr(config, "workerinput"):
        browser_site.choose_folder()
        broker.choose_folder()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Who began the run ends what they shared."""
    if not hasattr(session.config, "workerinput"):
        browser_site.end()
        broker.end()


@contextmanager
def _session_stack() -> Iterator[Stack]:
    folder = Path(tempfile.mkdtemp(prefix="ks-"))
    folder.chmod(0o755)
    stack = Stack(folder / "stack", durable=False)
    try:
        yield stack
    finally:
        stack.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _servers() -> Iterator[Stack]:
    with _session_stack() as stack:
        stack.postgres.start()
        yield stack


@pytest.fixture(scope="session")
def stack(_servers: Stack) -> Stack:
    """PostgreSQL of this process, and its virtual host in the run's RabbitMQ."""
    shared = copy(_servers)
    shared.rabbitmq = broker.running()
    return shared


@pytest.fixture(scope="session")
def own_stack(_servers: Stack) -> Stack:
    """PostgreSQL and RabbitMQ of this process alone, for who stops them."""
    _servers.rabbitmq.start()
    return _servers


@pytest.fixture(scope="session")
def databases(_servers: Stack) -> Databases:
    """The makers of fresh databases."""
    return Databases(_servers)


@pytest.fixture
def fresh(databases: Databases) -> Iterator[Callable[..., str]]:
    """fresh("files") -> the name of a database that lives as long as the test; see Databases.dsn."""
    with ExitStack() as endings:

        def make(service: str, filling: Filling | None = None) -> str:
            name = databases.take(service, filling)
            endings.callback(databases.give_back, name)
            return name

        yield make


@pytest.fixture
def database(fresh: Callable[..., str], databases: Databases) -> Iterator[Callable[..., Database]]:
    """database("files") or database("files", role="vpn"): a pool on this test's fresh database of the service.

    What *filling* writes is there already; only the first who asks says it.
    """
    made: dict[str, str] = {}
    with ExitStack() as endings:

        def make(service: str, role: str = "app", size: int = 8, filling: Filling | None = None) -> Database:
            name = made.setdefault(service, "") or fresh(service, filling)
            made[service] = name
            pool = Database(databases.dsn(name, role), size=size, wait_ms=60_000, name="test")
            endings.callback(pool.close)
            return pool

        yield make


@pytest.fixture
def tx(database: Callable[..., Database]) -> Iterator[Callable[[str], Transaction]]:
    """tx("files"): an open transaction on a fresh database; it is rolled back unless the test commits it."""
    with ExitStack() as endings:

        def begin(service: str) -> Transaction:
            pool = database(service)
            connection = endings.enter_context(pool._borrowed())
            transaction = Transaction(connection)
            endings.callback(transaction.rollback)
            return transaction

        yield begin


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without its windows, one for the session: a process can hold no second Playwright beside the first."""
    with sync_playwright() as playwright:
        # A page, the server and the database take turns with five other workers.
        expect.set_options(timeout=30_000)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield browser
        browser.close()
