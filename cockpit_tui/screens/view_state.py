"""Which view is shown and how; kept from one session to the next."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.domain.views import DEFAULT_TABS


@dataclass(frozen=True, slots=True)
class ViewState:
    """A tab, a filter, a grouping and an order."""

    tab: str = DEFAULT_TABS[0].key
    query: str = DEFAULT_TABS[0].query
    group_by: GroupBy = GroupBy.DUE
    sort_by: SortBy = SortBy.DUE

    @property
    def is_of_tab(self) -> bool:
        """True while the tab's own query is shown, not one typed over it."""
        return any(tab.key == self.tab and tab.query == self.query for tab in DEFAULT_TABS)


def read_state(file: Path) -> ViewState:
    """What was last shown; the defaults where nothing sensible is kept."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        tab = next(tab for tab in DEFAULT_TABS if tab.key == kept["tab"])
        return ViewState(tab.key, tab.query, GroupBy(kept["group_by"]), SortBy(kept["sort_by"]))
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        return ViewState()


def write_state(file: Path, state: ViewState) -> None:
    """Keeps it, whole or not at all. A typed filter is for its session alone."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = {name: value for name, value in asdict(state).items() if name != "query"}
    draft = file.with_suffix(".tmp")
    draft.write_text(json.dumps(kept), encoding="utf-8")
    os.replace(draft, file)
