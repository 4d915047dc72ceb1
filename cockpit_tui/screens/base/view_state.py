"""Which view is shown and how; kept from one session to the next."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict, replace

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.lists.columns import parse_columns, to_text
from cockpit_tui.domain.lists.rows import ViewTab
from cockpit_tui.domain.lists.views import DEFAULT_TABS
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.state_file import keep, read_kept

KEPT_LETTERS = 1_000
"""Of what the file says: this program wrote no more."""


class ViewState(Struct, frozen=True):
    """A tab, a filter, a grouping and an order."""

    tab: str = DEFAULT_TABS[0].key
    query: str = DEFAULT_TABS[0].query
    group_by: GroupBy = GroupBy.DUE
    sort_by: SortBy = SortBy.DUE
    columns: tuple[tuple[str, str], ...] = ()
    """Tab and the further columns chosen for it, as `arr,health`."""
    tab_query: str = DEFAULT_TABS[0].query
    """The tab's own query, as it was when it was shown last."""

    def of_tab(self, tab: ViewTab, chosen: tuple[GroupBy, SortBy]) -> ViewState:
        """The tab with its own query; its grouping and order where it has some, else the chosen."""
        return replace(
            self,
            tab=tab.key,
            query=tab.query,
            tab_query=tab.query,
            group_by=tab.group_by or chosen[0],
            sort_by=tab.sort_by or chosen[1],
        )

    def with_columns(self, text: str) -> ViewState:
        """The same with other further columns on this tab."""
        chosen = {**dict(self.columns), self.tab: text}
        return replace(self, columns=tuple(chosen.items()))

    def own_columns(self, tab: ViewTab | None) -> str:
        """Those chosen on this tab, else those saved with it; empty for those of the settings."""
        return dict(self.columns).get(self.tab) or (tab.columns if tab else "")

    @property
    def listed(self) -> tuple[str, GroupBy, SortBy]:
        """What a list is read by; the tab and the columns change nothing in it."""
        return self.query, self.group_by, self.sort_by

    @property
    def is_of_tab(self) -> bool:
        """True while the tab's own query is shown, not one typed over it."""
        return self.query == self.tab_query


def read_state(file: Path) -> ViewState:
    """What was last shown; the defaults where nothing sensible is kept."""
    try:
        kept = read_kept(file)
        tab, query = str(kept["tab"])[:KEPT_LETTERS], str(kept["tab_query"])[:KEPT_LETTERS]
        group_by, sort_by = GroupBy(str(kept["group_by"])), SortBy(str(kept["sort_by"]))
        columns = _columns(kept.get("columns"))
        return ViewState(tab, query, group_by, sort_by, columns, query)
    except (ValueError, KeyError):
        return ViewState()


def _columns(kept: object) -> tuple[tuple[str, str], ...]:
    """Those that this version knows."""
    found = kept if isinstance(kept, dict) else {}
    chosen: dict[str, str] = {}
    for tab, text in found.items():
        with suppress(InvalidInput):
            chosen[str(tab)] = to_text(parse_columns(str(text)))
    return tuple(chosen.items())


def write_state(file: Path, state: ViewState) -> None:
    """Keeps it for the next start. A typed filter is for its session alone."""
    kept = {name: value for name, value in asdict(state).items() if name != "query"}
    keep(file, **{**kept, "columns": dict(state.columns)})
