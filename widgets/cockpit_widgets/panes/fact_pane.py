"""A pane of facts, on which one can stand where each is a field of a CTA."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace
from rich.style import Style

from cockpit_widgets.drawing.signs import glyphs
from cockpit_widgets.drawing.spans import Part, text_width, to_cells
from cockpit_widgets.panes.facts import LABEL_CELLS, Fact
from cockpit_widgets.panes.item_pane import LEFT, FactItem, ItemPane, PaneLine, Spot


class FactPane(ItemPane):
    """Lines of facts: a label and a value, several words with dots between, a section's heading."""

    def __init__(self, *, has_fields: bool = False, id: str | None = None) -> None:  # noqa: A002
        """`has_fields`: one can stand on those that are fields."""
        super().__init__(id=id)
        self._has_fields = has_fields

    def facts(self, facts: Sequence[Fact], width: int) -> list[PaneLine]:
        """The facts, a line or more each."""
        return [line for fact in facts for line in self._fact(fact, width)]

    def dotted(self, words: Sequence[Part]) -> list[Part]:
        """The words that are not empty, with dots between."""
        dot: Part = (f" {glyphs().separator} ", self.palette.style("text-faint"))
        parts: list[Part] = []
        for word in words:
            if word[0]:
                parts += [dot, word] if parts else [word]
        return parts

    def _fact(self, fact: Fact, width: int) -> list[PaneLine]:
        item = FactItem(fact.key, fact.part)
        is_field = self._has_fields and bool(fact.key)
        is_cursor = is_field and self.is_on_cursor(item)
        label = self.palette.style("text-muted" if is_cursor else "text-faint")
        lines = []
        for place, value in enumerate(fact.lines(width - LEFT - self.margin - LABEL_CELLS)):
            parts = [(to_cells("" if place else fact.label, LABEL_CELLS), label), *value]
            lines.append(
                self.standing_line(parts, width, item) if is_field else self.line(parts, width)
            )
        return lines

    def field_line(
        self, words: Mapping[str, Part], width: int, *, is_plain: bool = False
    ) -> PaneLine:
        """Fields beside each other, with a dot between; one stands on each alone, or on none."""
        has_fields = self._has_fields and not is_plain
        shown = {key: part for key, part in words.items() if part[0]}
        parts, spots, start = self.dotted(list(shown.values())), [], LEFT
        for place, key in enumerate(shown):
            text, style = parts[2 * place]
            spots.append(Spot(FactItem(key), start, start + text_width([(text, style)])))
            if has_fields and self.is_on_cursor(spots[-1].item):
                parts[2 * place] = (text, self.selected(style + Style(bold=True)))
            start += text_width(parts[2 * place : 2 * place + 2])
        line = self.line(parts, width)
        return replace(line, spots=tuple(spots)) if has_fields else line

    def field_heading(self, title: str, aside: str, width: int, key: str) -> PaneLine:
        """A section's heading that stands for a field as well, while it is set."""
        item = FactItem(key)
        if not self._has_fields or not key:
            return self.heading(title, width, aside)
        if not self.is_on_cursor(item):
            return replace(self.heading(title, width, aside), item=item)
        bold: list[Part] = [(title, self.palette.style("text", bold=True))]
        faint: list[Part] = [(aside, self.palette.style("text-muted"))] if aside else []
        return self.standing_line(bold, width, item, faint)
