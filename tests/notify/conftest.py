"""A small department with its desks, a citizen, sealed contacts, and real providers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local import mailbox, smsc
from deploy.local.programs import free_port, running
from kernel.database import Database
from kernel.sealing import Sealing, generate_keys
from services.notify.sender import Mail, Sender, Sms, keep_libraries_silent
from tests.conftest import Databases
from tests.notify.desks import a_department


@pytest.fixture
def notify(database: Callable[..., Database]) -> Database:
    """The database of notify with Revenue's desks in its copy of the directory."""
    made: Database = database("notify")
    a_department(made)
    return made


@pytest.fixture(scope="module")
def owned(databases: Databases) -> Iterator[Database]:
    """A database of notify for all tests of a module, opened by its owner, who may let the planner gather figures."""
    name = databases.clone("notify")
    pool = Database(databases.dsn(name, "owner"))
    yield pool
    pool.close()
    databases.drop(name)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the services' keys lie."""
    folder = tmp_path_factory.mktemp("sealing")
    generate_keys(folder, ("auth", "public", "notify"))
    return folder


@pytest.fixture(scope="session")
def seals(keys: Path) -> Callable[[str], Sealing]:
    """seals("public"): the keys of a service."""
    return lambda service: Sealing.from_directory(keys / service, service)


@pytest.fixture
def sender(notify: Database, seals: Callable[[str], Sealing]) -> Sender:
    """A sender that does nothing by itself."""
    keep_libraries_silent()
    return Sender(notify, seals("notify"))


@pytest.fixture(scope="session")
def mail_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """Where mails arrive, and the port of the server that keeps them."""
    folder, port = tmp_path_factory.mktemp("mail"), free_port()
    with running(mailbox.command(folder, port), port):
        yield folder, port


@pytest.fixture(scope="session")
def sms_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """Where text messages arrive, and the port of the centre that keeps them."""
    folder, port = tmp_path_factory.mktemp("sms"), free_port()
    with running(smsc.command(folder, port), port):
        yield folder, port


@pytest.fixture
def inbox(mail_server: tuple[Path, int]) -> Iterator[Path]:
    """The empty mailbox; it accepts again when the test is over."""
    folder, _port = mail_server
    yield _emptied(folder, "*.eml")
    mailbox.accept(folder)


@pytest.fixture
def phone(sms_server: tuple[Path, int]) -> Iterator[Path]:
    """The empty store of text messages; all numbers receive again when the test is over."""
    folder, _port = sms_server
    yield _emptied(folder, "*-*.json")
    smsc.tell(folder, {})


@pytest.fixture
def mail(mail_server: tuple[Path, int], inbox: Path) -> Iterator[Mail]:
    """A connection to the mailbox."""
    provider = Mail(f"smtp://127.0.0.1:{mail_server[1]}", "KaryaSetu <no-reply@karyasetu.example>")
    yield provider
    provider.close()


@pytest.fixture
def sms(sms_server: tuple[Path, int], phone: Path) -> Iterator[Sms]:
    """A session with the text message centre."""
    provider = Sms(f"smpp://notify:local@127.0.0.1:{sms_server[1]}?reference_tag=0x1500", "KRYSTU")
    yield provider
    provider.close()


def _emptied(folder: Path, pattern: str) -> Path:
    for path in folder.glob(pattern):
        path.unlink()
    return folder
