"""All commands in the order of the help page, and what the lists themselves answer to."""

from __future__ import annotations

from collections.abc import Iterable

from cockpit_tui.commands.command import Command
from cockpit_tui.commands.seeing import CALENDAR, MOVING, TRIAGE, VIEWS
from cockpit_tui.commands.settling import SETTLING
from cockpit_tui.commands.verbs import HABITS, MIRROR, TAKING_BACK, VERBS

COMMANDS: tuple[Command, ...] = (
    *VERBS,
    *MIRROR,
    *SETTLING,
    *TAKING_BACK,
    *HABITS,
    *VIEWS,
    *TRIAGE,
    *CALENDAR,
    *MOVING,
)
"""Every command of the cockpit; digits pick the nth view tab and are added by `tab_commands`."""

NAVIGATION: tuple[tuple[str, str, str], ...] = (
    ("j k", "move", "Next, previous row; the arrows do the same."),
    ("gg G", "top, bottom", "First, last row; Home and End do the same."),
    ("Ctrl+d", "page", "Half a screen on; Ctrl+u back; PgDn and PgUp a whole one."),
)
"""What the lists themselves answer to; shown on the help page."""


MOST_TABS = 9


def tab_commands(labels: Iterable[str]) -> tuple[Command, ...]:
    """`1` to `9`: the view tabs, and the tabs of screens that have more of them."""
    named = list(labels)[:MOST_TABS]
    views = [(label, f"Show the view {label}.") for label in named]
    others = [(f"tab {n}", f"Show tab {n}.") for n in range(len(named) + 1, MOST_TABS + 1)]
    return tuple(
        Command(f"view.tab_{n}", (str(n),), label, words, group="View")
        for n, (label, words) in enumerate([*views, *others], 1)
    )
