"""What commands print: one JSON document, or aligned plain text. Nothing hidden, nothing obeyed."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

from cockpit_widgets.drawing.printable import cell_width, cut, padded, printable, printable_lines

GAP = "  "
NARROWEST = 12
"""Cells that a column which may shrink keeps, unless it says otherwise."""
LONG = 40
"""Cells beyond which a value widens its own line of a file or a pipe, and no other."""
_UNSEEN = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Characters that JSON leaves as they are and a terminal obeys or hides: C1 controls, marks of
direction, zero-width ones, lone surrogates."""


class Column(Struct, frozen=True):
    """A column of a table; a file or a pipe gets all of it, whatever its length."""

    title: str
    is_right: bool = False
    can_shrink: bool = False
    """Cut where a terminal is too narrow."""
    least: int = NARROWEST
    """Cells that it keeps."""
    leaves: int = 0
    """Left out where cutting is not enough, the lowest number first; 0 stays."""


def to_document(content: object) -> str:
    """One line of JSON in which every character that could act on a terminal is escaped."""
    text = json.dumps(content, ensure_ascii=False, separators=(", ", ": "))
    return _UNSEEN.sub(_escaped, text)


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Aligned lines, the titles first; none at all without rows. Values are made printable.

    In a terminal each is at most one line of it, in which cut values end in “…”. In a file or a
    pipe nothing is cut: what stands behind a very long value stands further right in its line.
    """
    cells = [[printable(cell) for cell in row] for row in rows]
    if not cells:
        return
    used = [place for place in range(len(columns)) if any(row[place] for row in cells)]
    is_whole = not sys.stdout.isatty()
    widths = {}
    for place in used:
        needed = [cell_width(row[place]) for row in cells]
        kept = [width for width in needed if width <= LONG] if is_whole else needed
        widths[place] = max([cell_width(columns[place].title), *kept])
    if not is_whole:
        _fit(widths, columns, shutil.get_terminal_size().columns)
    titles = [column.title for column in columns]
    yield dimmed(_line(columns, widths, titles))
    for row in cells:
        yield _line(columns, widths, row)


def blocks(
    columns: Sequence[Column], groups: Sequence[tuple[str, Sequence[Sequence[str]]]]
) -> Iterator[str]:
    """A table in parts, each under its heading; columns stand below each other in all of them."""
    lines = table(columns, [row for _, rows in groups for row in rows])
    yield from islice(lines, 1)
    for label, rows in groups:
        yield heading(label)
        yield from islice(lines, len(rows))
        yield ""


def facts(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """`Label  value` lines; pairs without a value are left out, long values keep their lines."""
    shown = [(label, printable_lines(value)) for label, value in pairs if value]
    width = max((cell_width(label) for label, _ in shown), default=0)
    for label, lines in shown:
        yield f"{dimmed(padded(label, width))}{GAP}{lines[0] if lines else ''}"
        yield from (f"{' ' * width}{GAP}{line}" for line in lines[1:])


def heading(text: str) -> str:
    """A line that stands over others; bold where a terminal can show it."""
    return f"\x1b[1m{printable(text)}\x1b[0m" if _has_style() else printable(text)


def dimmed(text: str) -> str:
    """A line that matters less, dim where a terminal can show it."""
    return f"\x1b[2m{text}\x1b[0m" if _has_style() else text


def prepare_streams() -> None:
    """UTF-8 out, whatever the locale says; what cannot be written is escaped, never an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _has_style() -> bool:
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb"
    return not is_plain and sys.stdout.isatty()


def _fit(widths: dict[int, int], columns: Sequence[Column], room: int) -> None:
    """Cuts columns that may shrink, the widest first, until the line holds in so many cells.

    Columns that leave go before, where all are cut and there is still no room.
    """

    def least(place: int) -> int:
        return (
            min(widths[place], columns[place].least) if columns[place].can_shrink else widths[place]
        )

    def excess(taken: Iterable[int]) -> int:
        return sum(taken) + len(GAP) * (len(widths) - 1) - room

    leaving = [place for place in widths if columns[place].leaves]
    for place in sorted(leaving, key=lambda place: columns[place].leaves):
        if excess(map(least, widths)) <= 0:
            break
        del widths[place]
    while excess(widths.values()) > 0:
        wide = [place for place in widths if widths[place] > least(place)]
        if not wide:
            return
        widths[max(wide, key=lambda place: widths[place])] -= 1


def _line(columns: Sequence[Column], widths: dict[int, int], row: Sequence[str]) -> str:
    is_whole = not sys.stdout.isatty()
    cells = (
        row[place]
        if is_whole and cell_width(row[place]) > width
        else padded(row[place], width, right=columns[place].is_right)
        for place, width in widths.items()
    )
    line = GAP.join(cells).rstrip()
    return line if is_whole else cut(line, shutil.get_terminal_size().columns)


def _escaped(found: re.Match[str]) -> str:
    code_point = ord(found[0])
    if code_point < 0x10000:
        return f"\\u{code_point:04x}"
    code_point -= 0x10000
    return f"\\u{0xD800 + (code_point >> 10):04x}\\u{0xDC00 + (code_point & 0x3FF):04x}"
