"""What would complete the filter that is being typed: one line below it, over nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.style import Style
from textual.strip import Strip

from cockpit_widgets.drawing.palette import Palette
from cockpit_widgets.drawing.printable import cell_width, printable
from cockpit_widgets.drawing.signs import glyphs
from cockpit_widgets.drawing.spans import Part, shortened, text_width, to_line

if TYPE_CHECKING:
    from cockpit_tui.domain.query.completing import Completion

LABEL_CELLS = 30
"""At most, so that several fit."""
ASIDE_CELLS = 12
"""At least: less of the words that explain a label says nothing."""
GAP = 2
TIP = "words, or terms such as type:risk due<7d owner:me"
"""What is said while nothing is offered."""


class Offers:
    """Completions with one chosen; drawn by the filter line, so that others lay nothing out."""

    def __init__(self) -> None:
        self._offers: tuple[Completion, ...] = ()
        self._at = 0
        self._ends: list[tuple[int, int]] = []
        """Column after each one that is drawn, and its place."""
        self._note = ""
        """Words shown while nothing is offered."""
        self.is_moved = False
        """Whether an arrow chose one: then Enter takes it."""

    @property
    def current(self) -> Completion | None:
        """The one that Tab takes; None while nothing is offered."""
        return self._offers[self._at] if self._offers else None

    def show(self, offers: Sequence[Completion]) -> bool:
        """Offers these, the first of them chosen; False where they look like those before."""
        before = self._offers, self._at
        if tuple(offers) != self._offers:
            self._offers, self._at, self.is_moved = tuple(offers), 0, False
        return _looks(self._offers, self._at) != _looks(*before)

    def explain(self, hint: str) -> None:
        """Says while nothing is offered what would mend a mistake; empty: as ever."""
        self._note = hint

    def move(self, step: int) -> None:
        """The next or the one before, round and round."""
        self._at = (self._at + step) % len(self._offers)
        self.is_moved = True

    def choose_at(self, x: int) -> bool:
        """Chooses the one drawn at a column; False where there is none."""
        place = next((place for end, place in self._ends if x < end), None)
        if place is not None:
            self._at = place
        return place is not None

    def line(self, width: int, palette: Palette) -> Strip:
        """Those that fit, the chosen one always; its key at the right, and what it is if there is
        room."""
        muted, fill = palette.style("text-muted", "raised"), palette.style("text", "raised")
        self._ends = []
        current = self.current
        if current is None:
            faint = palette.style("text-faint", "raised")
            words = (f" {self._note}", muted) if self._note else (f" {TIP}", faint)
            return to_line([words], width, fill)
        right: list[Part] = [("Tab", palette.style("text", "raised", bold=True))]
        room = width - text_width(right) - GAP
        left = self._fitting(room, palette)
        room -= text_width(left) + 2 * GAP
        if current.aside and room >= ASIDE_CELLS:
            right.insert(0, (shortened(printable(current.aside), room) + " " * GAP, muted))
        return to_line(left, width, fill, right, margin=1)

    def _fitting(self, room: int, palette: Palette) -> list[Part]:
        """The labels from the first with which the chosen one still fits, as far as they fit."""
        labels = [shortened(printable(offer.label), LABEL_CELLS) for offer in self._offers]
        cells = [cell_width(label) + GAP for label in labels]
        first = 0
        while first < self._at and sum(cells[first : self._at + 1]) > room:
            first += 1
        muted = palette.style("text-muted", "raised")
        parts: list[Part] = []
        used = 0
        for place in range(first, len(labels)):
            if used and used + cells[place] > room:
                parts.append((glyphs().ellipsis, muted))
                break
            style = _chosen(palette) if place == self._at else muted
            parts.append((f" {labels[place]} ", style))
            used += cells[place]
            self._ends.append((used, place))
        return parts


def _looks(offers: Sequence[Completion], at: int) -> object:
    """What is drawn of them."""
    return [(offer.label, offer.aside) for offer in offers], at


def _chosen(palette: Palette) -> Style:
    if not palette.has_grounds:
        return palette.reversed_bold
    return palette.style("text", "selection", bold=True)
