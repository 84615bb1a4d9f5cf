"""A town with its departments and officers on a fixed Tuesday."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kernel import clock
from kernel.database import Database, Transaction
from kernel.edge.context import Context
from services.public import actions
from services.public.actions import promises
from services.public.api import api
from services.public.domain.case import Case
from services.public.pages import pages
from services.public.settings import Settings
from services.public.store import get_case
from tests.clients import Client, a_client
from tests.public.citizens import Browser
from tests.public.town import MORNING, a_body, a_portal, open_town


@pytest.fixture
def morning() -> Iterator[datetime]:
    """Ten thirty on Tuesday, 10 March 2026, in India."""
    with clock.frozen(MORNING) as at:
        yield at


@pytest.fixture
def town(database: Callable[..., Database], morning: datetime) -> Database:
    """The database of public with the town in its directory; what was promised in another town is forgotten."""
    promises._known.clear()
    return database("public", filling=open_town)


@pytest.fixture
def client(town: Database, tmp_path: Path) -> Client:
    """The service's edge on that town."""
    return a_client("public", town, tmp_path, [api, pages], Settings("https://seva.example"))


@pytest.fixture
def browser(client: Client) -> Browser:
    """A citizen's browser without scripts."""
    return Browser(client)


@pytest.fixture
def means(client: Client) -> Context:
    """Blobs, seals and keys of the process."""
    return client.context


@dataclass
class Desk:
    """An open transaction in the town with the process's parts."""

    tx: Transaction
    means: Context

    def file(self, **over: Any) -> Case:
        """A grievance just registered by Revenue's portal."""
        registered = actions.file_by_portal(self.tx, a_portal(), self.means, a_body(**over))
        return get_case(self.tx, registered.case_id)


@pytest.fixture
def desk(town: Database, means: Context) -> Iterator[Desk]:
    """A desk whose work is undone at the end."""
    with town._borrowed() as connection:
        transaction = Transaction(connection)
        yield Desk(transaction, means)
        transaction.rollback()
