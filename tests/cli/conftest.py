"""A house with four people and two customers, and one that has met a sandbox org."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit_sandbox.launch import Sandbox
from cockpit_tui.services.workspace import prepare
from cockpit_tui.store.engine import Store
from tests.cli.cockpit_call import PROGRAM, Cockpit
from tests.conftest import TODAY, FixedClock
from tests.workspace import Workspace


@pytest.fixture
def empty(
    own_house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Cockpit:
    """The command line where there is no workspace yet; today is a Monday in November."""
    monkeypatch.setenv("COCKPIT_TODAY", TODAY.isoformat())
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return Cockpit(own_house, monkeypatch, capsys)


@pytest.fixture(scope="session")
def furnished_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ana (admin), Leo and Sam (members), Vera (viewer); Globex and Hooli; a mapping."""
    path = tmp_path_factory.mktemp("furnished") / "cockpit.db"
    store = Store(f"sqlite:///{path}")
    prepare(store)
    Workspace(store, FixedClock()).map_fields()
    store.close()
    return path


@pytest.fixture
def cockpit(empty: Cockpit, furnished_database: Path) -> Cockpit:
    """The command line of a workspace with people and customers and no CTA."""
    data = empty.home / "data"
    data.mkdir(parents=True)
    shutil.copy(furnished_database, data / "cockpit.db")
    return empty


@pytest.fixture(scope="session")
def shared_sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox.start(seed=7)
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox(shared_sandbox: Sandbox) -> Sandbox:
    """The org, well behaved."""
    shared_sandbox.control.clear_faults()
    return shared_sandbox


@pytest.fixture(scope="session")
def connected_house(shared_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house that `cockpit connect` made."""
    home = tmp_path_factory.mktemp("connected")
    subprocess.run(
        [PROGRAM, "connect", "--instance-url", shared_sandbox.instance_url],
        input=shared_sandbox.access_token,
        text=True,
        check=True,
        capture_output=True,
        env={
            "PATH": os.environ["PATH"],
            "COCKPIT_HOME": str(home),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        },
    )
    return home


@pytest.fixture
def connected(empty: Cockpit, connected_house: Path, sandbox: Sandbox) -> Cockpit:
    """The command line of a workspace that has read the sandbox org once."""
    shutil.copytree(connected_house, empty.home)
    kept = empty.home / "data" / "sign-ins.json"
    here = kept.read_text(encoding="utf-8").replace(str(connected_house), str(empty.home))
    kept.write_text(here, encoding="utf-8")
    return empty


@pytest.fixture
def mirrored(connected: Cockpit) -> Cockpit:
    """A connected workspace in which TASK-1 of CTA-1 has its twin in Salesforce."""
    account = connected.json("account", "list", "--limit", "1")["items"][0]
    connected.ok("cta", "add", "--account", account["id"], "--name", "Usage down")
    connected.ok("task", "add", "CTA-1", "--title", "Call the champion", "--due", "+3d")
    connected.ok("task", "sync", "TASK-1")
    connected.ok("sync")
    return connected
