"""Due dates of tasks, and which others move along: asked once, however many they are (CD-9)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from cockpit_tui.domain.date_moves import DateMoves, shifted
from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.rows.tasks import TaskRow
from cockpit_tui.screens.base.acts import Along, TaskAct
from cockpit_tui.screens.base.questions import (
    MARKED_DATES,
    MOVE_CTA,
    MOVE_CTAS,
    MOVE_DATES,
    MOVE_MARKED_DATES,
)
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_tui.services.going_along import MoveDates
from cockpit_tui.services.permitted import Done, counted
from cockpit_widgets.dialogs.preview_body import PreviewRow
from cockpit_widgets.drawing.signs import glyphs

NewDay = Callable[[TaskRow], date | None]
"""The day that a task gets."""
ALONG = "moves along"


class TaskDates:
    """The verb on one task, or on all that are marked."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner

    async def due(self) -> None:
        """CD-9: asks which dates move along; CD-8: and whether the CTA does, if it would be due
        before its task. Leaving a question moves nothing else. Of several tasks it asks whether
        all get the day, or each as many days."""
        rows = await self.run.tasks()
        title = "Due date" if len(rows) == 1 else f"Due date of {len(rows):,} tasks"
        day = await self.run.pick_date(title, rows[0].due)
        if day is None:
            return
        shift = await self._shift_of_all(rows, day) if len(rows) > 1 else 0

        def new(task: TaskRow) -> date | None:
            if not shift:
                return day
            return None if task.due is None else shifted(task.due, shift)

        move, move_cta = await self.goes_along(rows, {task.id: new(task) for task in rows})
        await self.run.carry_out_on_tasks(self._act(day, shift, new, move, move_cta), rows)

    async def _shift_of_all(self, rows: Sequence[TaskRow], day: date) -> int:
        """CL-22: the days by which each moves, as the first one does; 0 where all get the day."""
        first = rows[0]
        days = 0 if first.due is None else (day - first.due).days
        if not days:
            return 0
        about = f"{counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"
        answer = await self.run.question(MARKED_DATES, about=f"{about}: “{first.title}”")
        return days if answer == "shift" else 0

    def _act(self, day: date, shift: int, new: NewDay, move: MoveDates, move_cta: bool) -> TaskAct:
        tasks, today = self.run.session.tasks, self.run.session.clock.today()

        def do(ids: Sequence[TaskId]) -> Done:
            if shift:
                return tasks.shift(ids, shift, move_dates=move, move_cta=move_cta)
            return tasks.edit(ids, {"due": day}, move_dates=move, move_cta=move_cta)

        def along(rows: Sequence[TaskRow]) -> Along:
            plans = tasks.date_moves({task.id: new(task) for task in rows})
            return _along(plans, move, today, move_cta=move_cta)

        goes_alone = move is MoveDates.THIS and not move_cta
        return TaskAct(
            "Due date",
            "Move",
            do,
            lambda task: (_day(task.due, today), _day(new(task), today)),
            along=None if goes_alone else along,
        )

    async def goes_along(
        self, rows: Sequence[TaskRow], days: Mapping[TaskId, date | None]
    ) -> tuple[MoveDates, bool]:
        """Which other dates move with those of these tasks, and whether CTAs move out of the
        way."""
        if all(task.due == days[task.id] for task in rows):
            return MoveDates.THIS, False
        tasks = self.run.session.tasks
        plans = await self.run.read(lambda: tasks.date_moves(days))
        move = MoveDates.THIS
        if any(task.due is not None for task in rows):
            move = await self._moving_along(plans, len(rows))
        return move, await self._moves_ctas(plans, move, len(rows))

    async def _moving_along(self, plans: Sequence[DateMoves], n: int) -> MoveDates:
        """TP-16: what would follow is shown with the question, and moves when it is accepted."""
        today = self.run.session.clock.today()
        following = sum(len(plan.tasks) for plan in plans)
        ctas = [plan for plan in plans if plan.cta_new != plan.cta_old]
        if n > 1 and not following and not ctas:
            return MoveDates.THIS
        shown = [
            (f"{task.title}, {task.assignee}", _move_words(task.old, task.new, today))
            for plan in plans
            for task in plan.moving
        ]
        them = "it" if n == 1 else "them"
        note = f"{counted(following, 'open task')} after {them}" if following else ""
        note = note or f"No open task after {them}"
        if len(plans) > 1:
            note += f", in {len(plans):,} CTAs"
        shown += [
            (_cta_name(plan, len(plans)), _move_words(plan.cta_old, plan.cta_new, today))
            for plan in ctas
        ]
        question = MOVE_DATES if n == 1 else MOVE_MARKED_DATES
        answer = await self.run.question(question, about=note, shown=shown)
        return MoveDates(answer) if answer else MoveDates.THIS

    async def _moves_ctas(self, plans: Sequence[DateMoves], move: MoveDates, n: int) -> bool:
        """CD-8: whether CTAs that would be due before their tasks move to the last of them."""
        late = [(plan, last) for plan in plans if (last := _overtaken(plan, move)) is not None]
        standing = await _standing(self.run, [plan.cta_id for plan, _ in late])
        late = [(plan, last) for plan, last in late if plan.cta_id not in standing]
        if not late:
            return False
        if n == 1:
            ((plan, last),) = late
            due = plan.cta_new if move is MoveDates.CTA else plan.cta_old
            return await _asks_to_move(self.run, due, last)
        today = self.run.session.clock.today()
        shown = [
            (
                _cta_name(plan, len(plans)),
                _move_words(plan.cta_new if move is MoveDates.CTA else plan.cta_old, last, today),
            )
            for plan, last in late
        ]
        about = f"{len(late):,} of {counted(len(plans), 'CTA')}"
        return await self.run.question(MOVE_CTAS, about=about, shown=shown) == "move"


async def asks_to_move_cta(run: VerbRunner, cta: CtaRow, day: date) -> bool:
    """CD-8: whether a CTA moves to the day of a task that would be due after it; its type may keep
    it where it is (CD-13)."""
    if cta.due is None or day <= cta.due or await _standing(run, [cta.id]):
        return False
    return await _asks_to_move(run, cta.due, day)


async def _standing(run: VerbRunner, ids: Sequence[CtaId]) -> Collection[int]:
    """The CTAs whose types keep their dates."""
    rules = run.session.field_rules
    return await run.read(lambda: rules.refused(ids, {"due": date.max})) if ids else ()


async def _asks_to_move(run: VerbRunner, cta_due: date | None, day: date) -> bool:
    today = run.session.clock.today()
    about = f"CTA {_day(cta_due, today)}, task {to_long_date(day, today)}"
    return await run.question(MOVE_CTA, about=about) == "move"


def _along(plans: Sequence[DateMoves], move: MoveDates, today: date, *, move_cta: bool) -> Along:
    """What changes beside the tasks themselves, for the preview of several."""
    is_followed = move is not MoveDates.THIS
    moving = [task for plan in plans for task in plan.moving] if is_followed else []
    rows = [
        PreviewRow(
            task.title, task.assignee, _day(task.old, today), _day(task.new, today), aside=ALONG
        )
        for task in moving
    ]
    ctas = 0
    for plan in plans:
        new = plan.cta_new if move is MoveDates.CTA else plan.cta_old
        if move_cta:
            new = _overtaken(plan, move) or new
        if new != plan.cta_old:
            ctas += 1
            rows.append(
                PreviewRow(
                    plan.cta, "CTA", _day(plan.cta_old, today), _day(new, today), aside=ALONG
                )
            )
    parts = [counted(n, noun) for n, noun in ((len(moving), "following task"), (ctas, "CTA")) if n]
    return Along(tuple(rows), ", ".join(parts), sum(task.mirrored for task in moving))


def _overtaken(plan: DateMoves, move: MoveDates) -> date | None:
    return plan.overtaken(
        is_followed=move is not MoveDates.THIS, is_cta_moved=move is MoveDates.CTA
    )


def _cta_name(plan: DateMoves, n: int) -> str:
    return "The CTA" if n == 1 else f"CTA {plan.cta}"


def _day(day: date | None, today: date) -> str:
    return "no date" if day is None else to_long_date(day, today)


def _move_words(old: date | None, new: date | None, today: date) -> str:
    return f" {glyphs().changes_to} ".join(_day(day, today) for day in (old, new))
