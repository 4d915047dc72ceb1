"""What the tests say they prove: their names and docstrings."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]


@cache
def words_of_tests() -> tuple[tuple[str, str], ...]:
    """`file::test` and its docstring, of every test; parsed once, when the first test asks."""
    return tuple(
        (f"{file.name}::{node.name}", ast.get_docstring(node) or "")
        for file in sorted(TESTS.rglob("test_*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    )
