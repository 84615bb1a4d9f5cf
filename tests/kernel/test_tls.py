"""Events travel over TLS only, where the settings say so; who cannot prove who he is gets nothing."""

import shutil
import ssl
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import amqp
import pika
import pytest

from deploy.local.authority import Authority
from deploy.local.rabbitmq import RabbitMQ
from deploy.local.stack import SERVICES, Stack
from kernel.clock import new_id
from kernel.edge.worker import wire
from tests.conftest import Databases
from tests.kernel.backbone.events import StepTaken
from tests.kernel.backbone.house import House, open_house

pytestmark = pytest.mark.timeout(240)


class SecureStack:
    """A broker that speaks TLS only, with the certificate of an authority of its own."""

    def __init__(self, folder: Path) -> None:
        self.authority = Authority(folder / "authority")
        self.rabbitmq = RabbitMQ(folder / "rabbitmq", SERVICES, durable=False, authority=self.authority)

    def amqp_url(self, service: str = "operator") -> str:
        """The broker URL of a service, or of the operator."""
        return self.rabbitmq.url(service)


@pytest.fixture(scope="module")
def secure() -> Iterator[SecureStack]:
    folder = Path(tempfile.mkdtemp(prefix="ks-tls-"))
    folder.chmod(0o755)
    stack = SecureStack(folder)
    try:
        stack.rabbitmq.start()
        yield stack
    finally:
        stack.rabbitmq.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def trusting(secure: SecureStack, monkeypatch: pytest.MonkeyPatch) -> SecureStack:
    monkeypatch.setenv("SSL_CERT_FILE", str(secure.authority.certificate_path))
    return secure


@pytest.fixture
def house(
    trusting: SecureStack, fresh: Callable[[str], str], databases: Databases, tmp_path: Path
) -> Iterator[House]:
    yield from open_house(cast("Stack", trusting), fresh, databases.dsn, tmp_path)


def test_an_event_goes_from_the_outbox_to_its_handler_over_tls(house: House, trusting: SecureStack) -> None:
    trust = {"SSL_CERT_FILE": str(trusting.authority.certificate_path)}
    house.worker("shared,directory,revenue", **trust)
    house.relay(**trust)
    case = new_id()

    house.announce(*(StepTaken(case_id=case, number=number) for number in range(5)), born_in="REV")
    house.wait_for_effects(5)
    moved = house.operate("kernel.lanes", "move", "files", "REV", "revenue", **trust)
    house.announce(StepTaken(case_id=case, number=6), born_in="REV")
    effects = house.wait_for_effects(6)

    assert moved.returncode == 0, moved.stderr
    assert [effect["sequence"] for effect in effects] == [1, 2, 3, 4, 5, 6]


def test_a_broker_of_another_authority_is_refused_by_reader_and_writer(
    secure: SecureStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Authority(tmp_path / "other")
    other.prepare()
    monkeypatch.setenv("SSL_CERT_FILE", str(other.certificate_path))

    _refused(secure.amqp_url("files"))


def test_a_broker_under_a_name_that_its_certificate_lacks_is_refused(trusting: SecureStack) -> None:
    _refused(trusting.amqp_url("files").replace("@localhost:", "@127.0.0.1:"))


def test_a_broker_that_speaks_tls_only_answers_nobody_who_speaks_plainly(trusting: SecureStack) -> None:
    plain = trusting.amqp_url("files").replace("amqps://", "amqp://")

    with pytest.raises((amqp.AMQPError, OSError)):
        wire.connect(plain)


def _refused(url: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        wire.connect(url)
    with pytest.raises(ssl.SSLCertVerificationError):
        pika.BlockingConnection(pika.URLParameters(url))
