"""All commands in the order of the help page, and what the lists themselves answer to."""

from __future__ import annotations

from collections.abc import Iterable

from cockpit_tui.commands.command import Command, Where
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
MIRROR_TABS = 6
"""The sync screen has so many, whatever number of views there is."""
MIRROR_PLACES = (Where.SYNC, Where.CONFLICTS, Where.QUARANTINE)


def tab_commands(labels: Iterable[str]) -> tuple[Command, ...]:
    """`1` to `9` for the view tabs, and for the sync screen's where there are fewer views."""
    named = list(labels)[:MOST_TABS]
    views = [
        Command(f"view.tab_{n}", (str(n),), label, f"Show the view {label}.", group="View")
        for n, label in enumerate(named, 1)
    ]
    others = [
        Command(f"view.tab_{n}", (str(n),), f"tab {n}", f"Show tab {n}.", MIRROR_PLACES, "View")
        for n in range(len(named) + 1, MIRROR_TABS + 1)
    ]
    return (*views, *others)
