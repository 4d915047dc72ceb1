"""What every screen is that opens over another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cockpit_tui.screens.base.command_screen import CommandScreen, Handlers
from cockpit_tui.screens.base.home import Home
from cockpit_tui.screens.verbs.everywhere import Everywhere
from cockpit_tui.screens.verbs.verb_runner import VerbRunner

if TYPE_CHECKING:
    from cockpit_tui.services.permitted import Done


class Over(CommandScreen):
    """A screen that opens over another one, on the same program; `q` and Esc go back."""

    def __init__(self, beneath: CommandScreen) -> None:
        super().__init__(beneath._start)
        self.program = beneath.program
        self.reader = beneath.reader
        self.status = beneath.status
        self.type_ahead = beneath.type_ahead
        self._beneath = beneath
        self.runner: VerbRunner

    def on_mount(self) -> None:
        assert self.program is not None
        self.runner = VerbRunner(self, self.program)
        self.handlers = {
            **Everywhere(self.runner).handlers(),
            **self.own_handlers(),
            "back": self._escape,
        }
        self.begin()
        self.show_footer()

    @property
    def home(self) -> Home:
        return self._beneath.home

    @property
    def is_open(self) -> bool:
        """False once it was left: answers that come later find nothing to show them."""
        return self in self.app.screen_stack

    @property
    def nearest_open(self) -> CommandScreen:
        return self if self.is_open else self._beneath.nearest_open

    def begin(self) -> None:
        """Called once everything is mounted and commands work: shows and reads the rest."""

    def own_handlers(self) -> Handlers:
        """What this screen adds to, or does otherwise than, every other."""
        return {}

    def saved(self, outcome: Done, *, relist: bool, answer: tuple[str, str]) -> None:
        super().saved(outcome, relist=relist, answer=answer)
        self._beneath.saved_above(outcome)

    def saved_above(self, outcome: Done) -> None:
        self._beneath.saved_above(outcome)

    def _escape(self) -> None:
        if not self.runner.answers_esc():
            self.back()

    def back(self) -> None:
        """What Esc does when nothing else waits for it: one step."""
        self.leave()

    def footer_keys(self) -> list[tuple[str, str]]:
        return [*super().footer_keys(), ("Esc", "back")]

    def note_work(self) -> None:
        self._beneath.note_work()
