"""Which groups of which view are folded: those of tabs also after the program was closed."""

from __future__ import annotations

from pathlib import Path

from cockpit_tui.domain.values import GroupBy
from cockpit_tui.screens.base.view_state import ViewState
from cockpit_tui.state_file import keep, read_kept

VIEWS_KEPT = 50
GROUPS_KEPT = 1_000
"""Of one view; whoever folds more has folded all of them, and does so again with one key."""
NOTHING: frozenset[str] = frozenset()
_NAME = "folds"


class Folds:
    """By view and grouping. A filter that was typed is for its session alone, and so are its
    folds; without a file all are."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._of_tabs = _read(file)
        self._typed: dict[tuple[str, GroupBy], frozenset[str]] = {}

    def of(self, state: ViewState) -> frozenset[str]:
        """Keys of the groups that are folded in this view."""
        if state.is_of_tab:
            return self._of_tabs.get(_key(state), NOTHING)
        return self._typed.get((state.query, state.group_by), NOTHING)

    def keep(self, state: ViewState, folded: frozenset[str]) -> None:
        """These groups are folded in this view from now on."""
        if not state.is_of_tab:
            self._typed[state.query, state.group_by] = folded
            return
        self._of_tabs.pop(_key(state), None)
        if folded:
            self._of_tabs[_key(state)] = folded
        few = {key: sorted(keys) for key, keys in self._of_tabs.items() if len(keys) <= GROUPS_KEPT}
        keep(self._file, **{_NAME: dict(list(few.items())[-VIEWS_KEPT:])})


def _key(state: ViewState) -> str:
    return f"{state.tab}/{state.group_by.value}"


def _read(file: Path | None) -> dict[str, frozenset[str]]:
    """What is kept, as far as it makes sense."""
    kept = read_kept(file).get(_NAME)
    pairs = kept.items() if isinstance(kept, dict) else ()
    return {
        str(key): frozenset(str(group) for group in groups[:GROUPS_KEPT])
        for key, groups in pairs
        if isinstance(groups, list)
    }
