"""Lines of styled pieces, to an exact width in cells. Text is drawn, never parsed as markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from cockpit_widgets.drawing.printable import cell_width, cut, padded, printable, printable_lines
from cockpit_widgets.drawing.signs import glyphs

Part = tuple[str, Style]
"""A piece of a line: text (safe to print) and its style."""


def to_cells(text: str, width: int, *, right: bool = False) -> str:
    """`text` made printable and exactly `width` cells wide: cut with `…`, or padded."""
    if len(text) <= width and text.isascii() and text.isprintable():
        return text.rjust(width) if right else text.ljust(width)
    return padded(shortened(printable(text), width), width, right=right)


def shortened(text: str, width: int) -> str:
    """Printable text in at most `width` cells, cut with `…` and no blank before it."""
    if cell_width(text) <= width:
        return text
    ellipsis = glyphs().ellipsis
    return (
        cut(text, width, ellipsis).removesuffix(ellipsis).rstrip() + ellipsis if width > 0 else ""
    )


def text_width(parts: Iterable[Part]) -> int:
    """How many cells the parts take."""
    return sum(cell_width(text) for text, _ in parts)


def to_line(
    left: Sequence[Part], width: int, fill: Style, right: Sequence[Part] = (), margin: int = 0
) -> Strip:
    """One line: `left` from the start, `right` at the end, `margin` cells after it.

    What does not fit is cut: first `left`, down to nothing, then `right`.
    """
    margin = min(margin, width)
    right, at_the_right = _fitted(right, width - margin)
    taken = at_the_right + margin
    left, at_the_left = _fitted(left, width - taken - (1 if right else 0))
    gap = width - taken - at_the_left
    segments = [Segment(text, style) for text, style in left]
    if gap > 0:
        segments.append(Segment(" " * gap, fill))
    segments += [Segment(text, style) for text, style in right]
    if margin:
        segments.append(Segment(" " * margin, fill))
    return Strip(segments, width)


def fitted(parts: Iterable[Part], width: int) -> list[Part]:
    """The parts that fit into `width` cells, made printable, the last one cut with `…`."""
    return _fitted(parts, width)[0]


def _fitted(parts: Iterable[Part], width: int) -> tuple[list[Part], int]:
    """The same, and how many cells they take."""
    fitting: list[Part] = []
    used = 0
    for raw, style in parts:
        text = printable(raw)
        wide = cell_width(text)
        if used + wide > width:
            text = shortened(text, max(0, width - used))
            if text:
                fitting.append((text, style))
                used += cell_width(text)
            break
        if text:
            fitting.append((text, style))
        used += wide
    return fitting, used


def wrapped(text: str, width: int) -> list[str]:
    """`text` as lines of at most `width` cells, broken at spaces; its own line breaks stay."""
    lines: list[str] = []
    for paragraph in printable_lines(text) or [""]:
        line, used = "", 0
        for word in paragraph.split(" "):
            wide = cell_width(word)
            if line and used + 1 + wide > width:
                lines.append(line)
                line, used = "", 0
            while wide > width > 0:
                head = _head(word, width)
                lines.append(head)
                word = word[len(head) :]
                wide = cell_width(word)
            line = f"{line} {word}" if used else word
            used = used + 1 + wide if used else wide
        lines.append(line)
    return lines


def _head(word: str, width: int) -> str:
    """As many letters of `word` as fit; at least one."""
    used = 0
    for place, letter in enumerate(word):
        used += cell_width(letter)
        if used > width and place:
            return word[:place]
    return word
