"""The table of commands: bindings, footer, help page, palette and keymap all derive from it.

A letter means one thing on every screen. No alt, no ctrl+punctuation, and none of the keys that
terminals cannot tell apart (ctrl+h, ctrl+i, ctrl+j, ctrl+m).
"""

from __future__ import annotations

from cockpit_tui.commands.command import Command, Where
from cockpit_tui.commands.demo import DEMO
from cockpit_tui.commands.keymap import refuse_clashes, with_keymap
from cockpit_tui.commands.table import COMMANDS, NAVIGATION, tab_commands, with_tab_names

__all__ = [
    "COMMANDS",
    "DEMO",
    "NAVIGATION",
    "Command",
    "Where",
    "refuse_clashes",
    "tab_commands",
    "with_keymap",
    "with_tab_names",
]
