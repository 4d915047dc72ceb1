"""How a verb runs: it asks in dialogs, saves in a lane, and says what was done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from cockpit_tui.commands import NAVIGATION, Command, Where
from cockpit_tui.domain.date_words import parse_date
from cockpit_tui.domain.dates import to_long_date
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import CtaId, PersonId, ValueId
from cockpit_tui.domain.rows import Person, TaskRow, Value
from cockpit_tui.domain.values import Picklist
from cockpit_tui.key_names import key_label
from cockpit_tui.screens.bulk_preview import ROWS_SHOWN, Change, bulk_preview
from cockpit_tui.screens.lanes import Lane, ask_in
from cockpit_tui.services.permitted import Done
from cockpit_widgets.choice_list import Choice
from cockpit_widgets.date_picker import DatePicker
from cockpit_widgets.dialog import Dialog
from cockpit_widgets.help_dialog import HelpDialog, HelpRow
from cockpit_widgets.picker import Picker, SeveralPicker
from cockpit_widgets.preview_dialog import PreviewDialog

if TYPE_CHECKING:
    from datetime import date

    from cockpit_tui.screens.command_screen import CommandScreen
    from cockpit_tui.screens.program import Program
    from cockpit_tui.screens.view_reader import Selected
    from cockpit_tui.services.session import Session

Result = TypeVar("Result")
SAVING_SHOWN_AFTER_SECONDS = 0.1


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

    @property
    def session(self) -> Session:
        return self.program.session

    def start(self, verb: Callable[[], Awaitable[None]]) -> None:
        """Runs a verb; a CockpitError is told and ends it. Later keys wait for its questions."""
        self.screen.type_ahead.begin()
        self.screen.run_worker(self._guarded(verb), exit_on_error=False, group="verb")

    async def _guarded(self, verb: Callable[[], Awaitable[None]]) -> None:
        try:
            await verb()
        except CockpitError as error:
            self.screen.type_ahead.refuse()
            self.screen.tell_failure(error)
        finally:
            self.screen.type_ahead.end()

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

    async def selected(self) -> Selected | None:
        """The CTA under the cursor, read if the pane does not show it yet."""
        cta_id, shown = self.screen.cta_id, self.screen.selected
        if cta_id is None or (shown is not None and shown.detail.row.id == cta_id):
            return None if cta_id is None else shown
        reader = self.screen.reader
        assert reader is not None
        return await self.read(lambda: reader.read_selected(cta_id))

    def save(
        self,
        work: Callable[[], Done],
        *,
        relist: bool = False,
        answer: tuple[str, str] = ("u", "undo"),
    ) -> None:
        """Saves in the writer's lane; then the toast, and what is visible anew."""
        ids = self.screen.cta_ids
        timer = self.screen.set_timer(
            SAVING_SHOWN_AFTER_SECONDS, partial(self.screen.show_saving, ids)
        )

        def done(outcome: Done) -> None:
            ended()
            self.screen.saved(outcome, relist=relist, answer=answer)
            self.screen.type_ahead.replay()

        def failed(error: CockpitError) -> None:
            ended()
            self.screen.tell_failure(error)
            self.screen.type_ahead.replay()

        def ended() -> None:
            self.saving -= 1
            timer.stop()
            self.screen.show_saving(())

        self.saving += 1
        self.writer.run(work, done, otherwise=failed)

    async def confirm(
        self,
        title: str,
        ids: Sequence[CtaId],
        change: Change,
        touched: Callable[[TaskRow], bool] = lambda _: False,
    ) -> bool:
        """True for one CTA, which undo covers; several are shown first, and nothing is written
        until they are accepted."""
        if len(ids) == 1:
            return True
        views = self.session.views
        rows = await self.read(lambda: views.rows(ids[:ROWS_SHOWN]))
        tasks = await self.read(lambda: [task for task in views.tasks(ids) if touched(task)])
        org = self.screen.status.org if self.screen.status else None
        preview = bulk_preview(title, rows, len(ids), change, tasks, org)
        return await self.ask(PreviewDialog(preview)) is not None

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

    async def pick_date(self, title: str, current: date | None) -> date | None:
        today = self.session.clock.today()
        monday = today + timedelta(days=7 - today.weekday())
        usual = (
            ("t", "Today", today),
            ("m", "Tomorrow", today + timedelta(days=1)),
            ("w", "Next Monday", monday),
            ("2", "In two weeks", today + timedelta(days=14)),
            ("3", "In 30 days", today + timedelta(days=30)),
        )
        choices = [
            Choice(day, label, key=key, detail=to_long_date(day, today))
            for key, label, day in usual
        ]
        return await self.ask(
            DatePicker(
                title,
                choices,
                parse=lambda text: parse_date(text, today),
                today=today,
                current=current,
                anchor=self.screen.cursor_line,
            )
        )

    async def pick_people(
        self, title: str, taken: Sequence[PersonId], *, several: bool
    ) -> tuple[Person, ...] | None:
        people = await self.read(lambda: self.session.views.people())
        me = self.session.actor.person_id
        people.sort(key=lambda person: (person.id != me, person.name.casefold()))
        choices = [
            Choice(person, person.name, detail="me" if person.id == me else person.title)
            for person in people
        ]
        anchor = self.screen.cursor_line
        known = {person.id: person for person in people}
        now = [known[person] for person in taken if person in known]
        if several:
            return await self.ask(SeveralPicker(title, choices, taken=now, anchor=anchor))
        current = now[0] if now else None
        found = await self.ask(Picker(title, choices, current=current, anchor=anchor))
        return None if found is None else (found,)

    async def choose(
        self, title: str, rows: Sequence[tuple[str, str, str]], aside: str = ""
    ) -> str | None:
        """One of a few answers: (value, key, label); the first is where Enter stands."""
        choices = [Choice(value, label, key=key) for value, key, label in rows]
        return await self.ask(Picker(title, choices, aside=aside, anchor=self.screen.cursor_line))

    async def choose_command(self, commands: Sequence[Command]) -> str | None:
        """A command found by its words; its key and help beside it."""
        choices = [
            Choice(command.id, f"{command.shown_key:<9} {command.help}") for command in commands
        ]
        return await self.ask(CommandPicker("Commands", choices))

    async def show_help(self, commands: Sequence[Command], where: Where) -> None:
        """The keys that work here, by group."""
        groups = dict.fromkeys(command.group for command in commands)
        rows = [
            HelpRow(group, key_label_of(command), command.label_in(where), command.help)
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
