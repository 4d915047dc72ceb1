"""Files and functions stay small enough to be read at once."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE_LINES = 400
APP_LINES = 250
FUNCTION_LINES = 60
MEDIAN_LINES = 150
GENERATED = ("store/migrations/versions", "store/opening_sql.py", "cockpit_themes/builtin.py")


def source_files() -> list[Path]:
    return [
        file
        for folder in ("cockpit_tui", "widgets", "sync", "themes", "benchmarks", "docs")
        for file in (ROOT / folder).rglob("*.py")
        if not any(part in file.as_posix() for part in GENERATED)
    ]


def lines_of(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def long_functions(source: str, most: int = FUNCTION_LINES) -> list[str]:
    """`name (lines)` of every function longer than `most`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > most:
                found.append(f"{node.name} ({length})")
    return found


def test_no_source_file_is_longer_than_400_lines() -> None:
    files = [*source_files(), *(ROOT / "tests").rglob("*.py")]
    too_long = {str(f.relative_to(ROOT)): lines_of(f) for f in files}
    assert {name: n for name, n in too_long.items() if n > FILE_LINES} == {}


def test_the_app_stays_under_250_lines() -> None:
    assert lines_of(ROOT / "cockpit_tui" / "app.py") < APP_LINES


def test_the_median_file_is_short() -> None:
    assert statistics.median(lines_of(file) for file in source_files()) <= MEDIAN_LINES


def test_no_function_is_longer_than_60_lines() -> None:
    found = {
        str(file.relative_to(ROOT)): long
        for file in source_files()
        if (long := long_functions(file.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_a_long_function_would_be_seen() -> None:
    body = "\n".join("    pass" for _ in range(FUNCTION_LINES))
    assert long_functions(f"def long():\n{body}\n") == ["long (61)"]
