"""How a verb runs: it asks in dialogs, saves in a lane, and says what was done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from cockpit_tui.commands import NAVIGATION, Command, Where
from cockpit_tui.domain.days.date_words import parse_date
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import CtaId, PersonId, TaskId, ValueId
from cockpit_tui.domain.rows import CtaRow, Person, TaskRow, Value
from cockpit_tui.domain.values import Picklist
from cockpit_tui.key_names import key_label
from cockpit_tui.screens.base.acts import CtaAct, TaskAct
from cockpit_tui.screens.base.habits import Habits
from cockpit_tui.screens.base.lanes import Lane, ask_in
from cockpit_tui.screens.base.questions import Answers, Question
from cockpit_tui.screens.verbs.bulk_preview import Bulk, plan_bulk, plan_task_bulk
from cockpit_tui.services.permitted import Done
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.date_picker import DatePicker, usual_days
from cockpit_widgets.dialogs.dialog import Dialog
from cockpit_widgets.dialogs.help_dialog import HelpDialog, HelpRow
from cockpit_widgets.dialogs.picker import Again, Picker, SeveralPicker
from cockpit_widgets.dialogs.preview_dialog import PreviewDialog
from cockpit_widgets.dialogs.question_dialog import QuestionDialog

if TYPE_CHECKING:
    from datetime import date

    from cockpit_tui.screens.base.command_screen import CommandScreen
    from cockpit_tui.screens.base.program import Program
    from cockpit_tui.screens.base.view_reader import Selected
    from cockpit_tui.services.session import Session

Result = TypeVar("Result")
SAVING_SHOWN_AFTER_SECONDS = 0.1
ROWS_AT_ONCE = 500
"""Rows of a bulk that are read by one statement."""


class VerbRunner:
    """What all verbs share: asking in dialogs, saving in a lane, telling the outcome."""

    def __init__(self, screen: CommandScreen, program: Program) -> None:
        self.screen = screen
        self.program = program
        if program.writer is None:
            program.writer = Lane("writer", screen.post_message)
        self.writer = program.writer
        self.saving = 0
        """How many saves are under way; their answers have not been told yet."""
        if program.habits is None:
            program.habits = Habits(Answers(screen.state_file))
        self.habits = program.habits

    @property
    def session(self) -> Session:
        return self.program.session

    def start(self, verb: Callable[[], Awaitable[None]]) -> None:
        """Runs a verb; a CockpitError is told and ends it. Later keys wait for its questions.

        Nothing is begun while many records are being changed: that says how far it is.
        """
        if self.habits.bulk.is_running:
            self.habits.bulk.show(self.screen)
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
            self.habits.bulk.show(self.screen)
            return True
        return self.screen.dismiss_toast()

    async def ask(self, dialog: Dialog[Result]) -> Result | None:
        """What the person chose; None when they left the dialog."""
        answer = self.screen.app.push_screen(dialog, wait_for_dismiss=True)
        self.screen.type_ahead.opening(dialog)
        return await answer

    async def read(self, work: Callable[[], Result]) -> Result:
        """Read after what is still being saved, so that a verb sees what the one before did."""
        assert self.screen.reader is not None
        if self.writer.is_busy:
            return await ask_in(self.writer, work)
        return await self.screen.reader.ask(work)

    def cta(self) -> CtaId:
        """The CTA under the cursor. Raises CockpitError where there is none."""
        return self._there(self.screen.cta_id)

    def ctas(self) -> tuple[CtaId, ...]:
        """The marked CTAs, else the one under the cursor. Raises CockpitError where there is
        none."""
        return self._there(self.screen.cta_ids)

    def _there(self, found: Result | None) -> Result:
        if not found:
            raise CockpitError("No CTA is under the cursor.", "j and k move to one.")
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
            )
            if await self.ask(PreviewDialog(planned.preview)) is None:
                return
            ids = [CtaId(number) for number in planned.ids]
        self.habits.remember(act)
        self.save(lambda: act.do(ids), ids=ids, relist=act.is_relisted)

    async def tasks(self) -> list[TaskRow]:
        """The marked tasks, else the one under the cursor. Raises CockpitError where there is
        none."""
        ids, views = self.screen.task_ids, self.session.views
        if not ids:
            raise CockpitError("No task is under the cursor.", "Tab goes to the tasks.")
        return await self.read(lambda: [views.task(task_id) for task_id in ids])

    async def carry_out_on_tasks(self, act: TaskAct, tasks: Sequence[TaskRow]) -> None:
        """The same on tasks (CL-22)."""
        ids = [task.id for task in tasks]
        if len(ids) > 1:
            org = self.screen.status.org if self.screen.status else None
            planned = plan_task_bulk(act, tasks, self.session.actor, org)
            changing = [task for task in tasks if task.id in planned.ids]
            if act.along is not None and changing:
                along = await self.read(partial(act.along, changing))
                planned = plan_task_bulk(act, tasks, self.session.actor, org, along)
            if await self.ask(PreviewDialog(planned.preview)) is None:
                return
            ids = [TaskId(number) for number in planned.ids]
        self.habits.last_on_task = act
        self.save(lambda: act.do(ids), total=len(ids))

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
        is_new_cta: bool = False,
        answer: tuple[str, str] = ("u", "undo"),
        otherwise: Callable[[CockpitError], bool] = lambda _: False,
        total: int | None = None,
    ) -> None:
        """Saves in the writer's lane; then the toast, and what is visible anew, with the cursor on
        a CTA that is new.

        `otherwise` may deal with a failure and then gives True; else it is told.
        """
        ids = self.screen.cta_ids if ids is None else ids
        timer = self.screen.set_timer(
            SAVING_SHOWN_AFTER_SECONDS, partial(self.screen.show_saving, ids)
        )
        work = self.habits.bulk.begin(self.screen, work, len(ids) if total is None else total)

        def done(outcome: Done) -> None:
            ended()
            if is_new_cta:
                self.screen.nearest_open.new_cta = CtaId(outcome.ids[0])
            self.screen.nearest_open.saved(outcome, relist=relist, answer=answer)
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

    def org_words(self) -> str:
        """Which org a question is about: name and kind; empty without one."""
        org = self.screen.status.org if self.screen.status else None
        return "" if org is None else f"{org.name} · {org.kind}"

    async def pick_value(
        self, picklist: Picklist, title: str, current: ValueId | None
    ) -> Value | None:
        values = await self.read(lambda: self.session.views.values(picklist))
        choices = [
            Choice(value, value.label, key=str(place) if place < 10 else "")
            for place, value in enumerate(values, 1)
        ]
        now = next((value for value in values if value.id == current), None)
        return await self.ask(Picker(title, choices, current=now, anchor=self.screen.cursor_line))

    def again(self, verb: str) -> Choice[Any] | None:
        """What answers the verb's questions as the last time; None where there was none."""
        act = self.habits.last_of_verb.get(verb)
        if act is None or not act.said:
            return None
        return Choice(Again.AS_LAST_TIME, act.said, key=Again.AS_LAST_TIME.value)

    async def pick_date(
        self, title: str, current: date | None, *, today: date | None = None
    ) -> date | None:
        """A day, in words, from the usual ones or from the calendar."""
        day = await self.pick_date_or_again("", title, current, today=today)
        return None if isinstance(day, Again) else day

    async def pick_date_or_again(
        self, verb: str, title: str, current: date | None, *, today: date | None = None
    ) -> date | Again | None:
        """The same, or all as that verb did it last."""
        today = today or self.session.clock.today()
        return await self.ask(
            DatePicker(
                title,
                usual_days(today),
                parse=lambda text: parse_date(text, today),
                today=today,
                current=current,
                first_weekday=self.session.practice.first_weekday,
                again=self.again(verb),
                anchor=self.screen.cursor_line,
            )
        )

    async def pick_people(self, title: str, taken: Sequence[PersonId]) -> tuple[Person, ...] | None:
        """One or several people; I come first."""
        choices, now = await self._people(taken)
        anchor = self.screen.cursor_line
        return await self.ask(SeveralPicker(title, choices, taken=now, anchor=anchor))

    async def pick_person(self, title: str, current: Sequence[PersonId]) -> Person | None:
        """One person; `current` holds who it is now, if anybody."""
        person = await self.pick_person_or_again("", title, current)
        return None if isinstance(person, Again) else person

    async def pick_person_or_again(
        self, verb: str, title: str, current: Sequence[PersonId]
    ) -> Person | Again | None:
        """The same, or all as that verb did it last."""
        choices, now = await self._people(current)
        rows: list[Choice[Person | Again]] = [*choices]  # type: ignore[list-item]
        return await self.ask(
            Picker(
                title,
                rows,
                current=now[0] if now else None,
                again=self.again(verb),
                anchor=self.screen.cursor_line,
            )
        )

    async def _people(self, taken: Sequence[PersonId]) -> tuple[list[Choice[Person]], list[Person]]:
        people = await self.read(lambda: self.session.views.people())
        me = self.session.actor.person_id
        people.sort(key=lambda person: (person.id != me, person.name.casefold()))
        choices = [
            Choice(person, person.name, detail="me" if person.id == me else person.title)
            for person in people
        ]
        known = {person.id: person for person in people}
        return choices, [known[person] for person in taken if person in known]

    async def question(
        self, question: Question, *, about: str = "", shown: Sequence[tuple[str, str]] = ()
    ) -> str | None:
        """The answer: the one given for good, else what the person says now; None when left.

        `shown` is what it decides, a line each.
        """
        given = self.habits.answers.given(question)
        if given is not None:
            return given
        answer = await self.ask(
            QuestionDialog(
                question.title,
                [Choice(value, label, key=key) for value, key, label in question.answers],
                note=about,
                shown=shown,
                can_remember=True,
                anchor=self.screen.cursor_line,
            )
        )
        if answer is None:
            return None
        if answer.is_for_good:
            self.habits.answers.keep(question, answer.value)
        return answer.value

    async def choose(
        self, title: str, rows: Sequence[tuple[str, str, str]], aside: str = ""
    ) -> str | None:
        """One of a few answers: (value, key, label); the first is where Enter stands."""
        answer = await self.choose_or_again("", title, rows, aside)
        return None if isinstance(answer, Again) else answer

    async def choose_or_again(
        self, verb: str, title: str, rows: Sequence[tuple[str, str, str]], aside: str = ""
    ) -> str | Again | None:
        """The same, or all as that verb did it last."""
        choices: list[Choice[str | Again]] = [
            Choice(value, label, key=key) for value, key, label in rows
        ]
        anchor, again = self.screen.cursor_line, self.again(verb)
        return await self.ask(Picker(title, choices, aside=aside, again=again, anchor=anchor))

    async def choose_command(self, commands: Sequence[Command]) -> str | None:
        """A command found by its words; its key and help beside it."""
        choices = [
            Choice(
                command.id,
                f"{command.shown_key:<9} {command.help_in(self.screen.where)}",
                detail="not permitted" if self.screen.missing_right(command) else "",
                words=f"{command.id} {command.label} {command.twin}",
            )
            for command in commands
        ]
        return await self.ask(CommandPicker("Commands", choices))

    async def show_help(self, commands: Sequence[Command], where: Where) -> None:
        """The keys that work here, by group."""
        groups = dict.fromkeys(command.group for command in commands)
        rows = [
            HelpRow(group, key_label_of(command), command.label_in(where), command.help_in(where))
            for group in groups
            for command in commands
            if command.group == group
        ]
        rows += [HelpRow("Move", *entry) for entry in NAVIGATION]
        await self.ask(HelpDialog(rows, title=f"Keys that work here: {where.value}"))


class CommandPicker(Picker[str]):
    """The palette: as wide as its sentences need."""

    width = 84


def key_label_of(command: Command) -> str:
    """All keys of a command, as people type them; the palette's where it has none."""
    return " ".join(key_label(key) for key in command.keys) or ":"
