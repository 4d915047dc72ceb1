"""The wheel holds exactly our top-level names, with their data files."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = {"cockpit_tui", "cockpit_widgets", "cockpit_sync", "cockpit_sandbox", "cockpit_themes"}


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_nothing_generic_is_installed(names: list[str]) -> None:
    top = {name.partition("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == OURS


def test_data_files_are_in_it(names: list[str]) -> None:
    for wanted in (
        "cockpit_tui/app.tcss",
        "cockpit_tui/domain/query/query.lark",
        "cockpit_tui/store/migrations/env.py",
        "cockpit_themes/data/cockpit-dark.toml",
        "cockpit_sandbox/soql/grammar.lark",
    ):
        assert wanted in names


def test_every_package_says_that_it_is_typed(names: list[str]) -> None:
    assert {f"{package}/py.typed" for package in OURS} <= set(names)


def test_no_tests_and_no_caches_are_shipped(names: list[str]) -> None:
    assert not [name for name in names if "/tests/" in name or "__pycache__" in name]
