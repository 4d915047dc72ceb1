"""Playbooks on the screen: all of them, and the steps of the one under the cursor (TP-5, TP-10)."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from cockpit_tui.commands import Where
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import PlaybookId, StepId
from cockpit_tui.domain.playbooks import PlaybookRow, StepRow
from cockpit_tui.screens.base.command_screen import CommandScreen, Handlers
from cockpit_tui.screens.over.over import Over
from cockpit_tui.screens.over.playbook_edits import PlaybookEdits
from cockpit_widgets.drawing.signs import key_for
from cockpit_widgets.frame.header_bar import HeaderBar
from cockpit_widgets.frame.key_footer import KeyFooter
from cockpit_widgets.frame.toast import Toast
from cockpit_widgets.panes.item_pane import ItemPane
from cockpit_widgets.panes.playbook_list import PlaybookList, StepList

FOOTER = {
    Where.PLAYBOOKS: (
        *("record.open", "cta.add", "task.add", "record.edit", "record.status"),
        *("record.delete", "undo"),
    ),
    Where.STEPS: (
        *("record.due", "record.owner", "task.add", "record.edit", "record.priority"),
        *("record.delete", "step.up", "step.down", "task.sync", "undo"),
    ),
}
"""Commands in the footer, the most wanted first."""
BESIDE = 100
"""Columns from which playbooks and steps stand side by side."""


class PlaybooksScreen(Over):
    """Playbooks on the left, the steps of one on the right; verbs act where the cursor is."""

    DEFAULT_CSS = """
    PlaybooksScreen {
        #body { height: 1fr; }
        StepList { display: none; }
        &.-opened StepList { display: block; }
        &.-opened PlaybookList { display: none; }
        &.-beside PlaybookList { display: block; width: 45%; max-width: 72; }
        &.-beside StepList { display: block; border-left: solid $ck-rule; }
    }
    """

    AUTO_FOCUS = "#playbooks"

    def __init__(self, beneath: CommandScreen) -> None:
        super().__init__(beneath)
        self._found: list[PlaybookRow] = []
        self._wanted: int | None = None
        """A playbook or a step that was just made: the cursor goes there once it is read."""

    def compose(self) -> ComposeResult:
        yield HeaderBar(id="header")
        with Horizontal(id="body"):
            yield PlaybookList(id="playbooks")
            yield StepList(id="steps")
        yield KeyFooter(id="footer")
        yield Toast(id="toast")

    # What verbs act on

    @property
    def where(self) -> Where:
        return Where.STEPS if self._steps.has_focus else Where.PLAYBOOKS

    @property
    def plain_widgets(self) -> tuple[Widget, ...]:
        return self._list, self._steps

    @property
    def cursor_line(self) -> int:
        pane: ItemPane = self._steps if self._steps.has_focus else self._list
        return pane.region.y + 2

    @property
    def playbook(self) -> PlaybookRow:
        """The one under the cursor; raises CockpitError for none."""
        found = self._chosen()
        if found is None:
            raise CockpitError(
                "No playbook is under the cursor.", f"{key_for('cta.add', 'n')} makes one."
            )
        return found

    @property
    def step(self) -> StepRow:
        """The step under the cursor; raises CockpitError for none."""
        found = self._steps.step
        if found is None:
            raise CockpitError(
                "No step is under the cursor.", f"{key_for('task.add', 't')} adds one."
            )
        return found

    @property
    def _list(self) -> PlaybookList:
        return self.query_one(PlaybookList)

    @property
    def _steps(self) -> StepList:
        return self.query_one(StepList)

    # Commands

    def own_handlers(self) -> Handlers:
        return {
            **PlaybookEdits(self, self.runner).handlers(),
            "record.open": self.open_steps,
            "pane.next": self.switch,
            "pane.previous": self.switch,
            "view.reload": self.read_again,
        }

    def footer_keys(self) -> list[tuple[str, str]]:
        """The verbs that matter most here; the table's places are those of the cockpit."""
        place = self.where
        table = {command.id: command for command in self.valid_commands()}
        shown = [table[name] for name in FOOTER[place] if name in table and table[name].keys]
        keys = [(command.shown_key, command.label_in(place)) for command in shown]
        return [*keys, ("Esc", "back")]

    def open_steps(self) -> None:
        if self._chosen() is not None:
            self.add_class("-opened")
            self.set_focus(self._steps)

    def switch(self) -> None:
        """From the playbooks to the steps and back."""
        if self._steps.has_focus:
            self.close_steps()
        else:
            self.open_steps()

    def close_steps(self) -> None:
        self.remove_class("-opened")
        self.set_focus(self._list)

    def back(self) -> None:
        """One step: the steps, the screen."""
        if self._steps.has_focus:
            self.close_steps()
        else:
            self.leave()

    # Showing

    def begin(self) -> None:
        clock = self._start.clock
        self.query_one(HeaderBar).show(self.status, clock.now(), clock.today(), place="Playbooks")
        self.read_again()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= BESIDE, "-beside")

    def expect(self, record_id: int) -> None:
        """The cursor goes to this record when it has been read: it was just made."""
        self._wanted = record_id

    def store_moved(self) -> None:
        self.read_again()

    def read_again(self) -> None:
        if self.reader is not None:
            service = self.reader.session.playbooks
            self.reader.quick.run(service.all, self._take, key="playbooks")

    def _take(self, found: list[PlaybookRow]) -> None:
        if not self.is_open:
            return
        self._found = found
        self._list.show(found)
        wanted, self._wanted = self._wanted, None
        if wanted is not None and self._steps.has_focus:
            self._show_steps()
            self._steps.go_to(StepId(wanted))
        elif wanted is not None:
            self._list.go_to(PlaybookId(wanted))
        self._show_steps()
        self.type_ahead.replay()

    def _chosen(self) -> PlaybookRow | None:
        chosen = self._list.chosen_id
        return next((row for row in self._found if row.id == chosen), None)

    def _show_steps(self) -> None:
        chosen = self._chosen()
        if chosen is None and self._steps.has_focus:
            self.close_steps()
        self._steps.show(chosen)

    @on(ItemPane.CursorMoved)
    def follow_cursor(self) -> None:
        if self._list.has_focus:
            self._show_steps()
        self.refresh_footer()

    @on(ItemPane.Opened)
    def open_item(self) -> None:
        if self._list.has_focus:
            self.open_steps()

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def refresh_footer(self) -> None:
        self.call_next(self.show_footer)
        self.call_next(self.type_ahead.replay)
