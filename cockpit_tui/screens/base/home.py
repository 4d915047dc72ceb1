"""The cockpit as the screens over it know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.screens.base.command_screen import CommandScreen
from cockpit_widgets.panes.pane_tabs import PaneTab

if TYPE_CHECKING:
    from cockpit_tui.domain.rows.customers import AccountRow


class Home(CommandScreen):
    """Where one comes back to; the other screens send people to what it shows."""

    @property
    def home(self) -> Home:
        return self

    def show_cta(self, cta_id: CtaId) -> None:
        """Goes to a CTA: in the list, else in one that finds it."""
        raise NotImplementedError

    def show_query(self, query: str, tab: PaneTab | None = None) -> None:
        """The list of a query, and a tab of the pane beside its first CTA; None: no pane."""
        raise NotImplementedError

    def open_tab(self, tab: PaneTab) -> None:
        """To a tab of the pane."""
        raise NotImplementedError

    def open_activities(
        self, beneath: CommandScreen, account: AccountRow, *, is_text: bool = False
    ) -> None:
        """C3-2: a customer's activities, over the screen that asks for them, at the one that is
        under the cursor there; `is_text` shows its whole text at once."""
        raise NotImplementedError
