"""The line over a CTA in triage: how far one is, and what was done so far."""

from __future__ import annotations

from textual.strip import Strip

from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.signs import glyphs
from cockpit_widgets.drawing.spans import Part, text_width, to_line

BAR_CELLS = 16


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
        words: list[Part] = [(self._words, style("text-muted", "panel"))]
        if text_width([*left, *bar, *words]) + 3 <= width:
            left += bar
        return [to_line(left, width, style("text", "panel"), words, margin=1)]
