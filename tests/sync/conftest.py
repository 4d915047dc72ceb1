"""A real sandbox org over HTTP for each test module, and workspaces that have read it once."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from cockpit_sandbox.launch import Sandbox
from cockpit_sync.cycle import MirrorSettings, run_once
from cockpit_sync.salesforce.client import HttpTransport, Session
from cockpit_tui.services import workspace
from cockpit_tui.store.engine import Store
from tests.conftest import DATABASES, FixedClock
from tests.sync.bench import Bench


@pytest.fixture(scope="module")
def shared_sandbox() -> Iterator[Sandbox]:
    """One for each module: what one leaves behind would be read by all that follow."""
    sandbox = Sandbox.start(seed=7)
    yield sandbox
    sandbox.stop()


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


@pytest.fixture(scope="module")
def sqlite_template(shared_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "cockpit.db"
    read_once(f"sqlite:///{path}", shared_sandbox)
    return path


@pytest.fixture(scope="module")
def postgres_template(shared_sandbox: Sandbox, postgres_url: str) -> tuple[str, str]:
    """(address of the server, name of a database that has read the org)."""
    name = f"template_{uuid.uuid4().hex}"
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    admin.dispose()
    read_once(postgres_url.replace("/postgres?", f"/{name}?", 1), shared_sandbox)
    return postgres_url, name


@pytest.fixture(params=DATABASES)
def read_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that has read the org once, on each kind."""
    if request.param == "sqlite":
        path = tmp_path / "cockpit.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server, template = request.getfixturevalue("postgres_template")
    name = f"test_{uuid.uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    yield server.replace("/postgres?", f"/{name}?", 1)
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture
def bench(read_url: str, sandbox: Sandbox, clock: FixedClock) -> Iterator[Bench]:
    """A workspace that has read the org, with nothing waiting."""
    store = Store(read_url)
    made = Bench(store, clock, sandbox)
    yield made
    made.close()
    store.close()
