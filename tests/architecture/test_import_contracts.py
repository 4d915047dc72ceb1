"""The import contracts hold, and a violation of each is caught."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("cockpit_tui", "widgets", "sync", "themes")

VIOLATIONS = {
    "a service reaches up to a screen": (
        "cockpit_tui/services/ctas.py",
        "import cockpit_tui.screens.base.lanes",
        "Imports run one way",
    ),
    "connecting reaches up to what builds it": (
        "cockpit_tui/connection/connecting.py",
        "def planted() -> None: import cockpit_tui.bootstrap",
        "Imports run one way",
    ),
    "a verb knows the cockpit itself": (
        "cockpit_tui/screens/verbs/jumping.py",
        "def planted() -> None: import cockpit_tui.screens.cockpit.screen",
        "Imports run one way",
    ),
    "the domain reaches the store": (
        "cockpit_tui/domain/money.py",
        "import cockpit_tui.store.engine",
        "Imports run one way",
    ),
    "a widget calls a service": (
        "widgets/cockpit_widgets/frame/toast.py",
        "import cockpit_tui.services.ctas",
        "Widgets know the domain's rows",
    ),
    "the mirror draws": (
        "sync/cockpit_sync/sending/plan.py",
        "import textual.app",
        "The mirror knows the store",
    ),
    "the sandbox borrows from the program": (
        "sync/cockpit_sandbox/ids.py",
        "import cockpit_tui.domain.ids",
        "The sandbox and the rest",
    ),
    "the mirror peeks into the sandbox": (
        "sync/cockpit_sync/sending/plan.py",
        "import cockpit_sandbox.org",
        "The sandbox and the mirror",
    ),
    "a route of the sandbox reaches up to its door": (
        "sync/cockpit_sandbox/routes/limits.py",
        "def planted() -> None: import cockpit_sandbox.org",
        "In the sandbox a request goes one way",
    ),
    "reading leans on what leans on it": (
        "sync/cockpit_sync/merging/merge.py",
        "def planted() -> None: import cockpit_sync.sending.sender",
        "Rooms do not import each other in circles",
    ),
    "the unit of work leans on the mirror": (
        "cockpit_tui/store/work/outbox.py",
        "def planted() -> None: import cockpit_tui.store.mirror.mirror_queue",
        "In the store imports run one way",
    ),
    "the engine leans on what stands on it": (
        "cockpit_tui/store/engine.py",
        "def planted() -> None: import cockpit_tui.store.rehearsal",
        "Rooms do not import each other in circles",
    ),
    "a service writes SQL": (
        "cockpit_tui/services/ctas.py",
        "import sqlalchemy",
        "SQLAlchemy is the store's",
    ),
    "the planner calls the library": (
        "sync/cockpit_sync/sending/plan.py",
        "import simple_salesforce",
        "simple-salesforce stays behind",
    ),
    "the store draws": (
        "cockpit_tui/store/lists/listing.py",
        "import textual.app",
        "Textual is the screen's",
    ),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs the contracts over the tree at `folder`, and no other."""
    code = (
        "import sys; "
        f"sys.path[:0] = {[str(folder / name) for name in ('.', 'widgets', 'sync', 'themes')]!r}; "
        "from importlinter.cli import lint_imports_command; lint_imports_command()"
    )
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources, to plant violations in."""
    folder = tmp_path_factory.mktemp("tree")
    for name in SOURCES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_hold(tree: Path) -> None:
    result = lint(tree)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_planted_violation_is_caught(tree: Path, name: str) -> None:
    file, line, contract = VIOLATIONS[name]
    place = tree / file
    before = place.read_text(encoding="utf-8")
    place.write_text(f"{before}\n{line}  # planted\n", encoding="utf-8")
    try:
        result = lint(tree)
    finally:
        place.write_text(before, encoding="utf-8")
    assert result.returncode == 1
    broken = result.stdout.partition("Broken contracts")[2]
    assert contract in broken


def test_ruff_refuses_an_import_of_a_source_root(tmp_path: Path) -> None:
    file = tmp_path / "planted.py"
    file.write_text("import widgets\n\nprint(widgets)\n", encoding="utf-8")
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--no-cache",
            "--config",
            str(ROOT / "pyproject.toml"),
            str(file),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "TID251" in result.stdout
