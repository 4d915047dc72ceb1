"""An org for each test, copied from one that is seeded once; and one over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from cockpit_sandbox.clock import VirtualClock
from cockpit_sandbox.launch import Sandbox
from cockpit_sandbox.org import Org
from cockpit_sandbox.seed import seed_org
from tests.sandbox.client import Client

NOW = datetime(2026, 11, 23, 9, 0, 30, 900_000, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def seeded() -> Iterator[Org]:
    """The small company; never written to."""
    org = Org(clock=VirtualClock(NOW))
    seed_org(org)
    org.session(org.main_user_id)
    yield org
    org.close()


@pytest.fixture
def org(seeded: Org) -> Iterator[Org]:
    """A copy of the small company under a clock that stands still."""
    copy = Org(clock=VirtualClock(NOW))
    seeded.storage.connection.backup(copy.storage.connection)
    yield copy
    copy.close()


@pytest.fixture
def client(org: Org) -> Client:
    """The signed-in user."""
    return Client(org, org.session(org.main_user_id))


@pytest.fixture
def account(client: Client) -> str:
    """The id of an ordinary account."""
    return client.ids("SELECT Id FROM Account ORDER BY Id LIMIT 1")[0]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """A child process that serves the small company."""
    with Sandbox.start(today=TODAY) as running:
        yield running
