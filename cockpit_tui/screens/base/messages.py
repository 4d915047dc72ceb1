"""Messages to the app and its screens: the store moved, the mirror spoke, the program is ready."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from cockpit_themes.theme import Theme
    from cockpit_tui.domain.errors import CockpitError
    from cockpit_tui.domain.lists.rows import SyncStatus
    from cockpit_tui.domain.rows.mirror import FirstReading
    from cockpit_tui.screens.base.program import Program


class ProgramReady(Message):
    """The store is open and somebody is signed in: verbs work from now on."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self.program = program


class ProgramFailed(Message):
    """The workspace could not be opened; nothing was changed."""

    def __init__(self, error: CockpitError) -> None:
        super().__init__()
        self.error = error


class OpeningWanted(Message):
    """The workspace is to be opened once more."""


class ToTerminal(Message):
    """A sequence that draws nothing: a title, a copy. The app sends it with its own output."""

    def __init__(self, sequence: str) -> None:
        super().__init__()
        self.sequence = sequence


class ThemeWanted(Message):
    """Everything is to be shown in these colours, also what lies below a dialog."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, ThemeWanted)


class StyleLearnt(Message):
    """How this locale writes dates and amounts is known now; the first picture guessed."""


class StoreMoved(Message):
    """Something was committed, by us, by the mirror or by another program."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, StoreMoved)


class StoreReturned(Message):
    """The database went away and is back."""


class MirrorReads(Message):
    """How far the first reading of the org is; None: it is over."""

    def __init__(self, reading: FirstReading | None) -> None:
        super().__init__()
        self.reading = reading

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, MirrorReads)


class MirrorSpoke(Message):
    """The mirror finished a cycle, or cannot go on."""

    def __init__(self, status: SyncStatus) -> None:
        """`status` is how it stood then; where that is news, the header reads it anew, since edits
        go on meanwhile."""
        super().__init__()
        self.status = status

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, MirrorSpoke)


class JobDone(Message, bubble=False):
    """A lane's answer, handled in the screen's thread: `then(value)`."""

    def __init__(self, then: Callable[[Any], None], value: Any) -> None:
        super().__init__()
        self.then = then
        self.value = value


class JobFailed(Message, bubble=False):
    """A lane's job raised; `error` is told to the person, in words."""

    def __init__(
        self, error: CockpitError, otherwise: Callable[[CockpitError], None] | None
    ) -> None:
        super().__init__()
        self.error = error
        self.otherwise = otherwise
