"""What this terminal can do: colours, clipboard, the width of our signs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from msgspec.structs import astuple

from cockpit_tui.cli.checks import Check


def terminal_checks(glyphs: str) -> Iterator[Check]:
    """Asked of the terminal that the command runs in; `glyphs` is the set that is configured."""
    if not sys.stdout.isatty():
        yield Check("Terminal", "note", "none here: commands work, the screen does not")
        return
    from cockpit_tui.terminal.colours import colour_depth

    depth = colour_depth()
    name = os.environ.get("TERM", "?")
    why = " (NO_COLOR)" if os.environ.get("NO_COLOR") else ""
    where = ", over ssh" if os.environ.get("SSH_CONNECTION") else ""
    yield Check("Terminal", "ok", f"{name}, {depth.words}{why}{where}")
    yield _clipboard()
    yield _glyphs(glyphs)


def _clipboard() -> Check:
    from cockpit_tui.terminal.facts import clipboard_facts

    found = clipboard_facts()
    if not found.obstacles:
        return Check("Clipboard", "ok", f"copies are sent by way of {found.way.value} (OSC 52)")
    return Check(
        "Clipboard",
        "note",
        f"copies end in {found.way.value}: {', '.join(found.obstacles)}",
        f"One of: {'; '.join(found.cures)}",
    )


def _glyphs(chosen: str) -> Check:
    from cockpit_tui.terminal.facts import wide_signs
    from cockpit_widgets.drawing.glyphs import glyph_set

    signs = sorted({sign for value in astuple(glyph_set(chosen)) for sign in value if sign.strip()})
    wide = wide_signs([sign for sign in signs if not sign.isascii()])
    if wide is None:
        return Check("Signs", "note", "this terminal does not tell how wide it draws them")
    if wide:
        return Check(
            "Signs",
            "problem",
            f"drawn wider than one cell: {' '.join(wide)}",
            "`cockpit config set ui.glyphs ascii`",
        )
    return Check("Signs", "ok", f"{chosen}, each one cell wide")
