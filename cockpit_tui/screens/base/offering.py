"""Which of the commands that work in a place its footer offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cockpit_tui.commands import Command
    from cockpit_tui.screens.base.command_screen import CommandScreen

OF_ONE = frozenset({"task.do_next", "task.add"})
"""What is done to one CTA alone, whatever is marked: not offered beside marks."""
ON_FINISHED: Mapping[str, int] = {"record.reopen": 10}
"""Offered on tasks that are done, with the place in the footer."""
NOT_ON_FINISHED = frozenset({"record.close"})


def are_finished(screen: CommandScreen) -> bool:
    """Whether the tasks that verbs act on here are all done."""
    ids, shown = screen.task_ids, screen.selected
    if not ids or shown is None:
        return False
    return all(task.is_closed for task in shown.detail.tasks if task.id in ids)


def places_here(screen: CommandScreen) -> Mapping[str, int]:
    """Commands that are offered here and in few other places, with their place in the footer."""
    return {**screen.footer_here, **(ON_FINISHED if are_finished(screen) else {})}


def fitting(screen: CommandScreen, commands: Iterable[Command]) -> list[Command]:
    """Those of the commands that make sense for what is marked or under the cursor."""
    unfit = OF_ONE if screen.marked_count else frozenset()
    unfit |= NOT_ON_FINISHED if are_finished(screen) else frozenset()
    return [command for command in commands if command.id not in unfit]
