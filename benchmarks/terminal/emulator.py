"""The screen as it stands after each piece of output, by pyte."""

from __future__ import annotations

from pyte.screens import Char

from tests.emulated.margin_screen import MarginScreen, MarginStream
from tests.emulated.output import Drawn


class Emulator:
    """A screen, and whether it has visibly changed since a moment that the caller chose."""

    def __init__(self, rows: int, columns: int) -> None:
        self.screen = MarginScreen(columns, rows)
        self.errors = 0
        """Pieces of output that pyte could not read."""
        self._rows, self._columns = rows, columns
        self._stream = MarginStream(self.screen)
        self._drawn = Drawn()
        self._lines: list[tuple[Char, ...]] = []
        self.snapshot()

    def feed(self, data: bytes) -> None:
        """A sequence that is cut off waits for its end."""
        try:
            self._stream.feed(self._drawn.feed(data))
        except Exception:
            self.errors += 1
            self._stream = MarginStream(self.screen)

    def snapshot(self) -> None:
        """What `has_changed` compares with from now on."""
        self._lines = [self._line(y) for y in range(self._rows)]
        self.screen.dirty.clear()
        self._cursor = (self.screen.cursor.x, self.screen.cursor.y)

    def has_changed(self) -> bool:
        """True after a visible change since the snapshot; a move of the cursor is one."""
        if (self.screen.cursor.x, self.screen.cursor.y) != self._cursor:
            return True
        return any(
            y < self._rows and self._line(y) != self._lines[y] for y in list(self.screen.dirty)
        )

    def text(self) -> str:
        """The lines without the blanks at their ends."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def is_blank(self) -> bool:
        return not any(line.strip() for line in self.screen.display)

    def _line(self, y: int) -> tuple[Char, ...]:
        row = self.screen.buffer[y]
        return tuple(row[x] for x in range(self._columns))
