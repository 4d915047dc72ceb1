"""What commands print: one JSON document, or aligned plain text. Nothing hidden, nothing obeyed."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cockpit_widgets.drawing.printable import cell_width, padded, printable, printable_lines

GAP = "  "
WIDEST = 40
"""Cells up to which a column makes room for its longest value; a longer one is written out, and
only its own line is out of line."""
NARROWEST = 12
"""Cells that a column which may shrink keeps."""
_UNSEEN = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Characters that JSON leaves as they are and a terminal obeys or hides: C1 controls, marks of
direction, zero-width ones, lone surrogates."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    title: str
    is_right: bool = False
    can_shrink: bool = False
    """Cut first when a terminal is too narrow; a file or a pipe gets all of it."""


def to_document(content: object) -> str:
    """One line of JSON in which every character that could act on a terminal is escaped."""
    text = json.dumps(content, ensure_ascii=False, separators=(", ", ": "))
    return _UNSEEN.sub(_escaped, text)


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Aligned lines, the titles first; none at all without rows. Values are made printable."""
    cells = [[printable(cell) for cell in row] for row in rows]
    if not cells:
        return
    used = [place for place in range(len(columns)) if any(row[place] for row in cells)]
    widths = {
        place: max(cell_width(columns[place].title), *(cell_width(row[place]) for row in cells))
        for place in used
    }
    widths = {
        place: min(width, WIDEST) if columns[place].can_shrink else width
        for place, width in widths.items()
    }
    _fit(widths, columns)
    titles = [column.title for column in columns]
    yield dimmed(_line(columns, widths, titles))
    for row in cells:
        yield _line(columns, widths, row)


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


def _fit(widths: dict[int, int], columns: Sequence[Column]) -> None:
    """Takes from the columns that may shrink, the widest first, until a terminal's line holds."""
    if not sys.stdout.isatty():
        return
    room = shutil.get_terminal_size().columns
    excess = sum(widths.values()) + len(GAP) * (len(widths) - 1) - room
    while excess > 0:
        shrinkable = [p for p in widths if columns[p].can_shrink and widths[p] > NARROWEST]
        if not shrinkable:
            return
        widest = max(shrinkable, key=lambda place: widths[place])
        widths[widest] -= 1
        excess -= 1


def _line(columns: Sequence[Column], widths: dict[int, int], row: Sequence[str]) -> str:
    is_cut = sys.stdout.isatty()
    cells = (
        padded(
            row[place],
            width if is_cut else max(width, cell_width(row[place])),
            right=columns[place].is_right,
        )
        for place, width in widths.items()
    )
    return GAP.join(cells).rstrip()


def _escaped(found: re.Match[str]) -> str:
    code_point = ord(found[0])
    if code_point < 0x10000:
        return f"\\u{code_point:04x}"
    code_point -= 0x10000
    return f"\\u{0xD800 + (code_point >> 10):04x}\\u{0xDC00 + (code_point & 0x3FF):04x}"
