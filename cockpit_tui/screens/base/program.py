"""What the screens work with once everything is loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cockpit_tui.domain.errors import CockpitError
    from cockpit_tui.screens.base.habits import Habits
    from cockpit_tui.screens.base.lanes import Lane
    from cockpit_tui.services.session import Session
    from cockpit_tui.store.watch import Watch


class MirrorHandle(Protocol):
    """What a screen asks of the mirror; none of it waits for the network."""

    def sync_now(self) -> object:
        """Exchanges at once, whatever the back-off says."""

    def set_active(self, is_active: bool) -> None:
        """Whether somebody works at the screen, which makes it poll more often."""

    def leave(self) -> bool:
        """The program ends: the thread is asked to, and hardly waited for; True if it ended."""


class StageHandle(Protocol):
    """What the demo does on demand."""

    def is_cut(self) -> bool:
        """Whether the network to its org is cut."""

    def cut(self) -> None:
        """The org cannot be reached from now on."""

    def mend(self) -> None:
        """The network is back."""

    def colleague_comments(self, user_id: str, salesforce_id: str) -> None:
        """That user writes the comments of a Salesforce Task, whatever our network does.

        Waits for the org. Raises Unreachable without one.
        """


@dataclass
class Program:
    """A session, the mirror where an org is connected, and the watch over other programs."""

    session: Session
    mirror: MirrorHandle | None
    watch: Watch
    close: Callable[[], None]
    """Ends what was started for this program alone, such as the demo's org."""
    problem: CockpitError | None = None
    """Why the org cannot be reached from here; everything else works."""
    stage: StageHandle | None = None
    """The demo's org, where this is the demo."""
    writer: Lane | None = None
    """Where saves wait; leaving waits for them."""
    habits: Habits | None = None
