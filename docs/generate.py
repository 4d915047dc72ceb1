"""`python -m docs.generate`: writes docs/reference from the program; `--check` only compares."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from docs.reference_pages import PAGES

FOLDER = Path(__file__).parent / "reference"


def stale_pages() -> list[str]:
    """Names of pages that are not what the program would write now."""
    return [name for name, make in PAGES.items() if _read(FOLDER / name) != make()]


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def main(arguments: Sequence[str]) -> int:
    """0 when all pages are as the program says, or were written so."""
    stale = stale_pages()
    if "--check" not in arguments:
        FOLDER.mkdir(exist_ok=True)
        for name in stale:
            (FOLDER / name).write_text(PAGES[name](), encoding="utf-8")
    for name in stale:
        sys.stdout.write(f"docs/reference/{name}\n")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
