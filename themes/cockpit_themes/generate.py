"""Writes `builtin.py` from `data/*.toml`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cockpit_themes.inheritance import theme_of
from cockpit_themes.parsing import theme_source
from cockpit_themes.theme import Theme

DATA_FOLDER = Path(__file__).parent / "data"
GENERATED_FILE = Path(__file__).parent / "builtin.py"

HEAD = '''"""The built-in themes.

Generated from data/*.toml by `python -m cockpit_themes`: edit those, not this file.
"""

from __future__ import annotations

BuiltIn = tuple[bool, bool, tuple[str, ...], tuple[int, ...]]
"""dark, ansi, colours and numbers of 256, the last two in the order of `TOKENS`."""

BUILT_IN: dict[str, BuiltIn] = {
'''


def themes_from_data(folder: Path = DATA_FOLDER) -> list[Theme]:
    """The themes of a folder, sorted by name, each complete. Raises ThemeError."""

    def by_name(name: str) -> Theme:
        return theme_of(theme_source(folder / f"{name}.toml"), by_name)

    return [by_name(file.stem) for file in sorted(folder.glob("*.toml"))]


def builtin_module(themes: Iterable[Theme]) -> str:
    """The text of `builtin.py` for these themes."""
    lines = [HEAD]
    for theme in themes:
        colours = theme.colours.by_token().values()
        lines.append(f'    "{theme.name}": (\n        {theme.dark},\n        {theme.ansi},\n')
        lines.append("        (\n")
        lines += [f'            "{colour}",\n' for colour in colours]
        lines.append("        ),\n")
        if theme.xterm_256:
            lines.append("        (\n")
            lines += [f"            {number},\n" for number in theme.xterm_256]
            lines.append("        ),\n")
        else:
            lines.append("        (),\n")
        lines.append("    ),\n")
    return "".join((*lines, "}\n"))
