"""What is loaded when the first rows reach the terminal: Textual, the standard library, and ours.

Whoever adds an import on the way there is told here.
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.many_ctas import make_workspace

PROBE = """
import gc, json, os, sys
from cockpit_widgets.cells.quiet_driver import QuietDriver
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen
from cockpit_widgets.cells.cell_diff import CellDiff
write = QuietDriver.write
passes = []

def counted(owner, name):
    # What is gone through for the whole screen is noted at each call.
    method = getattr(owner, name)

    def noted(self, *arguments, **more):
        passes.append(name)
        return method(self, *arguments, **more)

    setattr(owner, name, noted)

counted(Stylesheet, "reparse")
counted(Screen, "_refresh_layout")
counted(Screen, "update_node_styles")
counted(CellDiff, "show")

def write_and_look(driver, text):
    write(driver, text)
    if "Globex" in text:
        made = [
            f"{each.__module__}.{each.__qualname__}" for each in gc.get_objects()
            if isinstance(each, type) and "__dataclass_fields__" in each.__dict__
            and each.__module__.startswith("cockpit_")
        ]
        loaded = json.dumps(
            {"modules": sorted(sys.modules), "dataclasses": sorted(made), "passes": passes}
        )
        with open(sys.argv[1], "w", encoding="utf-8") as file:
            file.write(loaded)
        driver.stop_application_mode()
        os._exit(0)

QuietDriver.write = write_and_look
from cockpit_tui.__main__ import main
main([])
"""
BANNED = (
    "alembic", "babel", "click", "cryptography", "importlib.metadata", "jwt", "keyring", "lark",
    "lxml", "psycopg", "requests", "simple_salesforce", "sqlalchemy", "tomlkit",
    "urllib3", "zeep",
)  # fmt: skip
OURS_THAT_WAITS = (
    "cockpit_sandbox", "cockpit_sync", "cockpit_tui.cli.root",
    "cockpit_tui.domain.query.conditions",
    "cockpit_tui.domain.query.filters", "cockpit_tui.domain.permissions", "cockpit_tui.domain.rows",
    "cockpit_tui.services", "cockpit_tui.screens.verbs.record_verbs", "cockpit_tui.store.engine",
    "cockpit_tui.store.tables.schema", "cockpit_widgets.dialogs.dialog",
    "cockpit_widgets.dialogs.picker",
)  # fmt: skip
LIMIT_SECONDS = 60


DATACLASSES = ["cockpit_tui.launch.Launch", "cockpit_tui.screens.base.themes.Themes"]
"""Of ours. Making one takes as long as making fifteen structs or messages."""
PASSES = ["update_node_styles", "_refresh_layout", "show"]
"""What is worked out for the whole screen: styles once, as Textual does for every screen that is
shown, one layout, one paint."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[str]]:
    """What the shipped program has loaded and made when its first row is written."""
    folder = tmp_path_factory.mktemp("first-picture")
    database = folder / "data" / "cockpit.db"
    database.parent.mkdir()
    make_workspace(database, 200).close()
    told = folder / "found.json"
    _run_in_a_terminal(PROBE, told, folder)
    names: dict[str, list[str]] = json.loads(told.read_text(encoding="utf-8"))
    return names


@pytest.fixture(scope="module")
def loaded(found: Mapping[str, list[str]]) -> frozenset[str]:
    return frozenset(found["modules"])


def _run_in_a_terminal(program: str, told: Path, home: Path) -> None:
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("COV_CORE")
    }
    environment |= {"COCKPIT_HOME": str(home), "COCKPIT_TODAY": "2026-11-23", "TERM": "xterm"}
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(told)],
        stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(slave)
    written = b""
    try:
        while chunk := os.read(master, 65536):
            written += chunk
    except OSError:
        os.close(master)
    process.wait(LIMIT_SECONDS)
    assert told.exists(), f"no row was painted: {written[-2000:]!r}"


@pytest.mark.parametrize("name", [*BANNED, *OURS_THAT_WAITS])
def test_is_not_loaded_before_the_first_picture(name: str, loaded: frozenset[str]) -> None:
    early = [module for module in loaded if module == name or module.startswith(f"{name}.")]
    assert not early


def test_the_first_picture_was_painted_by_the_shipped_program(loaded: frozenset[str]) -> None:
    assert {"cockpit_tui.screens.cockpit.screen", "cockpit_tui.store.opening", "sqlite3"} <= loaded


def test_values_of_the_first_picture_are_structs(found: Mapping[str, list[str]]) -> None:
    assert found["dataclasses"] == DATACLASSES


def test_styles_layout_and_paint_are_worked_out_once(found: Mapping[str, list[str]]) -> None:
    assert found["passes"] == PASSES
