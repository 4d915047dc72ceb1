"""What is asked before CTAs change, because tasks may go along (CD-6, CD-10, CD-11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.rows.tasks import TaskRow
from cockpit_tui.domain.values import TaskStage
from cockpit_tui.screens.base.acts import Touched, no_task
from cockpit_tui.screens.base.questions import CLOSE_TASKS, MOVE_TASKS, REOPEN_TASKS, SHIFT_TASKS
from cockpit_tui.services.going_along import MoveTasks

if TYPE_CHECKING:
    from cockpit_tui.screens.verbs.verb_runner import VerbRunner


ANOTHER = object()
"""A value that no field has yet."""


class CtaQuestions:
    """Each asks only where an answer makes a difference; leaving it takes the safe one."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner

    async def refuse_kept(self, ids: Sequence[CtaId], column: str) -> None:
        """CD-13: a field that the CTA's type keeps is refused before anything is asked."""
        await self._refuse(ids, {column: ANOTHER})

    async def refuse_closing(self, ids: Sequence[CtaId]) -> None:
        """CD-13: the same, where the CTA lacks what its type needs before it can be closed."""
        await self._refuse(ids, {}, is_closing=True)

    async def _refuse(
        self, ids: Sequence[CtaId], changes: Mapping[str, object], *, is_closing: bool = False
    ) -> None:
        """Raises CockpitError for one CTA; of several the preview tells which are left out."""
        if len(ids) > 1:
            return
        rules = self.run.session.field_rules
        found = await self.run.read(lambda: rules.refused(ids, changes, is_closing=is_closing))
        if found:
            raise CockpitError(found[ids[0]], "Nothing was changed.")

    async def tasks(self, ids: Sequence[CtaId]) -> list[TaskRow]:
        return await self.run.read(lambda: self.run.session.views.tasks(ids))

    async def shifts_tasks(self, ids: Sequence[CtaId]) -> bool:
        """CD-6: whether open tasks move by as many days as their CTA."""
        dated = [task for task in await self.tasks(ids) if task.due and not task.is_closed]
        if not dated:
            return False
        about = counted(len(dated), "open task")
        return await self.run.question(SHIFT_TASKS, about=about) == "shift"

    async def moves_tasks(self, ids: Sequence[CtaId]) -> MoveTasks:
        """CD-10: whose open tasks go to the new owner."""
        waiting = sum(1 for task in await self.tasks(ids) if not task.is_closed)
        if not waiting:
            return MoveTasks.NONE
        answer = await self.run.question(MOVE_TASKS, about=counted(waiting, "open task"))
        return MoveTasks(answer) if answer else MoveTasks.NONE

    async def skips_tasks(self, ids: Sequence[CtaId]) -> bool | None:
        """CD-11: whether open tasks are closed with their CTA; None, and that is said, when the
        question was left."""
        waiting = sum(1 for task in await self.tasks(ids) if not task.is_closed)
        if not waiting:
            return False
        answer = await self.run.question(CLOSE_TASKS, about=counted(waiting, "open task"))
        if answer is None:
            self.run.dropped("closed")
            return None
        return answer == "skip"

    async def reopens_tasks(self, ids: Sequence[CtaId]) -> tuple[bool, Touched]:
        """CD-11: whether tasks that closing skipped are opened with their CTA, and which."""
        skipped = await self.run.read(lambda: self.run.session.views.tasks_closed_with(ids))
        if not skipped:
            return False, no_task
        about = counted(len(skipped), "skipped task")
        if await self.run.question(REOPEN_TASKS, about=about) != "reopen":
            return False, no_task
        known = frozenset(skipped)
        return True, lambda _cta, task: task.id in known and task.stage is TaskStage.SKIPPED


def changing_hands(move: MoveTasks, new: int) -> Touched:
    """Which tasks get another owner when their CTA goes to `new` (CD-10)."""

    def touched(cta: CtaRow, task: TaskRow) -> bool:
        people = [part.assignee_id for part in task.parts]
        if task.is_closed or move is MoveTasks.NONE:
            return False
        return people != [new] if move is MoveTasks.ALL else cta.owner_id in people

    return touched


def counted(n: int, noun: str) -> str:
    """`1 open task`, `5 open tasks`."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
