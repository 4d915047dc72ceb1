"""Verbs on tasks, the manual mirror among them."""

from __future__ import annotations

from datetime import date

from cockpit_tui.domain.date_moves import DateMoves
from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.domain.rows import TaskRow
from cockpit_tui.domain.values import Picklist
from cockpit_tui.screens.verbs.acts import TaskAct
from cockpit_tui.screens.verbs.questions import MOVE_DATES
from cockpit_tui.screens.verbs.saving_texts import save_texts
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_tui.services.going_along import MoveDates
from cockpit_widgets.dialogs.text_dialog import TextDialog
from cockpit_widgets.drawing.signs import glyphs


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
        cta_id, views = self.run.cta(), self.run.session.views
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
        tasks = self.run.session.tasks
        moves = await self.run.read(lambda: tasks.date_moves(task.id, day))
        move = MoveDates.THIS if task.due is None else await self._moving_along(moves)
        last = day if move is MoveDates.THIS else max(filter(None, (day, moves.last)))
        cta_due = moves.cta_new if move is MoveDates.CTA else moves.cta_old
        return move, await self.run.asks_to_move_cta(cta_due, last)

    async def _moving_along(self, moves: DateMoves) -> MoveDates:
        """TP-16: what would follow is shown with the question, and moves when it is accepted."""
        today = self.run.session.clock.today()
        count = len(moves.tasks)
        note = f"{count} open task{'' if count == 1 else 's'} after it" if count else ""
        shown = [
            (f"{task.title}, {task.assignee}", _move_words(task.old, task.new, today))
            for task in moves.moving
        ]
        if moves.cta_new != moves.cta_old:
            shown.append(("The CTA", _move_words(moves.cta_old, moves.cta_new, today)))
        answer = await self.run.question(
            MOVE_DATES, about=note or "No open task after it", shown=shown
        )
        return MoveDates(answer) if answer else MoveDates.THIS

    async def assignees(self) -> None:
        task, tasks = await self._task(), self.run.session.tasks
        taken = tuple(part.assignee_id for part in task.parts)
        chosen = await self.run.pick_people("Assignees", taken)
        if chosen:
            people = [person.id for person in chosen]
            act = TaskAct(lambda ids: tasks.assign(ids, people))
            self.run.carry_out_on_task(act, task.id)

    async def comments(self) -> None:
        task = await self._task()
        text = await self.run.ask(TextDialog("Comments", task.comments, is_long=True))
        if text is None:
            return
        tasks = self.run.session.tasks
        self.run.habits.last_on_task = TaskAct(lambda ids: tasks.edit(ids, {"comments": text}))
        save_texts(
            self.run,
            lambda changes, since: tasks.edit([task.id], changes, since=since),
            {"comments": text},
            {"comments": task.comments},
        )

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


def _move_words(old: date | None, new: date | None, today: date) -> str:
    days = ("no date" if day is None else to_long_date(day, today) for day in (old, new))
    return f" {glyphs().changes_to} ".join(days)
