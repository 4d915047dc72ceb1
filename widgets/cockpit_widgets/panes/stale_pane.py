"""Why the CTA under the cursor is stale, what mends it, and how large the workspace is (D10)."""

from __future__ import annotations

from datetime import date

from rich.style import Style
from textual.strip import Strip

from cockpit_tui.domain.days.dates import to_list_date
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_tui.domain.lists.stale import StaleDetail, StaleReason
from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.printable import printable
from cockpit_widgets.drawing.signs import with_keys
from cockpit_widgets.drawing.spans import Part, fitted, shortened, to_line, wrapped

HEAD_CELLS = 2 + max(len(reason.label) for reason in StaleReason)
MARGIN = 2


class StalePane(LineWidget):
    """The reasons with their ages, a line each; below them the gauge."""

    DEFAULT_CSS = "StalePane { height: 1fr; background: $surface; }"

    def __init__(self, today: date, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._today = today
        self._detail: StaleDetail | None = None
        self._words: tuple[str, ...] = ()
        self._gauge = ""

    def show(self, detail: StaleDetail | None, words: str = "") -> None:
        """Shows another CTA; without one `words` in its place."""
        self._detail, self._words = detail, (words,) if words else ()
        self.redraw()

    def show_gauge(self, words: str) -> None:
        """Shows the size of the workspace at the bottom."""
        self._gauge = words
        self.redraw()

    def on_resize(self) -> None:
        # The gauge stands at the bottom, wherever that is now.
        self.redraw()

    def build_lines(self, width: int) -> list[Strip]:
        inner = max(8, width - 2 * MARGIN)
        top = self._top(inner) if self._detail else self._said(self._words, inner, "text-muted")
        gauge = self._said((self._gauge,), inner, "text-faint") if self._gauge else []
        room = self.size.height - len(top) - len(gauge)
        if room < 1:
            # The reasons come first where both do not fit.
            return [self._line(parts, width) for parts in top]
        lines = [*top, *([[]] * room), *gauge]
        return [self._line(parts, width) for parts in lines]

    def _top(self, width: int) -> list[list[Part]]:
        assert self._detail is not None
        stale = self._detail.stale
        row = stale.row
        lines: list[list[Part]] = [
            [(row.name, self._ink("text", bold=True))],
            [(f"{row.account}, {row.owner}", self._ink("text-muted"))],
        ]
        for reason in stale.reasons:
            words = stale.words(reason, self._today)
            lines += self._pair(reason.label, words, "warning", width)
            if reason is StaleReason.TWIN:
                lines += [self._twin(twin, width) for twin in self._detail.twins]
            lines += self._pair("", with_keys(reason.fix), "text-muted", width)
        return [fitted(line, width) for line in lines]

    def _twin(self, row: CtaRow, width: int) -> list[Part]:
        words = f"{row.name}, {row.owner}, {to_list_date(row.due, self._today)}"
        (first, *_) = self._pair("", shortened(printable(words), width - HEAD_CELLS), "text", width)
        return first

    def _pair(self, head: str, words: str, token: str, width: int) -> list[list[Part]]:
        """A head and its words, in as many lines as they need."""
        return [
            [
                ("" if place else head, self._ink("text-faint")),
                (" " * (HEAD_CELLS - (0 if place else len(head))), self._ink("text")),
                (line, self._ink(token)),
            ]
            for place, line in enumerate(wrapped(words, max(8, width - HEAD_CELLS)))
        ]

    def _said(self, texts: tuple[str, ...], width: int, token: str) -> list[list[Part]]:
        return [[(line, self._ink(token))] for text in texts for line in wrapped(text, width)]

    def _ink(self, token: str, *, bold: bool = False) -> Style:
        return self.palette.style(token, "surface", bold=bold)

    def _line(self, parts: list[Part], width: int) -> Strip:
        fill = self._ink("text")
        return to_line([(" " * MARGIN, fill), *parts], width, fill)
