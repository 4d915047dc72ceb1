"""The numbers and dates that a list may show beside each CTA: at most two (CL-14)."""

from __future__ import annotations

import difflib
from enum import StrEnum

from cockpit_tui.domain.errors import InvalidInput

COLUMNS_AT_MOST = 2
NONE = "none"
TEXTS = frozenset(
    {"name", "comment", "comments", "account", "customer", "owner", "reason", "status", "type"}
    | {"priority", "stage", "segment", "industry", "playbook", "next_step", "words"}
)
"""What somebody may ask for and a narrow column cannot hold."""


class ListColumn(StrEnum):
    """A further column of the list."""

    ARR = "arr"
    RENEWAL = "renewal"
    HEALTH = "health"
    NPS = "nps"
    USAGE = "usage"
    UNTOUCHED = "untouched"
    SCORE = "score"

    @property
    def label(self) -> str:
        """What it is called where there is room."""
        return _LABELS[self]


_LABELS = {
    ListColumn.ARR: "ARR",
    ListColumn.RENEWAL: "Renewal date",
    ListColumn.HEALTH: "Health",
    ListColumn.NPS: "NPS",
    ListColumn.USAGE: "Usage",
    ListColumn.UNTOUCHED: "Days untouched",
    ListColumn.SCORE: "Recommendation",
}
DEFAULT_COLUMNS = (ListColumn.ARR, ListColumn.RENEWAL)


def parse_columns(text: str) -> tuple[ListColumn, ...]:
    """`arr,health` as columns; empty or `none` for none.

    Raises InvalidInput for others, for texts, and for more than two.
    """
    words = [word.strip().lower() for word in text.split(",") if word.strip()]
    if words == [NONE]:
        return ()
    columns = tuple(dict.fromkeys(_column(word) for word in words))
    if len(columns) > COLUMNS_AT_MOST:
        raise InvalidInput(
            f"At most {COLUMNS_AT_MOST} further columns, not {len(columns)}.",
            "The pane shows the rest.",
        )
    return columns


def known_columns(text: str) -> tuple[ListColumn, ...]:
    """Of columns that were written down elsewhere, the first two that this program has.

    >>> known_columns("health,mood,arr,nps")
    (<ListColumn.HEALTH: 'health'>, <ListColumn.ARR: 'arr'>)
    """
    known = dict.fromkeys(word for word in text.split(",") if word in set(ListColumn))
    return tuple(map(ListColumn, known))[:COLUMNS_AT_MOST]


def to_text(columns: tuple[ListColumn, ...]) -> str:
    """What `parse_columns` reads."""
    return ",".join(columns) or NONE


def _column(word: str) -> ListColumn:
    try:
        return ListColumn(word)
    except ValueError:
        known = ", ".join(ListColumn)
        if word in TEXTS:
            raise InvalidInput(
                f"“{word}” is a text: a further column holds a number or a date.",
                f"It takes {known}.",
            ) from None
        near = difflib.get_close_matches(word, ListColumn, n=1)
        hint = f"Did you mean `{near[0]}`?" if near else f"It takes {known}."
        raise InvalidInput(f"There is no list column `{word}`.", hint) from None
