"""Verbs on tasks, the manual mirror among them."""

from __future__ import annotations

from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.domain.rows import TaskRow
from cockpit_tui.domain.values import Picklist
from cockpit_tui.screens.verb_runner import VerbRunner
from cockpit_widgets.text_dialog import TextDialog


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

    async def _edit(self, task_id: TaskId, changes: dict[str, object]) -> None:
        tasks = self.run.session.tasks
        self.run.save(lambda: tasks.edit([task_id], changes))

    async def complete(self) -> None:
        task, tasks = await self._task(), self.run.session.tasks
        self.run.save(lambda: tasks.complete([task.id]))

    async def do_next(self) -> None:
        """The next open step of the CTA under the cursor is done."""
        cta_id, views = self.screen.cta_id, self.run.session.views
        if cta_id is None:
            raise CockpitError("No CTA is under the cursor.", "j and k move to one.")
        task = (await self.run.read(lambda: views.detail(cta_id))).next_task
        if task is None:
            raise CockpitError("This CTA has no open task.", "c closes it, t adds a task.")
        tasks = self.run.session.tasks
        self.run.save(lambda: tasks.complete([task.id]))

    async def reopen(self) -> None:
        task, tasks = await self._task(), self.run.session.tasks
        self.run.save(lambda: tasks.reopen([task.id]))

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
            self.run.save(lambda: tasks.delete([task.id], keep_in_salesforce=keep))

    async def status(self) -> None:
        task = await self._task()
        chosen = await self.run.pick_value(Picklist.TASK_STATUS, "Status", task.status_id)
        if chosen is not None:
            await self._edit(task.id, {"status_id": chosen.id})

    async def priority(self) -> None:
        task = await self._task()
        chosen = await self.run.pick_value(Picklist.PRIORITY, "Priority", None)
        if chosen is not None:
            await self._edit(task.id, {"priority_id": chosen.id})

    async def due(self) -> None:
        task = await self._task()
        day = await self.run.pick_date("Due date", task.due)
        if day is not None:
            await self._edit(task.id, {"due": day})

    async def assignees(self) -> None:
        task, tasks = await self._task(), self.run.session.tasks
        taken = tuple(part.assignee_id for part in task.parts)
        chosen = await self.run.pick_people("Assignees", taken, several=True)
        if chosen:
            people = [person.id for person in chosen]
            self.run.save(lambda: tasks.assign([task.id], people))

    async def comments(self) -> None:
        task = await self._task()
        text = await self.run.ask(TextDialog("Comments", task.comments, is_long=True))
        if text is not None:
            await self._edit(task.id, {"comments": text})

    async def sync(self) -> None:
        task, tasks = await self._task(), self.run.session.tasks
        self.run.save(lambda: tasks.sync([task.id]))

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
            self.run.save(lambda: tasks.desync([task.id], keep_in_salesforce=keep))
