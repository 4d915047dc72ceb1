"""A real sandbox org over HTTP for each test module, and workspaces that have read it once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from msgspec import Struct

from cockpit_sandbox.launch import Sandbox
from cockpit_sync.cycle import MirrorSettings, run_once
from cockpit_sync.salesforce.client import HttpTransport, Session
from cockpit_tui.services import workspace
from cockpit_tui.store.engine import Store
from tests.conftest import (
    DATABASES,
    FixedClock,
    copied_database,
    database_name,
    postgres_database,
)
from tests.ports import steady_port
from tests.sync.bench import Bench


class Pristine(Struct, frozen=True):
    """An org as it was made, and workspaces that have read it: copied for each test module."""

    org: Path
    port: int
    """The copies answer at the same address, so that the workspaces know them."""
    workspace: Path
    database: str
    """The PostgreSQL database that has read the org."""


@pytest.fixture(scope="session")
def pristine(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pristine]:
    folder = tmp_path_factory.mktemp("pristine")
    org, read = folder / "org.db", folder / "cockpit.db"
    with postgres_database(postgres_url) as url:
        with Sandbox.start(data=org, seed=7, port=steady_port()) as sandbox:
            read_once(f"sqlite:///{read}", sandbox)
            read_once(url, sandbox)
            port = urlsplit(sandbox.instance_url).port or 0
        yield Pristine(org, port, read, database_name(url))


@pytest.fixture(scope="module")
def shared_sandbox(
    pristine: Pristine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sandbox]:
    """One for each module: what one leaves behind would be read by all that follow."""
    org = tmp_path_factory.mktemp("org") / "org.db"
    shutil.copy(pristine.org, org)
    with Sandbox.start(data=org, seed=7, port=pristine.port) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(shared_sandbox: Sandbox) -> Sandbox:
    """The org, well behaved; its records live as long as the test module."""
    shared_sandbox.control.clear_faults()
    return shared_sandbox


def read_once(url: str, sandbox: Sandbox) -> None:
    store = Store(url)
    try:
        workspace.prepare(store)
        settings = MirrorSettings(sandbox.instance_url, is_loopback=True)
        session = Session(sandbox.instance_url, sandbox.access_token)
        report = run_once(store, HttpTransport(session), FixedClock(), settings)
        assert report.exit_code == 0, report
    finally:
        store.close()


@pytest.fixture(scope="session")
def read_file(pristine: Pristine) -> Path:
    return pristine.workspace


@pytest.fixture(scope="session")
def read_database(pristine: Pristine) -> str:
    return pristine.database


@pytest.fixture(params=DATABASES)
def read_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that has read the org once, on each kind."""
    with copied_database(request, tmp_path, "read") as url:
        yield url


@pytest.fixture
def bench(read_url: str, sandbox: Sandbox, clock: FixedClock) -> Iterator[Bench]:
    """A workspace that has read the org, with nothing waiting."""
    store = Store(read_url)
    made = Bench(store, clock, sandbox)
    yield made
    made.close()
    store.close()
