"""Text from outside, made safe to show: nothing hidden, nothing obeyed, widths that hold.

A name in Salesforce may carry escape sequences, marks that turn the reading direction round, or
characters that take no room and so hide what is between them. Each of them becomes a sign of one
cell, so a person sees that something is there and the terminal gets nothing to act upon.
"""

from __future__ import annotations

import unicodedata

REPLACEMENT = "\ufffd"
"""Stands for a character that would be invisible; one cell."""

DOTTED_CIRCLE = "\u25cc"
"""Carries a combining mark that has no letter before it (Unicode Standard, chapter 7.9)."""

MARKS_SHOWN = 4
"""Combining marks kept on one letter: more than any script writes, fewer than reach other rows."""

TAB_CELLS = 4

LINE_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
"""Where `str.splitlines` ends a line."""

BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embed, override and isolate a direction (Unicode Standard, annex 9): they can make a text read
as another one."""

PRESENTATION_SELECTORS = frozenset("\ufe0e\ufe0f")
"""Ask for the text or emoji form of a character. Left out, since terminals disagree about how
many cells the answer takes."""

INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
"""Characters of no format category that are nevertheless not seen (Unicode:
Default_Ignorable_Code_Point): joiners, vowels and fillers."""


def printable(text: str) -> str:
    """`text` on one line, safe for a terminal: breaks and tabs are spaces, hidden things visible.

    Control characters become their pictures (escape is `␛`); other invisible ones, among them
    marks of direction, zero-width spaces and joiners, become `�`.
    """
    if text.isascii() and text.isprintable():
        return text
    return _anchored(text.replace("\r\n", " ").translate(_SUBSTITUTES))


def editable(text: str, *, is_one_line: bool = False) -> str:
    """`text` for a field to edit it in: what a terminal would obey, or what turns lines round, is a
    sign in its place. Joiners and marks stay, since scripts are written with them; lines stay too,
    or are joined by spaces.
    """
    if text.isascii() and text.isprintable():
        return text
    joined = text.replace("\r\n", " ") if is_one_line else text.replace("\r\n", "\n")
    breaks = "" if is_one_line else "\n\r\t"
    return "".join(
        _SUBSTITUTES[ord(sign)] if _is_obeyed(sign) and sign not in breaks else sign
        for sign in joined
    )


def printable_lines(text: str) -> list[str]:
    """`text` as safe lines without their ends; tabs reach to the next of every four columns."""
    return [printable(line.expandtabs(TAB_CELLS)) for line in text.splitlines()]


def cell_width(text: str) -> int:
    """Terminal cells that printable text takes: 2 for a wide character, 0 for a combining one."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def cut(text: str, width: int, ellipsis: str = "…") -> str:
    """Printable text in at most `width` cells; what is cut ends in `ellipsis` (one cell, or
    nothing).

    A wide character is kept or left out as a whole, and no letter loses its marks.
    """
    if cell_width(text) <= width:
        return text
    if width < 1:
        return ""
    return text[: _length_within(text, width - len(ellipsis))] + ellipsis


def padded(text: str, width: int, *, right: bool = False, ellipsis: str = "…") -> str:
    """Printable text in exactly `width` cells: cut, or filled with spaces on the other side."""
    shown = cut(text, width, ellipsis)
    blank = " " * (width - cell_width(shown))
    return blank + shown if right else shown + blank


def _length_within(text: str, cells: int) -> int:
    """How many characters of `text` fit in so many cells, marks of the last letter included."""
    if text.isascii():
        return cells
    from rich.cells import get_character_cell_size

    used = 0
    for index, character in enumerate(text):
        used += get_character_cell_size(character)
        if used > cells:
            return index
    return len(text)


class _Substitutes(dict[int, str]):
    """Code point to what is shown for it, worked out when first met (for `str.translate`)."""

    def __missing__(self, code_point: int) -> str:
        shown = self[code_point] = _substitute(chr(code_point))
        return shown


_SUBSTITUTES = _Substitutes()
_MARKS_MET: set[str] = set()
"""Combining marks met so far: text that has none of them needs no second look."""


def _substitute(character: str) -> str:
    if character in LINE_BREAKS or character == "\t":
        return " "
    if character in PRESENTATION_SELECTORS:
        return ""
    code_point = ord(character)
    if code_point < 0x20:
        return chr(0x2400 + code_point)
    if code_point == 0x7F:
        return "\u2421"
    category = unicodedata.category(character)
    is_hidden = category in ("Cc", "Cf", "Cs") or character in INVISIBLE
    if is_hidden or _is_selector(code_point) or _is_noncharacter(code_point):
        return REPLACEMENT
    if category in ("Mn", "Me"):
        _MARKS_MET.add(character)
    return character


def _is_obeyed(character: str) -> bool:
    """Whether a terminal, or the order of what follows, would change by it."""
    return (
        character in LINE_BREAKS
        or character in BIDI_CONTROLS
        or unicodedata.category(character) in ("Cc", "Cs")
    )


def _is_selector(code_point: int) -> bool:
    return 0xFE00 <= code_point <= 0xFE0D or 0xE0100 <= code_point <= 0xE01EF


def _is_noncharacter(code_point: int) -> bool:
    return code_point & 0xFFFE == 0xFFFE or 0xFDD0 <= code_point <= 0xFDEF


def _anchored(text: str) -> str:
    """The text with each combining mark on a letter, and no letter with a tower of them."""
    if _MARKS_MET.isdisjoint(text):
        return text
    shown: list[str] = []
    marks = 0
    for index, character in enumerate(text):
        if character not in _MARKS_MET:
            marks = 0
            shown.append(character)
            continue
        if index == 0:
            shown.append(DOTTED_CIRCLE)
        marks += 1
        if marks <= MARKS_SHOWN:
            shown.append(character)
    return "".join(shown)
