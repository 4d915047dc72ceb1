"""What the screen begins with: everything it needs before the store is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from cockpit_tui.commands import Command
from cockpit_tui.domain.days.clock import Clock
from cockpit_tui.screens.base.themes import Themes
from cockpit_tui.screens.base.view_state import ViewState

if TYPE_CHECKING:
    from pathlib import Path

    from textual.message import Message
    from textual.theme import Theme

    from cockpit_tui.screens.base.program import Program
    from cockpit_tui.store.opening import Opening

Post = Callable[["Message"], bool]


class Start(Struct, frozen=True):
    """How the program begins; everything heavy is behind `open_program`."""

    open_program: Callable[[Post], Program]
    """Called in a thread after the first picture, with the way to post messages to the app."""
    clock: Clock
    theme: Theme
    commands: Sequence[Command]
    state: ViewState
    state_file: Path | None = None
    opening: Opening | None = None
    """What the first picture shows; None: it is read like anything else."""
    themes: Themes = field(default_factory=Themes)
    """What else could be shown; `theme` is the one to begin with."""
    columns: str = ""
    """The setting for the list's further columns; empty: nobody asked for any."""
    has_links: bool = False
    """Whether names lead to Salesforce in terminals that know links."""
    has_title: bool = False
    """Whether the terminal's title names the org."""
