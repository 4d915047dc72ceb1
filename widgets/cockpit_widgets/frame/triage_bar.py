"""The line over a CTA in triage: how far one is, and what was done so far."""

from __future__ import annotations

from textual.strip import Strip

from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.signs import glyphs
from cockpit_widgets.drawing.spans import Part, shortened, text_width, to_line

BAR_CELLS = 16
GAP_CELLS = 3
"""Between what is on the left and the tally, and after it."""


class TriageBar(LineWidget):
    """`Triage  12 of 80  ━━━───  3 closed · 2 snoozed`."""

    DEFAULT_CSS = "TriageBar { height: 1; background: $panel; }"
    GROUND = "panel"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._place, self._total, self._words = 0, 0, ""

    def show(self, place: int, total: int, words: str) -> None:
        """`place` CTAs of `total` lie behind; `words` is the tally."""
        self._place, self._total, self._words = place, total, words
        self.redraw()

    def build_lines(self, width: int) -> list[Strip]:
        style = self.palette.style
        total = max(1, self._total)
        full = min(BAR_CELLS, self._place * BAR_CELLS // total)
        at = min(self._place + 1, self._total)
        left: list[Part] = [
            (" Triage", style("text", "panel", bold=True)),
            (f"  {at:,} of {self._total:,}  ", style("text-muted", "panel")),
        ]
        bar: list[Part] = [
            (glyphs().bar_full * full, style("accent", "panel")),
            (glyphs().bar_empty * (BAR_CELLS - full), style("rule", "panel")),
        ]
        # How far one is never goes; the bar does, then the end of the tally.
        room = width - text_width(left) - GAP_CELLS
        if text_width(bar) + len(self._words) <= room:
            left += bar
        words: list[Part] = [(shortened(self._words, room), style("text-muted", "panel"))]
        return [to_line(left, width, style("text", "panel"), words, margin=1)]
