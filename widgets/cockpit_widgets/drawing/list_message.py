"""What stands in a list's place when it has no rows to show: empty, loading or failed."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct
from textual.strip import Strip

from cockpit_widgets.drawing.palette import Palette
from cockpit_widgets.drawing.signs import glyphs
from cockpit_widgets.drawing.spans import Part, to_line, wrapped

LEFT = 4
BAR = 20
WIDEST = 72


class ListState(Enum):
    """Three different things; each is drawn in its own way."""

    EMPTY = "empty"
    LOADING = "loading"
    FAILED = "failed"


class ListMessage(Struct, frozen=True):
    """A text for one state; it names the next key. `done` of `total` draws a bar while loading."""

    state: ListState
    text: str
    done: int | None = None
    total: int | None = None


def to_bar(done: float, whole: float, width: int) -> tuple[str, str]:
    """The full and the empty part of a bar; a started bar shows at least one cell."""
    share = min(1.0, max(0.0, done / whole)) if whole > 0 else 0.0
    full = max(1 if share else 0, round(share * width))
    return glyphs().bar_full * full, glyphs().bar_empty * (width - full)


def message_lines(
    message: ListMessage, width: int, palette: Palette, ground: str = "surface"
) -> list[Strip]:
    """The message from column 4 on, wrapped."""
    fill = palette.style("text", ground)
    first: list[Part] = [(" " * LEFT, fill)]
    indent = LEFT
    if message.state is ListState.FAILED:
        first.append((f"{glyphs().sync_refused} ", palette.style("risk", ground, bold=True)))
        indent += 2
    token = "text-muted" if message.state is ListState.LOADING else "text"
    ink = palette.style(token, ground)
    texts = wrapped(message.text, max(8, min(WIDEST, width - indent - 2)))
    if message.state is ListState.LOADING and message.total:
        count = f"{message.done or 0:,} of {message.total:,} "
        full, empty = to_bar(message.done or 0, message.total, BAR)
        parts: list[Part] = [
            *first,
            (f"{texts[0]} {count}" if texts[0] else count, ink),
            (full, palette.style("text-muted", ground)),
            (empty, palette.style("rule", ground)),
        ]
        return [to_line(parts, width, fill)]
    lines = [to_line([*first, (texts[0], ink)], width, fill)]
    muted = palette.style("text-muted", ground)
    lines += [to_line([(" " * indent, fill), (text, muted)], width, fill) for text in texts[1:]]
    return lines
