"""Which view is shown and how; kept from one session to the next."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.domain.views import DEFAULT_TABS
from cockpit_tui.state_file import keep, read_kept


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
        kept = read_kept(file)
        tab = next(tab for tab in DEFAULT_TABS if tab.key == kept["tab"])
        group_by, sort_by = GroupBy(str(kept["group_by"])), SortBy(str(kept["sort_by"]))
        return ViewState(tab.key, tab.query, group_by, sort_by)
    except (ValueError, KeyError, StopIteration):
        return ViewState()


def write_state(file: Path, state: ViewState) -> None:
    """Keeps it for the next start. A typed filter is for its session alone."""
    keep(file, **{name: value for name, value in asdict(state).items() if name != "query"})
