"""The terminal's title: it says which org one is in, also where the window is only a tab."""

from __future__ import annotations

PROGRAM = "Cockpit"

ORG_CELLS = 40
"""Longer names are cut: PRODUCTION must stay to be seen in a tab."""

SAVE_TITLE = "\x1b[22;2t"
"""Puts the present title on the terminal's stack (xterm, XTWINOPS)."""

RESTORE_TITLE = "\x1b[23;2t"


def terminal_title(org: str | None, kind: str | None = None) -> str:
    """`PRODUCTION · Globex · Cockpit`: the kind of org first, since tabs cut the end.

    Without an org the program's name alone. What is not printable is left out.
    """
    name = "".join(character for character in org or "" if character.isprintable()).strip()
    if len(name) > ORG_CELLS:
        name = name[: ORG_CELLS - 1] + "…"
    return " · ".join(part for part in (kind, name, PROGRAM) if part)


def title_sequence(title: str) -> str:
    """What sets the title (OSC 2); control characters in it never reach the terminal."""
    return f"\x1b]2;{''.join(part for part in title if part.isprintable())}\x07"
