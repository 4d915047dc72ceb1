"""How the mirror stands: read anew, and told in the header, in links, in the terminal's title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cockpit_tui.screens.base.command_screen import CommandScreen
from cockpit_tui.screens.base.messages import ToTerminal
from cockpit_tui.terminal.title import terminal_title, title_sequence
from cockpit_widgets.drawing.links import use_links
from cockpit_widgets.frame.header_bar import HeaderBar

if TYPE_CHECKING:
    from cockpit_tui.domain.lists.rows import SyncStatus
    from cockpit_tui.screens.base.start import Start
    from cockpit_tui.screens.cockpit.screen import CockpitScreen


class Standing:
    """Follows the mirror for the cockpit and for the screens that are open over it."""

    def __init__(self, screen: CockpitScreen, start: Start) -> None:
        self._screen = screen
        self._start = start
        self._title_told = ""

    def begin(self, status: SyncStatus) -> None:
        """As the first picture knows it."""
        self._screen.status = status
        self._lead_links(status)

    def load(self) -> None:
        """Reads it again."""
        screen = self._screen
        if screen.verbs is not None:
            screen.verbs.look_around()
        if screen.reader is not None:
            screen.reader.status(self._take)

    def over(self) -> list[CommandScreen]:
        """The screens that are open over the cockpit."""
        stack = self._screen.app.screen_stack
        return [
            each for each in stack if isinstance(each, CommandScreen) and each is not self._screen
        ]

    def _take(self, status: SyncStatus) -> None:
        self.begin(status)
        if self._start.has_title:
            title = terminal_title(status.org.name, status.org.kind) if status.org else "Cockpit"
            if title != self._title_told:
                self._title_told = title
                self._screen.post_message(ToTerminal(title_sequence(title)))
        clock = self._start.clock
        self._screen.query_one(HeaderBar).show(status, clock.now(), clock.today())
        for screen in self.over():
            screen.show_status(status)

    def _lead_links(self, status: SyncStatus) -> None:
        """Names lead to the org that is connected, where the person wants links."""
        address = status.org.instance_url if status.org is not None else ""
        use_links(address, is_on=self._start.has_links)
