"""Rules of the house that no linter knows."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ("cockpit_tui", "widgets", "sync", "themes")


def lines_with(pattern: str, folders: tuple[str, ...], *, but: str = "") -> list[str]:
    """`file:line` of every Python line that matches."""
    found = []
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            name = str(file.relative_to(ROOT))
            if but and but in name:
                continue
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                if re.search(pattern, line):
                    found.append(f"{name}:{number}")
    return found


def test_threads_never_wait_for_the_screen() -> None:
    """`App.call_from_thread` blocks for ever when the app is closing; messages do not."""
    assert lines_with(r"\bcall_from_thread\b", SOURCES) == []


def test_no_test_sleeps() -> None:
    assert lines_with(r"^\s*(await )?(time|asyncio)\.sleep\(", ("tests",), but="test_habits") == []


def test_measurements_may_use_what_tests_use_and_never_the_other_way_round() -> None:
    assert lines_with(r"^\s*(from|import) benchmarks", ("tests",), but="tests/benchmarks") == []


def test_no_test_uses_a_mock_library() -> None:
    assert lines_with(r"unittest\.mock|MagicMock|\bmocker\b", ("tests",), but="test_habits") == []


def test_what_never_changes_is_a_struct_and_not_a_frozen_dataclass() -> None:
    """Decision 10: one way to write a value, and making the class takes no time."""
    folders = (*SOURCES, "benchmarks", "docs", "tests")
    assert lines_with(r"dataclass\(.*\bfrozen\b", folders, but="test_habits") == []


def test_no_work_is_left_as_a_note_in_the_code() -> None:
    assert lines_with(r"\b(TODO|FIXME|XXX|HACK)\b", SOURCES) == []


def test_no_file_holds_the_two_sides_of_a_merge() -> None:
    tracked = subprocess.run(
        ["git", "grep", "-lE", "^(<<<<<<<|>>>>>>>) "],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert tracked.stdout.split() == []


def test_colours_are_theme_tokens_in_widgets_and_screens() -> None:
    pattern = r"#[0-9a-fA-F]{6}\b"
    assert lines_with(pattern, ("cockpit_tui/screens", "widgets"), but="cell_") == []
    assert not re.search(pattern, (ROOT / "cockpit_tui/app.tcss").read_text(encoding="utf-8"))


def test_pins_hold_hashes_and_no_addresses() -> None:
    for name in ("runtime.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|index-url|find-links", text)


def test_no_file_names_a_machine_path() -> None:
    pattern = re.compile(r"(?<![\w.])/(work|root)/[\w.]")
    named = []
    for file in sorted(ROOT.rglob("*")):
        parts = file.relative_to(ROOT).parts
        if parts[0].startswith((".git", ".venv", ".mypy", ".ruff", ".pytest", ".hypo", ".import")):
            continue
        if not file.is_file() or "__pycache__" in parts or "node_modules" in parts:
            continue
        if file.suffix in {".py", ".md", ".toml", ".txt", ".tcss", ".lark", ""}:
            text = file.read_text(encoding="utf-8", errors="ignore")
            if pattern.search(text) and file.name != "test_habits.py":
                named.append(str(file.relative_to(ROOT)))
    assert named == []
