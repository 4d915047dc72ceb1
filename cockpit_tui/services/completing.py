"""Completing one query while it is typed, letter by letter."""

from __future__ import annotations

from cockpit_tui.domain.query.completing import Completion, completions
from cockpit_tui.store.engine import Store
from cockpit_tui.store.lists.kept_vocabulary import KeptVocabulary


class Completer:
    """Keeps what it has read of the workspace, so each query that is typed takes a new one."""

    def __init__(self, store: Store) -> None:
        self._offering = KeptVocabulary(store)

    def completions(self, text: str, cursor: int) -> tuple[Completion, ...]:
        """What would complete the piece of the query before the cursor, the likeliest first."""
        return completions(text, cursor, self._offering)
