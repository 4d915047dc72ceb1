"""What every screen is: keys, footer, help and palette from the table of commands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from textual import events, on
from textual.widget import Widget

from cockpit_tui.commands import Command, Where
from cockpit_tui.commands.table import TAKES_WORDS
from cockpit_tui.domain.ids import CtaId, TaskId
from cockpit_tui.domain.lists.rows import Listing, SyncStatus
from cockpit_tui.screens.base.offering import ON_FINISHED, are_finished, fitting
from cockpit_tui.screens.base.refusals import refusal, refusal_words
from cockpit_tui.screens.base.telling import TellingScreen
from cockpit_widgets.frame.filter_line import FilterLine
from cockpit_widgets.frame.header_bar import HeaderBar
from cockpit_widgets.frame.key_footer import KeyFooter
from cockpit_widgets.frame.toast import ToastKind, ToastText
from cockpit_widgets.row_list.line_map import index_of
from cockpit_widgets.row_list.list import RowList

if TYPE_CHECKING:
    from pathlib import Path

    from cockpit_tui.domain.rows.ctas import AttachmentRow
    from cockpit_tui.domain.rows.customers import AccountRow
    from cockpit_tui.domain.rows.mirror import FirstReading
    from cockpit_tui.screens.base.home import Home
    from cockpit_tui.screens.base.program import Program
    from cockpit_tui.screens.base.start import Start
    from cockpit_tui.screens.base.type_ahead import TypeAhead
    from cockpit_tui.screens.base.view_reader import Selected, ViewReader
    from cockpit_tui.services.permitted import Done

Handlers = dict[str, Callable[[], None]]


class CommandScreen(TellingScreen):
    """A screen on which commands of the table work, and verbs act on what it points at.

    One that opens over another takes the program from there.
    """

    going_to: int | None = None
    """The row that is new, or that an undo or a redo was about: the cursor goes there with the list
    that is being read."""

    def __init__(self, start: Start) -> None:
        super().__init__()
        self._start = start
        self.themes = start.themes
        self.program: Program | None = None
        self.reader: ViewReader | None = None
        self.status: SyncStatus | None = None
        self.handlers: Handlers = {}
        self.type_ahead: TypeAhead
        for command in start.commands:
            for key in command.keys:
                # Textual's own, such as Tab for the next widget, would come first.
                self._bindings.key_to_bindings.pop(key, None)
                self._bindings.bind(key, f"run_command('{command.id}')", show=False)

    @property
    def home(self) -> Home:
        """The cockpit, which this is or opens over."""
        raise NotImplementedError

    @property
    def state_file(self) -> Path | None:
        """Where the screen remembers what a person decided."""
        return self._start.state_file

    # What verbs act on

    @property
    def where(self) -> Where:
        """The place in which commands work here."""
        raise NotImplementedError

    @property
    def places(self) -> tuple[Where, ...]:
        """All the places that this is, `where` the first."""
        return (self.where,)

    @property
    def cta_id(self) -> CtaId | None:
        """The CTA under the cursor."""
        return None

    @property
    def cta_ids(self) -> tuple[CtaId, ...]:
        """What a verb on CTAs acts on: the marked ones, else the one under the cursor."""
        return () if self.cta_id is None else (self.cta_id,)

    @property
    def task_id(self) -> TaskId | None:
        """The task under the cursor."""
        return None

    @property
    def task_ids(self) -> tuple[TaskId, ...]:
        """What a verb on tasks acts on: the marked ones, else the one under the cursor."""
        return () if self.task_id is None else (self.task_id,)

    @property
    def attachment(self) -> AttachmentRow | None:
        """The attachment under the cursor."""
        return None

    @property
    def account(self) -> AccountRow | None:
        """The customer that the screen is about, whatever is under the cursor."""
        return None

    @property
    def activity_id(self) -> str | None:
        """The Salesforce activity under the cursor, by its id there."""
        return None

    @property
    def selected(self) -> Selected | None:
        """What is shown of the CTA under the cursor, where it has been read."""
        return None

    @property
    def marked_count(self) -> int:
        """How many rows are marked."""
        return 0

    def rows_saved(self, ids: Sequence[CtaId] | None) -> Sequence[int]:
        """The rows of its list in which a change of these CTAs is seen; None: of what is acted on
        here."""
        return self.cta_ids if ids is None else ids

    def show_saving(self, ids: Sequence[int]) -> None:
        """These rows are being saved for longer than a moment; none: nothing is."""

    # What keys wait for

    @property
    def is_behind(self) -> bool:
        """Whether what is shown is not yet what keys are meant for."""
        return False

    @property
    def is_going(self) -> bool:
        """Whether keys are meant for the row that the cursor is yet to go to."""
        return self.going_to is not None and not self.is_editing_filter

    def stay(self) -> None:
        """The cursor goes nowhere by itself any more: somebody moved it, waited for long enough, or
        asked for another list."""
        self.going_to = None
        self.type_ahead.replay()

    @on(events.Click)
    def _stay_where_clicked(self) -> None:
        self.stay()

    @property
    def moving(self) -> RowList[Any, Any] | None:
        """The list with the keys while its cursor is on its way to a row that is being read."""
        focused = self.focused
        return focused if isinstance(focused, RowList) and focused.is_waiting else None

    @on(RowList.Arrived)
    def _let_keys_go(self) -> None:
        self.call_next(self.type_ahead.replay)

    @property
    def is_editing_filter(self) -> bool:
        """Whether a line is being typed whose end is a message."""
        return False

    @property
    def plain_widgets(self) -> tuple[Widget, ...]:
        """Those in which a key causes no further message to wait for."""
        return ()

    # Commands

    def action_run_command(self, command_id: str) -> None:
        """Does it if it works here; what needs the store waits until that is open."""
        command = next(entry for entry in self._start.commands if entry.id == command_id)
        if not self._working((command,)):
            self._tell_unused(command)
            return
        self.note_work()
        handler, missing = self.handlers.get(command_id), self.missing_right(command)
        if missing is not None and self.program is not None:
            self.tell_failure(refusal(self.program.session.actor, *missing))
        elif handler is not None:
            handler()
        elif command_id == "quit":
            self.leave()
        elif command_id == "suspend":
            self.app.action_suspend_process()
        elif self.program is None and command.waits_for_store:
            self.type_ahead.defer(command_id)

    def _tell_unused(self, command: Command) -> None:
        """A key of other places, typed here: said, lest it seem to have been done. Words that were
        typed for it are no keys either."""
        if command.id in TAKES_WORDS:
            self.type_ahead.refuse()
        help_key = self.key_of("help")
        if command.keys and help_key and self.program is not None:
            self.tell_news(f"{command.shown_key} does nothing here. {help_key} shows what does.")

    def valid_commands(self) -> list[Command]:
        """What can be done here, in the table's order."""
        return self._working(self._start.commands)

    def offered_ids(self) -> Collection[str]:
        """The commands that the screen knows at all."""
        return {*self.handlers, "quit", "suspend"}

    def _working(self, commands: Iterable[Command]) -> list[Command]:
        places, offered = {Where.EVERYWHERE, *self.places}, self.offered_ids()
        return [
            command
            for command in commands
            if command.id in offered
            and not places.isdisjoint(command.where)
            and self.has_use(command)
        ]

    def has_use(self, command: Command) -> bool:  # noqa: ARG002 (those that override it look)
        """Whether a command of this place finds here what it needs just now."""
        return True

    def leave(self) -> None:
        """What `q` does."""
        self.dismiss()

    def note_work(self) -> None:
        """Somebody is at the keys."""

    @on(KeyFooter.Pressed)
    def run_shown_key(self, event: KeyFooter.Pressed) -> None:
        """A click on a key of the footer is that key."""
        for command in self.valid_commands():
            if command.shown_key == event.key:
                self.action_run_command(command.id)
                return

    @on(FilterLine.Wanted)
    def edit_filter(self) -> None:
        self.action_run_command("view.filter")

    @on(FilterLine.Typing)
    def show_keys_of_line(self, event: FilterLine.Typing) -> None:
        helps = (entry.key_in_text for entry in self._start.commands if entry.id == "help")
        self.query_one(KeyFooter).show_typing(event.keys, next(helps))

    # News

    def store_moved(self) -> None:
        """Somebody committed: what is visible is read anew, and nothing moves."""

    def mirror_reads(self, reading: FirstReading | None) -> None:
        """An org is read for the first time, so far; None: that is over."""
        for header in self.query(HeaderBar):
            header.show_reading(reading)

    def mirror_spoke(self, status: SyncStatus) -> None:
        """The mirror ended a cycle, and stood so then."""

    def show_status(self, status: SyncStatus) -> None:
        """How the mirror stands now, as the cockpit below has just read it."""
        self.status = status
        for header in self.query(HeaderBar):
            header.show_status(status, self._start.clock.now())

    def refresh_ages(self) -> None:
        """Time passed."""
        for header in self.query(HeaderBar):
            header.refresh_ages(self._start.clock.now())

    # Telling

    def show_footer(self) -> None:
        """The keys that work here, verbs before navigation."""
        if self.app.screen is not self:
            return  # a dialog has the focus; the keys below it stay as they are
        missing = self.missing_rights()
        self.query_one(KeyFooter).show(
            self.footer_keys(),
            marked=self.marked_count,
            aside=refusal_words(self.role, missing.values()),
            refused=frozenset(command.shown_key for command in missing),
        )

    def footer_keys(self) -> list[tuple[str, str]]:
        """Keys and labels for the footer; those that are not permitted come last."""
        place, missing = self.where, self.missing_rights()
        shown = sorted(
            self.footer_commands(),
            key=lambda command: (command in missing, command.footer_in(place)),
        )
        return [(command.shown_key, self.label_of(command)) for command in shown]

    def key_of(self, command_id: str) -> str:
        """As it is typed; empty where the person took it off the keys."""
        commands = self._start.commands
        return next((entry.shown_key for entry in commands if entry.id == command_id), "")

    def label_of(self, command: Command) -> str:
        """What the footer calls a command here."""
        return command.label_in(self.where)

    def footer_commands(self) -> list[Command]:
        """Those whose keys the footer shows, in the table's order."""
        # Which tasks verbs act on takes a look at the whole list, where many are marked.
        selected = self.selected
        is_on_finished = selected is not None and are_finished(self.task_ids, selected)
        more = {**self.footer_here, **(ON_FINISHED if is_on_finished else {})}
        shown = (
            command if command.footer else replace(command, footer=more[command.id])
            for command in self._start.commands
            if command.keys and (command.footer or command.id in more)
        )
        working = self._working(shown)
        return fitting(working, is_marked=bool(self.marked_count), is_on_finished=is_on_finished)

    @property
    def footer_here(self) -> Mapping[str, int]:
        """Commands whose keys are shown here and in few other places, with their place."""
        return {}

    @property
    def role(self) -> str:
        """The role of whoever acts; empty before the store is open."""
        return "" if self.program is None else self.program.session.actor.role

    def missing_rights(self) -> dict[Command, tuple[str, str]]:
        """Commands of the footer that this person may not run here, with the right they need."""
        found = {command: self.missing_right(command) for command in self.footer_commands()}
        return {command: needed for command, needed in found.items() if needed is not None}

    def missing_right(self, command: Command) -> tuple[str, str] | None:
        """Right and object that a command needs and this person has not; None where it may run."""
        needed = command.needs_in(self.where)
        if needed is None or self.program is None:
            return None
        from cockpit_tui.domain.permissions import Right

        right, name = needed
        return None if self.program.session.actor.may(Right(right), name) else needed

    @property
    def nearest_open(self) -> CommandScreen:
        """Where the outcome of its verbs is told: itself, and once it was left the one beneath."""
        return self

    def saved(self, outcome: Done, *, relist: bool, answer: tuple[str, str]) -> None:
        """A verb was carried out: what it changed is read anew, and the toast says so."""
        if outcome.is_same:
            self.tell_news("Nothing had to change.")
            return
        words = outcome.label
        if outcome.notes:
            words = " ".join((f"{words.removesuffix('.')}.", *outcome.notes))
        # Without a batch, such as for what is only sent again, there is nothing to take back.
        keys = ("", "") if outcome.batch_id is None else answer
        self.tell(ToastText(words, ToastKind.DONE, *keys))
        if relist:
            self.going_to = self.row_of(outcome)
        self.store_moved()
        if relist:
            self.read_again()

    def row_of(self, outcome: Done) -> int | None:
        """The one row of this screen's list that came, or came back."""
        return outcome.cta_id

    def saved_above(self, outcome: Done) -> None:
        """A verb was carried out on the screen that is open over this one."""

    def row_to_go_to(self, listing: Listing) -> int | None:
        """Where the cursor goes in a listing that was read; told once. While that holds only the
        beginning, and not the row, the rest may."""
        row = self.going_to
        is_there = row is not None and index_of(listing, row) is not None
        if is_there or listing.is_complete:
            self.going_to = None
        return row if is_there else None

    def read_again(self) -> None:
        """What is shown is read anew on purpose: what no longer fits leaves."""


def opened_over(beneath: CommandScreen, screen: CommandScreen) -> None:
    """Opens a screen; keys typed meanwhile go to it."""
    beneath.app.push_screen(screen)
    beneath.type_ahead.opening(screen)
