"""Why a CTA stands where it does: the terms of its recommendation, which add up to its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from cockpit_tui.domain.lists.rank_words import RankLine
from cockpit_tui.domain.lists.ranking import TENTHS, to_points
from cockpit_widgets.dialogs.dialog import Dialog, DialogButtons, DialogLine
from cockpit_widgets.drawing.list_message import to_bar
from cockpit_widgets.drawing.printable import printable
from cockpit_widgets.drawing.spans import to_cells

LABEL, WORDS, BAR, POINTS = 10, 18, 10, 5


class RankDialog(Dialog[str]):
    """Shows the terms, the heaviest first as the settings order them; gives `history` when that
    is wanted next."""

    width = 64

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "history", "History", id="rank.history", show=False)
    ]

    def __init__(
        self,
        name: str,
        aside: str,
        terms: Sequence[RankLine],
        *,
        place: str = "",
        anchor: int | None = None,
    ) -> None:
        """`place` says where it stands in a list of that order; empty where none is shown."""
        super().__init__(anchor=anchor)
        self._title = name
        self._standing = place or "The recommended order: = then r."
        self._aside = aside
        self._terms = tuple(terms)

    def parts(self) -> Sequence[Widget]:
        total = sum(term.tenths for term in self._terms)
        most = sum(term.most_tenths for term in self._terms)
        return [
            DialogLine([(printable(self._title), "title")], [(self._aside, "text-faint")]),
            DialogLine(),
            *(self._line(term) for term in self._terms),
            DialogLine(
                [(to_cells("Score", LABEL + WORDS + BAR + 2), "title")],
                [(_right(total), "title"), (f" of {most // TENTHS:>3}", "text-faint")],
            ),
            DialogLine(),
            DialogLine([(printable(f"{self._standing} The weights are settings."), "text-muted")]),
            DialogButtons([("Esc", "Close"), ("e", "History")]),
        ]

    def action_history(self) -> None:
        self.dismiss("history")

    @staticmethod
    def _line(term: RankLine) -> DialogLine:
        full, empty = to_bar(term.tenths, term.most_tenths, BAR)
        return DialogLine(
            [
                (to_cells(term.label, LABEL), "text-faint"),
                (to_cells(term.words, WORDS) + "  ", "text"),
                (full, "text-muted"),
                (empty, "rule"),
            ],
            [(_right(term.tenths), "text"), (f" of {term.most_tenths // TENTHS:>3}", "text-faint")],
        )


def _right(tenths: int) -> str:
    return to_points(tenths).rjust(POINTS)
