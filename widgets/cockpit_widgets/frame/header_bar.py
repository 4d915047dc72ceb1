"""The top line: which org, and how the mirror stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from textual.strip import Strip

from cockpit_tui.domain.days.dates import to_age, to_long_date
from cockpit_tui.domain.lists.rows import SyncStatus
from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.list_message import to_bar
from cockpit_widgets.drawing.printable import printable
from cockpit_widgets.drawing.signs import draw, glyphs
from cockpit_widgets.drawing.spans import Part, shortened, text_width, to_line

if TYPE_CHECKING:
    from cockpit_tui.domain.rows.mirror import FirstReading

ORG_NAME_CELLS, SHORT_NAME_CELLS = 24, 12
PROBLEM_CELLS = 32
GAP = "   "
BAR = 10


_DROPPED_FIRST = ("date", "api", "ago", "words", "age", "title", "others", "name")
"""What goes as it gets narrower: `others` are counts but conflicts; a name is only shortened."""


def to_coarse_age(seconds: float) -> str:
    """An age that changes rarely: seconds up to ten, then in tens, then `12m`, `3h`, `69d`."""
    return to_age(seconds // 10 * 10 if 10 <= seconds < 60 else seconds)


class HeaderBar(LineWidget):
    """Org and its kind always; sync words and date as far as there is room.

    It has no timer: whoever owns it calls `refresh_ages`, and a line that reads the same is not
    painted again.
    """

    DEFAULT_CSS = "HeaderBar { height: 1; background: $panel; }"
    GROUND = "panel"

    def __init__(self, title: str = "Cockpit", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._title = title
        self._status: SyncStatus | None = None
        self._now: datetime | None = None
        self._today: date | None = None
        self._place = ""
        self._reading: FirstReading | None = None

    def show_reading(self, reading: FirstReading | None) -> None:
        """How far the first reading of the org is, in place of when it was read; None: as ever."""
        if reading != self._reading:
            self._reading = reading
            self.redraw()

    def show(
        self, status: SyncStatus | None, now: datetime, today: date, *, place: str = ""
    ) -> None:
        """Shows a state as of `now`; `place` names the screen beside the org."""
        self._status, self._now, self._today, self._place = status, now, today, place
        self.redraw()

    def show_status(self, status: SyncStatus, now: datetime) -> None:
        """Shows another state as of `now`; what it stands beside stays."""
        self._status, self._now = status, now
        self.redraw()

    def refresh_ages(self, now: datetime) -> None:
        """Reckons “ago” and “offline” anew; to be called once a second at most."""
        if self._status is not None and self._status.org is not None:
            self._now = now
            self.redraw()

    def build_lines(self, width: int) -> list[Strip]:
        for step in range(len(_DROPPED_FIRST) + 1):
            dropped = _DROPPED_FIRST[:step]
            left, right = self._left(dropped), self._right(dropped)
            if text_width(left) + len(GAP) + text_width(right) + 1 <= width:
                break
        return [to_line(left, width, self.palette.style("text", "panel"), right, margin=1)]

    def _left(self, dropped: Sequence[str]) -> list[Part]:
        style = self.palette.style
        org = self._status.org if self._status is not None else None
        dot: Part = (f" {glyphs().separator} ", style("text-faint", "panel"))
        title = f" {self._title}  " if "title" not in dropped else " "
        left: list[Part] = [(title, style("text", "panel", bold=True))]
        if org is None:
            left.append(("no org connected", style("text-muted", "panel")))
        else:
            room = SHORT_NAME_CELLS if "name" in dropped else ORG_NAME_CELLS
            name = shortened(printable(org.name), room)
            left += [(name, style("text-muted", "panel")), dot]
            if org.is_sandbox:
                left.append((org.kind, style("text-muted", "panel")))
            else:
                left.append((org.kind, style("risk", "panel", bold=True)))
            if not org.is_armed:
                token = "text-muted" if org.is_sandbox else "risk"
                words = f" {glyphs().separator} read-only"
                left.append((words, style(token, "panel", bold=not org.is_sandbox)))
        if self._place:
            left += [dot, (self._place, style("text", "panel"))]
        return left

    def _right(self, dropped: Sequence[str]) -> list[Part]:
        style = self.palette.style
        pieces = self._sync(dropped) if self._status and self._status.org else []
        if self._reading is not None and not (self._status and self._status.org):
            pieces = self._read_so_far(self._reading, dropped)
        if "date" not in dropped and self._today is not None:
            pieces.append((to_long_date(self._today, self._today), style("text-muted", "panel")))
        parts: list[Part] = []
        for piece in pieces:
            if parts:
                parts.append((GAP, style("text", "panel")))
            parts.append(piece)
        return parts

    def _sync(self, dropped: Sequence[str]) -> list[Part]:
        status = self._status
        assert status is not None
        style = self.palette.style
        muted = style("text-muted", "panel")
        parts: list[Part] = []
        if self._reading is not None:
            parts += self._read_so_far(self._reading, dropped)
        elif status.is_offline:
            age = self._age(status.offline_since)
            words = f"{glyphs().offline} offline{age and ' ' + age}"
            parts.append((words, style("warning", "panel", bold=True)))
        elif status.problem:
            text = shortened(printable(status.problem), PROBLEM_CELLS)
            parts.append((f"{glyphs().sync_refused} {text}", style("risk", "panel", bold=True)))
        elif status.last_success_at is not None and "age" not in dropped:
            age = self._age(status.last_success_at)
            parts.append(
                (
                    f"{glyphs().sync_equal} synced {age}{' ago' if 'ago' not in dropped else ''}",
                    muted,
                )
            )
        to_send = "wait" if status.is_offline else "to send"
        counts = (
            (status.pending, "sync_pending", to_send, "info", False),
            (status.would_write, "sync_held", "would write", "info", False),
            (
                status.conflicts,
                "sync_conflict",
                "conflict" if status.conflicts == 1 else "conflicts",
                "conflict",
                True,
            ),
            (status.in_doubt, "sync_in_doubt", "in doubt", "warning", False),
            (status.quarantined, "sync_refused", "refused", "risk", False),
        )
        for count, glyph, words, token, bold in counts:
            if count and ("others" not in dropped or glyph == "sync_conflict"):
                text = f"{draw(glyph)} {count:,}{' ' + words if 'words' not in dropped else ''}"
                parts.append((text, style(token, "panel", bold=bold)))
        if "api" not in dropped and status.api_percent is not None:
            parts.append((f"API {status.api_percent}%", muted))
        return parts

    def _read_so_far(self, reading: FirstReading, dropped: Sequence[str]) -> list[Part]:
        """`reading tasks 1,200 of 6,000`, and a bar where there is room for it."""
        style = self.palette.style
        count = f"{reading.done:,}" + (f" of {reading.total:,}" if reading.total else "")
        parts: list[Part] = [(f"reading {reading.what} {count}", style("info", "panel"))]
        if reading.total and "words" not in dropped:
            parts.append(
                ("".join(to_bar(reading.done, reading.total, BAR)), style("text-muted", "panel"))
            )
        return parts

    def _age(self, since: datetime | None) -> str:
        if since is None or self._now is None:
            return ""
        return to_coarse_age(max(0.0, (self._now - since).total_seconds()))
