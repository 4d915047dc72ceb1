"""Both sides changed one thing: what it was, mine, theirs, and one key each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.widget import Widget

from cockpit_widgets.dialog import Dialog, DialogButtons, DialogLine
from cockpit_widgets.printable import printable
from cockpit_widgets.signs import draw
from cockpit_widgets.spans import wrapped

Side = Literal["mine", "theirs"]
LABEL_CELLS, ROOM, MOST_LINES = 12, 64, 4
"""Of an 84 wide dialog; a longer text shows its beginning, and is whole in the history."""


class ConflictDialog(Dialog[Side]):
    """Gives the side whose value is to stand; None leaves the conflict open."""

    width = 84

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,m", "take('mine')", id="conflict.mine", show=False, priority=True),
        Binding("right,s", "take('theirs')", id="conflict.theirs", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        aside: str,
        *,
        base: str,
        mine: str,
        theirs: str,
        theirs_by: str = "",
        anchor: int | None = None,
    ) -> None:
        super().__init__(anchor=anchor)
        self._title, self._aside = title, aside
        self._values = (("Was", base), ("Mine", mine), ("Salesforce", theirs))
        self._by = theirs_by

    def parts(self) -> Sequence[Widget]:
        title = f"{draw('sync_conflict')} {printable(self._title)}"
        found: list[Widget] = [
            DialogLine([(title, "title")], [(printable(self._aside), "text-faint")]),
            DialogLine(),
        ]
        for label, value in self._values:
            who = f"by {printable(self._by)}" if label == "Salesforce" and self._by else ""
            found += [*_value_lines(label, value, who), DialogLine()]
        buttons = [("←", "Mine"), ("→", "Salesforce's"), ("Esc", "Later")]
        return [*found, DialogButtons(buttons, [("u takes it back", "text-faint")])]

    def action_take(self, side: Side) -> None:
        self.dismiss(side)


def _value_lines(label: str, value: str, who: str) -> list[Widget]:
    texts = wrapped(printable(value), ROOM)[:MOST_LINES] if value.strip() else ["(empty)"]
    token = "text-muted" if label == "Was" else "text"
    lines: list[Widget] = []
    for place, text in enumerate(texts):
        head = label if not place else ""
        aside = [(who, "text-faint")] if who and not place and len(text) + len(who) < ROOM else []
        lines.append(DialogLine([(head.ljust(LABEL_CELLS), "text-faint"), (text, token)], aside))
    return lines
