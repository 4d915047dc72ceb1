"""A terminal's cells as a person sees them."""

from __future__ import annotations

from unicodedata import normalize

from pyte.screens import Char, Screen


def seen_cells(screen: Screen) -> list[list[Char]]:
    """All cells, row by row; the colour and weight of letters left out where there is no letter."""
    return [
        [_seen(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)
    ]


def _seen(cell: Char) -> Char:
    if cell.data.startswith(" "):
        # A line torn between a letter and its mark leaves a mark over nothing; ours is left out.
        cell = cell._replace(data=" ")
    elif len(cell.data) > 1:
        # Textual cuts such a line so that the mark is in both parts, and comes twice.
        marks = dict.fromkeys(normalize("NFD", cell.data))
        cell = cell._replace(data=normalize("NFC", "".join(marks)))
    if cell.data != " " or cell.underscore or cell.strikethrough or cell.reverse:
        return cell
    return cell._replace(fg="default", bold=False, italics=False)
