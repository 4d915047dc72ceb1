"""All commands in the order of the help page, and what the lists themselves answer to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from cockpit_tui.commands.command import Command
from cockpit_tui.commands.moving import MOVING
from cockpit_tui.commands.seeing import CALENDAR, RADAR, SAVING_VIEWS, TASKS, TRIAGE, VIEWS
from cockpit_tui.commands.settling import SETTLING
from cockpit_tui.commands.verbs import ACTIVITIES, HABITS, MIRROR, PLAYBOOKS, TAKING_BACK, VERBS

COMMANDS: tuple[Command, ...] = (
    *VERBS,
    *PLAYBOOKS,
    *ACTIVITIES,
    *MIRROR,
    *SETTLING,
    *TAKING_BACK,
    *HABITS,
    *VIEWS,
    *SAVING_VIEWS,
    *TRIAGE,
    *CALENDAR,
    *RADAR,
    *TASKS,
    *MOVING,
)
"""Every command of the cockpit; digits pick the nth view tab and are added by `tab_commands`."""

TAB = "view.tab_"
"""Before the number, the id of a tab's command."""

TAKES_WORDS = frozenset(
    {
        *("activity.log", "cta.add", "cta.attach", "cta.name", "jump", "record.comment"),
        *("record.due", "record.edit", "record.owner", "task.add", "view.filter"),
    }
)
"""Commands behind whose key words are typed."""

NAVIGATION: tuple[tuple[str, str, str], ...] = (
    ("j k", "move", "Next, previous row; the arrows do the same."),
    ("gg G", "top, bottom", "First, last row; Home and End do the same."),
    ("Ctrl+d", "page", "Half a screen on; Ctrl+u back; PgDn and PgUp a whole one."),
)
"""What the lists themselves answer to; shown on the help page."""


def tab_commands() -> tuple[Command, ...]:
    """`1` to `9` for the view tabs, whatever they are called, and those of other screens."""
    return tuple(
        Command(f"{TAB}{n}", (str(n),), f"tab {n}", f"Show tab {n}.", group="View")
        for n in range(1, 10)
    )


def with_tab_names(commands: Iterable[Command], labels: Sequence[str], what: str) -> list[Command]:
    """The commands with the names of the tabs, each of which is such a thing (`view`, `tab`); those
    of no tab left out."""
    found = []
    for command in commands:
        if not command.id.startswith(TAB):
            found.append(command)
        elif (n := int(command.id.removeprefix(TAB))) <= len(labels):
            label = labels[n - 1]
            found.append(replace(command, label=label, help=f"Show the {what} {label}."))
    return found
