"""What a list shows: its query, grouping and order, and for whom; and the tabs that ship."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from cockpit_tui.domain.lists.rows import ViewTab
from cockpit_tui.domain.values import GroupBy, SortBy

if TYPE_CHECKING:
    from cockpit_tui.domain.lists.weights import Weights
    from cockpit_tui.domain.query.reader import Reader

DEFAULT_TABS: tuple[ViewTab, ...] = (
    ViewTab("mine", "Mine", "mine:yes is:open"),
    ViewTab("team", "Team", "is:open"),
    ViewTab("risks", "Core risks", "type:risk is:open"),
    ViewTab("snoozed", "Snoozed", "is:snoozed"),
    ViewTab("closed", "Closed", "is:closed"),
)
"""The tabs of a fresh workspace (decision 10: “Mine” is the first)."""


class ViewSpec(Struct, frozen=True):
    """A list to read."""

    query: str
    reader: Reader
    group_by: GroupBy = GroupBy.DUE
    sort_by: SortBy = SortBy.DUE
    weights: Weights | None = None
    """Of the recommended order; None: those that ship."""
