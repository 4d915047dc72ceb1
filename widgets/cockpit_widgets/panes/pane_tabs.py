"""The tabs of the pane: what is shown of a CTA and of its customer (CD-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec.structs import replace

from cockpit_widgets.drawing.spans import Part, text_width
from cockpit_widgets.panes.item_pane import LEFT, ItemPane, KeyItem, PaneLine, Spot

GAP = "   "
"""Between two tabs."""


class PaneTab(StrEnum):
    """A tab, by what is written on it."""

    DETAILS = "Details"
    """Tasks, activities and facts below one another, where there is room."""
    TASKS = "Tasks"
    ACTIVITIES = "Activities"
    FACTS = "Facts"
    TIMELINE = "Timeline"
    COMPANY = "Company"


WHOLE = (PaneTab.DETAILS, PaneTab.TIMELINE, PaneTab.COMPANY)
NARROW = (PaneTab.TASKS, PaneTab.ACTIVITIES, PaneTab.FACTS, PaneTab.TIMELINE, PaneTab.COMPANY)
OF_CUSTOMER = frozenset({PaneTab.TIMELINE, PaneTab.COMPANY})
"""Tabs on more than the CTA: they are read when they are shown."""


def tab_lines(
    pane: ItemPane,
    tabs: Sequence[PaneTab],
    shown: PaneTab,
    counts: Mapping[PaneTab, str],
    width: int,
) -> list[PaneLine]:
    """The tabs with their digits and counts, on as many lines as they need; a button each."""
    room = width - LEFT - pane.margin
    rows: list[list[Part]] = [[]]
    buttons: list[list[Spot]] = [[]]
    for number, tab in enumerate(tabs, 1):
        parts = _tab(pane, number, tab, counts.get(tab, ""), is_shown=tab is shown)
        if rows[-1] and text_width(rows[-1]) + len(GAP) + text_width(parts) > room:
            rows.append([])
            buttons.append([])
        if rows[-1]:
            rows[-1].append((GAP, pane.palette.style("text")))
        start = LEFT + text_width(rows[-1])
        rows[-1] += parts
        buttons[-1].append(Spot(KeyItem(tab), start, LEFT + text_width(rows[-1])))
    return [
        replace(pane.line(row, width), buttons=tuple(spots))
        for row, spots in zip(rows, buttons, strict=True)
    ]


def _tab(pane: ItemPane, number: int, tab: PaneTab, count: str, *, is_shown: bool) -> list[Part]:
    ink = pane.palette.style
    digit = ink("text-faint")
    if is_shown and pane.has_focus:
        digit = pane.palette.accent_words()
    name = ink("text", bold=True, underline=True) if is_shown else ink("text-muted")
    parts: list[Part] = [(f"{number} ", digit), (tab.value, name)]
    if count:
        parts.append((f" {count}", ink("text-muted" if is_shown else "text-faint")))
    return parts
