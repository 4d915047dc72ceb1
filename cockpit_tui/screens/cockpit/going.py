"""Commands that open another screen over the cockpit."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cockpit_tui.commands import Where
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.screens.base.command_screen import Handlers, opened_over
from cockpit_tui.screens.base.lanes import ask_in
from cockpit_widgets.drawing.signs import key_for

if TYPE_CHECKING:
    from cockpit_tui.screens.cockpit.screen import CockpitScreen
    from cockpit_tui.screens.verbs.verb_runner import VerbRunner


class Going:
    """Where one can go from the cockpit; each screen is imported when it is first wanted."""

    def __init__(self, screen: CockpitScreen, runner: VerbRunner) -> None:
        self.screen = screen
        self.run = runner

    def handlers(self) -> Handlers:
        return {
            "triage": partial(self.run.start, self.triage),
            "calendar": self.calendar,
            "radar": self.radar,
            "tasks": self.tasks,
            "sync.open": self.sync,
            "playbooks": self.playbooks,
        }

    def calendar(self) -> None:
        """CL-17: the due dates of the view."""
        from cockpit_tui.screens.over.calendar import CalendarScreen

        opened_over(self.screen, CalendarScreen(self.screen, self.screen.view.state.query))

    def radar(self) -> None:
        """D10: what is stale in the view."""
        from cockpit_tui.screens.over.radar import RadarScreen

        opened_over(self.screen, RadarScreen(self.screen, self.screen.view.state.query))

    def tasks(self) -> None:
        """CL-1: open tasks of all CTAs."""
        from cockpit_tui.screens.over.tasks import TasksScreen

        opened_over(self.screen, TasksScreen(self.screen))

    def sync(self) -> None:
        """The mirror, record by record; at the conflict of what is under the cursor."""
        from cockpit_tui.screens.over.sync import SyncScreen

        screen = self.screen
        if screen.status is None or screen.status.org is None:
            screen.tell_news("No org is connected: `cockpit connect` does that.")
            return
        task_id = screen.task_id if screen.where is Where.TASKS else None
        cta_id = screen.cta_id if screen.where in (Where.LIST, Where.FACTS) else None
        opened_over(screen, SyncScreen(screen, task_id=task_id, cta_id=cta_id))

    def playbooks(self) -> None:
        """TP-10: all playbooks, to look at and to change."""
        from cockpit_tui.screens.over.playbooks import PlaybooksScreen

        opened_over(self.screen, PlaybooksScreen(self.screen))

    async def triage(self) -> None:
        """D9: the marked CTAs one at a time, or all of the view from the cursor on."""
        from cockpit_tui.screens.over.triage import TriageScreen

        cta_list = self.screen.cta_list
        await self._until_read()
        queue = [CtaId(number) for number in cta_list.listing.ids]
        if cta_list.marked:
            queue = [cta_id for cta_id in queue if cta_id in cta_list.marked]
            queue += sorted(cta_list.marked.difference(queue))
        elif cta_list.cursor_id in queue:
            queue = queue[queue.index(cta_list.cursor_id) :]
        if not queue:
            own = f"{key_for('view.tab_1', '1')} shows your own CTAs."
            raise CockpitError("There is nothing to go through here.", own)
        opened_over(self.screen, TriageScreen(self.screen, cta_list, queue))

    async def _until_read(self) -> None:
        """Of a list that is still being read there is only the beginning."""
        reader, cta_list = self.screen.reader, self.screen.cta_list
        if reader is not None and not cta_list.listing.is_complete:
            await ask_in(reader.slow, lambda: None)  # which reads the rest before
        if not cta_list.listing.is_complete:
            raise CockpitError("The list is still being read.", "Try again in a moment.")
