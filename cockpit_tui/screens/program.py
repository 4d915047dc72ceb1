"""What the screens work with once everything is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cockpit_tui.services.session import Session
    from cockpit_tui.store.watch import Watch


class MirrorHandle(Protocol):
    """What a screen asks of the mirror; none of it waits for the network."""

    def wake(self) -> None:
        """An edit was made: send it soon."""

    def sync_now(self) -> None:
        """Exchange at once, whatever the back-off says."""

    def set_active(self, is_active: bool) -> None:
        """Whether somebody works at the screen, which makes it poll more often."""

    def stop(self, timeout: float = 1.0) -> None:
        """Ends the thread, waiting at most `timeout` seconds."""


@dataclass
class Program:
    """A session, the mirror where an org is connected, and the watch over other programs."""

    session: Session
    mirror: MirrorHandle | None
    watch: Watch
