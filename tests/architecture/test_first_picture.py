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
from textual.dom import DOMNode
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
        classes = [
            each for each in gc.get_objects()
            if isinstance(each, type) and each.__module__.startswith("cockpit_")
        ]
        slow = {"__dataclass_fields__", "_field_defaults"}
        loaded = json.dumps(
            {
                "modules": sorted(sys.modules),
                "slow": [each.__qualname__ for each in classes if slow & each.__dict__.keys()],
                "passes": passes,
                "nodes": [each.__name__ for each in classes if issubclass(each, DOMNode)],
                "rules": [rule.css for rule in driver._app.stylesheet.rules],
            }
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
    "cockpit_tui.domain.practice", "cockpit_tui.screens.base.lanes", "cockpit_tui.screens.over",
    "cockpit_tui.services", "cockpit_tui.screens.verbs.record_verbs", "cockpit_tui.store.engine",
    "cockpit_tui.store.tables.schema", "cockpit_widgets.dialogs.dialog",
    "cockpit_widgets.dialogs.picker",
    "cockpit_widgets.frame.too_small", "cockpit_widgets.panes.cta_page",
    "cockpit_widgets.panes.facts", "cockpit_widgets.panes.task_list",
)  # fmt: skip
LIMIT_SECONDS = 60


PASSES = ["update_node_styles", "_refresh_layout", "show"]
"""What is worked out for the whole screen: styles once, as Textual does for every screen that is
shown, one layout, one paint."""


MODULES_OF_OURS = 136
"""At most. Finding, reading and running one takes as long as three thousand calls."""
NODES_OF_OURS = 24
"""Classes of screens and widgets, at most: Textual goes through all names of all their bases."""
RULES = 40
"""Of the stylesheet, at most, Textual's own included: a third of the time in which it is read is
that of ours. What another screen looks like stands in its DEFAULT_CSS, read when it opens."""


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
    """Making a dataclass or a named tuple takes as long as making fifteen structs or messages."""
    assert not found["slow"]


def test_styles_layout_and_paint_are_worked_out_once(found: Mapping[str, list[str]]) -> None:
    assert found["passes"] == PASSES


def test_so_many_modules_of_ours_are_loaded_and_no_more(loaded: frozenset[str]) -> None:
    ours = sorted(name for name in loaded if name.startswith("cockpit_"))
    assert len(ours) <= MODULES_OF_OURS, (len(ours), ours)


def test_so_many_classes_of_widgets_are_made_and_no_more(found: Mapping[str, list[str]]) -> None:
    assert len(found["nodes"]) <= NODES_OF_OURS, (len(found["nodes"]), found["nodes"])


def test_so_many_rules_of_style_are_read_and_no_more(found: Mapping[str, list[str]]) -> None:
    assert len(found["rules"]) <= RULES, (len(found["rules"]), found["rules"])
