"""Which command does what in the cockpit, once the store is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cockpit_tui.screens.base.command_screen import Handlers
from cockpit_tui.screens.cockpit.demo_verbs import DemoVerbs
from cockpit_tui.screens.cockpit.exporting import Exporting
from cockpit_tui.screens.cockpit.going import Going
from cockpit_tui.screens.cockpit.saving_views import SavingViews
from cockpit_tui.screens.cockpit.seeing import Seeing
from cockpit_tui.screens.cockpit.toggles import Toggles
from cockpit_tui.screens.verbs.everywhere import Everywhere
from cockpit_tui.screens.verbs.record_verbs import RecordVerbs
from cockpit_tui.screens.verbs.verb_runner import VerbRunner

if TYPE_CHECKING:
    from cockpit_tui.screens.base.program import Program
    from cockpit_tui.screens.cockpit.screen import CockpitScreen


class CockpitVerbs:
    """Everything that the cockpit does."""

    def __init__(self, screen: CockpitScreen, program: Program) -> None:
        self.runner = VerbRunner(screen, program)
        self.demo = program.stage and DemoVerbs(screen, self.runner, program.stage)
        self.parts = (
            RecordVerbs(self.runner),
            Everywhere(self.runner),
            Going(screen, self.runner),
            Seeing(screen, self.runner),
            Toggles(screen, self.runner),
            Exporting(screen, self.runner),
            SavingViews(screen, self.runner),
        )

    def handlers(self) -> Handlers:
        """A callable for each command that needs the store."""
        handlers = {name: call for part in self.parts for name, call in part.handlers().items()}
        return handlers | (self.demo.handlers() if self.demo else {})

    def look_around(self) -> None:
        """Something changed, here or in the org: the demo's missions may have ended."""
        if self.demo:
            self.demo.look()
