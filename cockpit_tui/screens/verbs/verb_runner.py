"""How a verb runs: it asks in dialogs, saves in a lane, and says what was done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from cockpit_tui.commands import Where
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.rows.tasks import TaskRow
from cockpit_tui.screens.base.acts import CtaAct, TaskAct
from cockpit_tui.screens.verbs.asking import Asking
from cockpit_tui.screens.verbs.bulk_preview import Bulk, plan_bulk, plan_task_bulk
from cockpit_tui.services.permitted import Done
from cockpit_widgets.dialogs.preview_dialog import PreviewDialog
from cockpit_widgets.drawing.signs import key_for

if TYPE_CHECKING:
    from cockpit_tui.screens.base.command_screen import CommandScreen
    from cockpit_tui.screens.base.program import Program
    from cockpit_tui.screens.base.view_reader import Selected

Result = TypeVar("Result")
SAVING_SHOWN_AFTER_SECONDS = 0.1
MOVES = "j and k move to one."
ROWS_AT_ONCE = 500
"""Rows of a bulk that are read by one statement."""


class VerbRunner(Asking):
    """What all verbs share: they ask, save in a lane, and tell the outcome."""

    def __init__(self, screen: CommandScreen, program: Program) -> None:
        super().__init__(screen, program)
        self.saving = 0
        """How many saves are under way; their answers have not been told yet."""

    def start(self, verb: Callable[[], Awaitable[None]]) -> None:
        """Runs a verb; a CockpitError is told and ends it. Later keys wait for its questions.

        Nothing is begun while many records are being changed: that says how far it is.
        """
        if self.habits.bulk.is_running:
            self.habits.bulk.show(self.screen.nearest_open)
            return
        self.ask_on(verb)

    def ask_on(self, verb: Callable[[], Awaitable[None]]) -> None:
        """The same for what a verb has to ask yet, whatever has begun meanwhile."""
        self.screen.type_ahead.begin()
        self.screen.nearest_open.run_worker(self._guarded(verb), exit_on_error=False, group="verb")

    async def _guarded(self, verb: Callable[[], Awaitable[None]]) -> None:
        try:
            await verb()
        except CockpitError as error:
            self.screen.type_ahead.refuse()
            self.screen.tell_failure(error)
        finally:
            self.screen.type_ahead.end()

    def answers_esc(self) -> bool:
        """Whether Esc was about something told: many records being changed, which it takes back,
        or a failure that was read. A toast that only tells goes along with the screen's own step.
        """
        if self.habits.bulk.cancel():
            self.habits.bulk.show(self.screen.nearest_open)
            return True
        return self.screen.dismiss_toast()

    def cta(self) -> CtaId:
        """The CTA under the cursor. Raises CockpitError where there is none."""
        return self._there(self.screen.cta_id)

    def ctas(self) -> tuple[CtaId, ...]:
        """The marked CTAs, else the one under the cursor. Raises CockpitError where there is
        none."""
        return self._there(self.screen.cta_ids)

    def _there(self, found: Result | None) -> Result:
        if not found:
            raise CockpitError("No CTA is under the cursor.", MOVES)
        return found

    async def selected(self) -> Selected | None:
        """The CTA under the cursor, read if the pane does not show it yet."""
        cta_id, shown = self.screen.cta_id, self.screen.selected
        if cta_id is None or (shown is not None and shown.detail.row.id == cta_id):
            return None if cta_id is None else shown
        reader = self.screen.reader
        assert reader is not None
        return await self.read(lambda: reader.read_selected(cta_id))

    async def selected_cta(self) -> Selected:
        """The same where there has to be one. Raises CockpitError where there is none."""
        return self._there(await self.selected())

    async def carry_out(self, act: CtaAct, ids: Sequence[CtaId]) -> None:
        """Does it to one CTA at once, which undo covers; several are shown first, and nothing is
        written until they are accepted. `.` does the same again."""
        if len(ids) > 1:
            planned = plan_bulk(
                act,
                await self.read(lambda: self._bulk(act, ids)),
                self.session.actor,
                self.screen.status.org if self.screen.status else None,
                self.session.clock.today(),
            )
            if await self.ask(PreviewDialog(planned.preview)) is None:
                self.dropped("changed")
                return
            ids = [CtaId(number) for number in planned.ids]
        self.habits.remember(act)
        self.save(lambda: act.do(ids), ids=ids, relist=act.is_relisted)

    async def tasks(self) -> list[TaskRow]:
        """The marked tasks, else the one under the cursor. Raises CockpitError where there is
        none."""
        ids, lists = self.screen.task_ids, self.session.task_lists
        rows = await self.read(lambda: lists.these(ids)) if ids else []
        if not rows and ids:
            raise CockpitError("It was deleted meanwhile.", "j and k move to another one.")
        if not rows:
            raise self.no_task()
        return rows

    def no_task(self) -> CockpitError:
        """That a verb finds no task here, and what goes to one."""
        goes = f"{key_for('pane.next', 'Tab')} goes to the tasks."
        is_among_tasks = self.screen.where is Where.TASKS
        return CockpitError("No task is under the cursor.", MOVES if is_among_tasks else goes)

    async def carry_out_on_tasks(self, act: TaskAct, tasks: Sequence[TaskRow]) -> None:
        """The same on tasks (CL-22)."""
        ids = [task.id for task in tasks]
        if len(ids) > 1:
            org = self.screen.status.org if self.screen.status else None
            today = self.session.clock.today()
            plan = partial(plan_task_bulk, act, tasks, self.session.actor, org, today)
            planned = plan()
            changing = [task for task in tasks if task.id in planned.ids]
            if act.along is not None and changing:
                along = await self.read(partial(act.along, changing))
                planned = plan(along)
            if await self.ask(PreviewDialog(planned.preview)) is None:
                self.dropped("changed")
                return
            ids = [TaskId(number) for number in planned.ids]
        self.habits.last_on_task = act
        self.save(lambda: act.do(ids), total=len(ids))

    def dropped(self, done: str) -> None:
        """A verb whose first question was answered ended without an act: `Nothing was closed.`
        Undo would take back the one before it."""
        self.screen.nearest_open.tell_news(f"Nothing was {done}.")

    def last_was(self, what: str) -> None:
        """What is done now is nothing that `.` does again; it says so."""
        self.habits.pass_over(what, is_on_task=bool(self.screen.task_ids))

    def _bulk(self, act: CtaAct, ids: Sequence[CtaId]) -> Bulk:
        views = self.session.views
        rows: list[CtaRow] = []
        for start in range(0, len(ids), ROWS_AT_ONCE):
            rows += views.rows(ids[start : start + ROWS_AT_ONCE])
        rules = self.session.field_rules
        refused = rules.refused(ids, act.writes, is_closing=act.is_closing)
        return Bulk(rows, views.tasks(ids), refused)

    def save(
        self,
        work: Callable[[], Done],
        *,
        ids: Sequence[CtaId] | None = None,
        relist: bool = False,
        answer: tuple[str, str] | None = None,
        otherwise: Callable[[CockpitError], bool] = lambda _: False,
        total: int | None = None,
    ) -> None:
        """Saves in the writer's lane; then the toast, and what is visible anew.

        `otherwise` may deal with a failure and then gives True; else it is told.
        """
        rows = self.screen.rows_saved(ids)
        timer = self.screen.set_timer(
            SAVING_SHOWN_AFTER_SECONDS, partial(self.screen.show_saving, rows)
        )
        count = len(rows) if total is None else total
        work = self.habits.bulk.begin(work, count, lambda: self.screen.nearest_open)

        def done(outcome: Done) -> None:
            ended()
            undo = (key_for("undo", "u"), "undo")
            self.screen.nearest_open.saved(outcome, relist=relist, answer=answer or undo)
            self.screen.type_ahead.replay()

        def failed(error: CockpitError) -> None:
            ended()
            if not otherwise(error):
                self.screen.nearest_open.tell_failure(error)
            self.screen.type_ahead.replay()

        def ended() -> None:
            self.saving -= 1
            timer.stop()
            self.habits.bulk.end()
            self.screen.nearest_open.show_saving(())

        self.saving += 1
        self.writer.run(work, done, otherwise=failed)
