"""Messages that come from threads: the store moved, the mirror spoke, the program is ready."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from cockpit_themes.theme import Theme
    from cockpit_tui.domain.errors import CockpitError
    from cockpit_tui.domain.sync_rows import FirstReading
    from cockpit_tui.screens.base.program import Program


@dataclass
class ProgramReady(Message):
    """The store is open and somebody is signed in: verbs work from now on."""

    program: Program


@dataclass
class ProgramFailed(Message):
    """The workspace could not be opened; nothing was changed."""

    error: CockpitError


@dataclass
class OpeningWanted(Message):
    """The workspace is to be opened once more."""


@dataclass
class ToTerminal(Message):
    """A sequence that draws nothing: a title, a copy. The app sends it with its own output."""

    sequence: str


@dataclass
class ThemeWanted(Message):
    """Everything is to be shown in these colours, also what lies below a dialog."""

    theme: Theme

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, ThemeWanted)


@dataclass
class StyleLearnt(Message):
    """How this locale writes dates and amounts is known now; the first picture guessed."""


@dataclass
class StoreMoved(Message):
    """Something was committed, by us, by the mirror or by another program."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, StoreMoved)


@dataclass
class MirrorReads(Message):
    """How far the first reading of the org is; None: it is over."""

    reading: FirstReading | None

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, MirrorReads)


@dataclass
class MirrorSpoke(Message):
    """The mirror finished a cycle, or cannot go on; the header reads the new state."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, MirrorSpoke)
