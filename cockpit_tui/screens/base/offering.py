"""Which of the commands that work in a place its footer offers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cockpit_tui.commands import Command
    from cockpit_tui.domain.ids import TaskId
    from cockpit_tui.screens.base.view_reader import Selected

OF_ONE = frozenset({"task.do_next", "task.add"})
"""What is done to one CTA alone, whatever is marked: not offered beside marks."""
ON_FINISHED: Mapping[str, int] = {"record.reopen": 10}
"""Offered on tasks that are done, with the place in the footer."""
NOT_ON_FINISHED = frozenset({"record.close"})


def are_finished(ids: Collection[TaskId], shown: Selected) -> bool:
    """Whether the tasks that verbs act on are all done; `shown` is what the pane shows."""
    return bool(ids) and all(task.is_closed for task in shown.detail.tasks if task.id in ids)


def fitting(commands: Iterable[Command], *, is_marked: bool, is_on_finished: bool) -> list[Command]:
    """Those of the commands that make sense for what is marked or under the cursor."""
    unfit = OF_ONE if is_marked else frozenset()
    unfit |= NOT_ON_FINISHED if is_on_finished else frozenset()
    return [command for command in commands if command.id not in unfit]
