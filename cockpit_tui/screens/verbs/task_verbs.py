"""Verbs on tasks, the manual mirror among them."""

from __future__ import annotations

from datetime import date, timedelta

from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.domain.rows import TaskRow
from cockpit_tui.domain.values import Picklist
from cockpit_tui.screens.verbs.acts import TaskAct
from cockpit_tui.screens.verbs.questions import MOVE_DATES
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_tui.services.going_along import MoveDates
from cockpit_widgets.dialogs.text_dialog import TextDialog


class TaskVerbs:
    """Verbs on the task under the pane's cursor."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner
        self.screen = runner.screen

    async def _task(self) -> TaskRow:
        task_id = self.screen.task_id
        if task_id is None:
            raise CockpitError("No task is under the cursor.", "Tab goes to the tasks.")
        return await self.run.read(lambda: self.run.session.views.task(task_id))

    def _edit(self, task_id: TaskId, changes: dict[str, object]) -> None:
        tasks = self.run.session.tasks
        self.run.carry_out_on_task(TaskAct(lambda ids: tasks.edit(ids, changes)), task_id)

    async def complete(self) -> None:
        await self._complete(await self._task())

    async def _complete(self, task: TaskRow) -> None:
        """TP-16: a task that waits says for what, and offers the ways out."""
        tasks, waits_for = self.run.session.tasks, task.waits_for
        if not waits_for:
            self.run.carry_out_on_task(TaskAct(tasks.complete), task.id)
            return
        more = f" and {len(waits_for) - 1} more" if len(waits_for) > 1 else ""
        those = "that" if len(waits_for) == 1 else "those"
        answer = await self.run.choose(
            f"It waits for “{waits_for[0].title}”{more}",
            [("both", "b", f"Complete {those} too"), ("anyway", "a", "Complete this one anyway")],
        )
        if answer == "anyway":
            self.run.save(lambda: tasks.complete([task.id], is_forced=True))
        elif answer == "both":
            ids = [task.id, *(blocker.id for blocker in waits_for)]
            self.run.save(lambda: tasks.complete(ids))

    async def do_next(self) -> None:
        """The next open step of the CTA under the cursor is done."""
        cta_id, views = self.screen.cta_id, self.run.session.views
        if cta_id is None:
            raise CockpitError("No CTA is under the cursor.", "j and k move to one.")
        task = (await self.run.read(lambda: views.detail(cta_id))).next_task
        if task is None:
            raise CockpitError("This CTA has no open task.", "c closes it, t adds a task.")
        await self._complete(task)

    async def reopen(self) -> None:
        task, tasks = await self._task(), self.run.session.tasks
        self.run.carry_out_on_task(TaskAct(tasks.reopen), task.id)

    async def delete(self) -> None:
        task, tasks = await self._task(), self.run.session.tasks
        answer: str | None = "delete"
        if task.is_synced:
            answer = await self.run.choose(
                "This task is in Salesforce",
                [("keep", "k", "Keep it there"), ("delete", "d", "Delete it there too")],
                self.run.org_words(),
            )
        if answer is not None:
            keep = answer == "keep"
            act = TaskAct(lambda ids: tasks.delete(ids, keep_in_salesforce=keep))
            self.run.carry_out_on_task(act, task.id)

    async def status(self) -> None:
        task = await self._task()
        chosen = await self.run.pick_value(Picklist.TASK_STATUS, "Status", task.status_id)
        if chosen is not None:
            self._edit(task.id, {"status_id": chosen.id})

    async def priority(self) -> None:
        task = await self._task()
        chosen = await self.run.pick_value(Picklist.PRIORITY, "Priority", task.priority_id)
        if chosen is not None:
            self._edit(task.id, {"priority_id": chosen.id})

    async def due(self) -> None:
        """CD-9: asks which dates move along; CD-8: and whether the CTA does, if it would be due
        before its task. Leaving a question moves nothing else."""
        task = await self._task()
        day = await self.run.pick_date("Due date", task.due)
        if day is None:
            return
        tasks = self.run.session.tasks
        move, move_cta = await self.goes_along(task, day)
        act = TaskAct(lambda ids: tasks.edit(ids, {"due": day}, move_dates=move, move_cta=move_cta))
        self.run.carry_out_on_task(act, task.id)

    async def goes_along(self, task: TaskRow, day: date) -> tuple[MoveDates, bool]:
        """Which other dates move, and whether the CTA moves out of the way."""
        if day == task.due:
            return MoveDates.THIS, False
        move = MoveDates.THIS if task.due is None else await self._moving_along(task)
        return move, await self._moves_cta(task, day, move)

    async def _moving_along(self, task: TaskRow) -> MoveDates:
        following = await self._following(task)
        count = len(following)
        about = f"{count} open task{'' if count == 1 else 's'} after it" if count else ""
        answer = await self.run.question(MOVE_DATES, about=about or "No open task after it")
        return MoveDates(answer) if answer else MoveDates.THIS

    async def _following(self, task: TaskRow) -> list[TaskRow]:
        views = self.run.session.views
        siblings = await self.run.read(lambda: views.tasks([task.cta_id]))
        place = (task.position, task.id)
        return [row for row in siblings if not row.is_closed and (row.position, row.id) > place]

    async def _moves_cta(self, task: TaskRow, day: date, move: MoveDates) -> bool:
        """CD-8: whether a CTA that would be due before its tasks moves to the last one's day."""
        by = day - task.due if task.due is not None else timedelta(0)
        dates = [day]
        if move is not MoveDates.THIS:
            dates += [row.due + by for row in await self._following(task) if row.due is not None]
        views = self.run.session.views
        cta_due = (await self.run.read(lambda: views.rows([task.cta_id])))[0].due
        if cta_due is not None and move is MoveDates.CTA:
            cta_due += by
        return await self.run.asks_to_move_cta(cta_due, max(dates))

    async def assignees(self) -> None:
        task, tasks = await self._task(), self.run.session.tasks
        taken = tuple(part.assignee_id for part in task.parts)
        chosen = await self.run.pick_people("Assignees", taken, several=True)
        if chosen:
            people = [person.id for person in chosen]
            act = TaskAct(lambda ids: tasks.assign(ids, people))
            self.run.carry_out_on_task(act, task.id)

    async def comments(self) -> None:
        task = await self._task()
        text = await self.run.ask(TextDialog("Comments", task.comments, is_long=True))
        if text is not None:
            self._edit(task.id, {"comments": text})

    async def sync(self) -> None:
        task, tasks = await self._task(), self.run.session.tasks
        self.run.carry_out_on_task(TaskAct(tasks.sync), task.id)

    async def desync(self) -> None:
        """SY-8: keep the record in Salesforce, or delete it."""
        task, tasks = await self._task(), self.run.session.tasks
        if not task.is_synced:
            raise CockpitError("This task is not mirrored.", "y mirrors it.")
        answer = await self.run.choose(
            "The record in Salesforce",
            [("keep", "k", "Keep it there"), ("delete", "d", "Delete it there")],
            self.run.org_words(),
        )
        if answer is not None:
            keep = answer == "keep"
            act = TaskAct(lambda ids: tasks.desync(ids, keep_in_salesforce=keep))
            self.run.carry_out_on_task(act, task.id)
