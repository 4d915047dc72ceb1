"""Verbs on tasks, the manual mirror among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import ValueId
from cockpit_tui.domain.line_merge import LastLines
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.rows.org import Value
from cockpit_tui.domain.rows.tasks import TaskRow
from cockpit_tui.domain.values import Picklist, TaskStage
from cockpit_tui.screens.base.acts import TaskAct, once_of_text, repeated_by, unrepeated
from cockpit_tui.screens.verbs.saving_texts import save_texts
from cockpit_tui.screens.verbs.task_dates import TaskDates
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_widgets.dialogs.text_dialog import TextDialog
from cockpit_widgets.drawing.signs import key_for


class TaskVerbs:
    """Verbs on the marked tasks of the pane, or on the one under the cursor (CL-22)."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner
        self.screen = runner.screen
        self.dates = TaskDates(runner)

    async def under_cursor(self) -> TaskRow:
        """The one under the cursor, whatever is marked."""
        task_id = self.screen.task_id
        if task_id is None:
            raise self.run.no_task()
        return await self.run.read(lambda: self.run.session.views.task(task_id))

    async def complete(self) -> None:
        tasks = await self.run.tasks()
        if len(tasks) == 1:
            await self._complete(tasks[0], is_next=False)
            return
        done = await self._status_of(TaskStage.COMPLETED)
        act = TaskAct(
            "Completion",
            "Complete",
            self.run.session.tasks.complete,
            lambda task: (task.status, done.label),
            forbids=waiting_beside(tasks),
        )
        await self.run.carry_out_on_tasks(act, tasks)

    async def _status_of(self, stage: TaskStage) -> Value:
        """The status that tasks of a stage get."""
        views = self.run.session.views
        values = await self.run.read(lambda: views.values(Picklist.TASK_STATUS))
        return next(value for value in values if value.stage == stage.value)

    async def _complete(self, task: TaskRow, *, is_next: bool) -> None:
        """`is_next`: as the next step of the CTA under the cursor."""
        act = await self._completion(task)
        if act is None:
            return
        await self.run.carry_out_on_tasks(act, [task])
        if is_next and not self.screen.task_ids:
            self.run.habits.last_on_ctas = repeated_by("task.do_next")

    async def _completion(self, task: TaskRow) -> TaskAct | None:
        """TP-16: a task that waits says for what, and offers the ways out; None where it was left
        open."""
        tasks, waits_for = self.run.session.tasks, task.waits_for
        done = await self._status_of(TaskStage.COMPLETED)
        act = TaskAct(
            "Completion", "Complete", tasks.complete, lambda row: (row.status, done.label)
        )
        if not waits_for:
            return act
        more = f" and {len(waits_for) - 1} more" if len(waits_for) > 1 else ""
        those = "that" if len(waits_for) == 1 else "those"
        answer = await self.run.choose(
            f"It waits for “{waits_for[0].title}”{more}",
            [("both", "b", f"Complete {those} too"), ("anyway", "a", "Complete this one anyway")],
        )
        act = replace(act, once=unrepeated("the completion of a task that waited"))
        if answer == "anyway":
            return replace(act, do=lambda ids: tasks.complete(ids, is_forced=True))
        blockers = [blocker.id for blocker in waits_for]
        is_both = answer == "both"
        return replace(act, do=lambda ids: tasks.complete([*ids, *blockers])) if is_both else None

    async def do_next(self) -> None:
        """The next open step of the CTA under the cursor is done."""
        cta_id, views = self.run.cta(), self.run.session.views
        detail = await self.run.read(lambda: views.detail(cta_id))
        is_beside = self.screen.task_id is not None or self.screen.activity_id is not None
        first = "Esc, then " if is_beside else ""
        if detail.row.is_closed:
            raise CockpitError(
                "This CTA is closed.", f"{first}{key_for('record.reopen', 'C')} reopens it."
            )
        task = detail.next_task
        if task is None:
            closes, adds = key_for("record.close", "c"), key_for("task.add", "t")
            hint = f"{first}{closes} closes it; {adds} adds a task."
            raise CockpitError("This CTA has no open task.", hint)
        await self._complete(task, is_next=True)

    async def reopen(self) -> None:
        opened = await self._status_of(TaskStage.OPEN)
        act = TaskAct(
            "Reopening",
            "Reopen",
            self.run.session.tasks.reopen,
            lambda task: (task.status, opened.label if task.is_closed else task.status),
        )
        await self.run.carry_out_on_tasks(act, await self.run.tasks())

    async def delete(self) -> None:
        """SY-8: mirrored tasks are asked about; the rest undo brings back."""
        rows, tasks = await self.run.tasks(), self.run.session.tasks
        mirrored = sum(task.is_synced for task in rows)
        answer: str | None = "delete"
        if mirrored:
            title = "This task is in Salesforce"
            if len(rows) > 1:
                title = f"{mirrored:,} of the tasks are in Salesforce"
            it = "it" if len(rows) == 1 else "them"
            answer = await self.run.choose(
                title,
                [("keep", "k", f"Keep {it} there"), ("delete", "d", f"Delete {it} there too")],
                self.run.org_words(),
            )
        if answer is None:
            return
        keep = answer == "keep"
        act = TaskAct(
            "Delete",
            "Delete",
            lambda ids: tasks.delete(ids, keep_in_salesforce=keep),
            lambda task: (task.status, "deleted"),
            Right.DELETE,
            is_written=not keep,
        )
        await self.run.carry_out_on_tasks(act, rows)

    async def status(self) -> None:
        rows = await self.run.tasks()
        chosen = await self._pick(Picklist.TASK_STATUS, "Status", rows, rows[0].status_id)
        if chosen is None:
            return
        tasks, completes = self.run.session.tasks, chosen.stage == TaskStage.COMPLETED.value
        act = TaskAct(
            "Status",
            "Set",
            lambda ids: tasks.edit(ids, {"status_id": chosen.id}),
            lambda task: (task.status, chosen.label),
        )
        if completes and len(rows) > 1:
            act = replace(act, forbids=waiting_beside(rows))
        await self.run.carry_out_on_tasks(act, rows)

    async def priority(self) -> None:
        rows, tasks = await self.run.tasks(), self.run.session.tasks
        chosen = await self._pick(Picklist.PRIORITY, "Priority", rows, rows[0].priority_id)
        if chosen is not None:
            act = TaskAct(
                "Priority",
                "Set",
                lambda ids: tasks.edit(ids, {"priority_id": chosen.id}),
                lambda task: (task.priority, chosen.label),
            )
            await self.run.carry_out_on_tasks(act, rows)

    async def _pick(
        self, picklist: Picklist, verb: str, rows: Sequence[TaskRow], current: ValueId
    ) -> Value | None:
        return await self.run.pick_value(picklist, _title(verb, rows), current)

    async def assignees(self) -> None:
        rows, tasks = await self.run.tasks(), self.run.session.tasks
        parts = rows[0].parts if len(rows) == 1 else ()
        taken = tuple(part.assignee_id for part in parts)
        chosen = await self.run.pick_people(_title("Assignees", rows), taken)
        if chosen:
            people, names = [person.id for person in chosen], [person.name for person in chosen]
            act = TaskAct(
                "Assignees",
                "Assign",
                lambda ids: tasks.assign(ids, people),
                lambda task: (", ".join(task.assignees), ", ".join(names)),
                Right.ASSIGN,
            )
            await self.run.carry_out_on_tasks(act, rows)

    async def comments(self) -> None:
        """One task's: several of the same would be no help to anybody."""
        task, tasks = await self.under_cursor(), self.run.session.tasks
        text = await self.run.ask(TextDialog("Comments", task.comments, is_long=True))
        if text is None:
            return
        lines = LastLines.written(task.comments, text)
        self.run.habits.last_on_task = TaskAct(
            "Comments",
            "Write",
            lambda ids: tasks.edit(ids, {"comments": lines}),
            lambda row: (row.comments, lines.below(row.comments)),
            once=once_of_text(lines),
        )
        save_texts(
            self.run,
            lambda changes, since: tasks.edit([task.id], changes, since=since),
            {"comments": text},
            {"comments": task.comments},
        )

    async def sync(self) -> None:
        act = TaskAct(
            "Mirroring",
            "Mirror",
            self.run.session.tasks.sync,
            lambda task: ("mirrored" if task.is_synced else "here alone", "mirrored"),
        )
        await self.run.carry_out_on_tasks(act, await self.run.tasks())

    async def desync(self) -> None:
        """SY-8: keep the record in Salesforce, or delete it."""
        rows, tasks = await self.run.tasks(), self.run.session.tasks
        if not any(task.is_synced for task in rows):
            what = "This task is" if len(rows) == 1 else "These tasks are"
            raise CockpitError(f"{what} not mirrored.", f"{key_for('task.sync', 'y')} mirrors.")
        answer = await self.run.choose(
            "The record in Salesforce" if len(rows) == 1 else "The records in Salesforce",
            [("keep", "k", "Keep it there"), ("delete", "d", "Delete it there")],
            self.run.org_words(),
        )
        if answer is not None:
            keep = answer == "keep"
            act = TaskAct(
                "Mirroring",
                "End the mirroring of",
                lambda ids: tasks.desync(ids, keep_in_salesforce=keep),
                lambda task: ("mirrored" if task.is_synced else "here alone", "here alone"),
                is_written=not keep,
            )
            await self.run.carry_out_on_tasks(act, rows)


def waiting_beside(tasks: Sequence[TaskRow]) -> Callable[[TaskRow], str]:
    """TP-16: why a task cannot be completed with the others: it waits for one that is not among
    them."""
    chosen = {task.id for task in tasks}

    def waits(task: TaskRow) -> str:
        missing = [blocker for blocker in task.waits_for if blocker.id not in chosen]
        return f"waits for “{missing[0].title}”" if missing else ""

    return waits


def _title(verb: str, rows: Sequence[TaskRow]) -> str:
    return verb if len(rows) == 1 else f"{verb} of {len(rows):,} tasks"
