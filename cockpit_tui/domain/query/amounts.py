"""Numbers of a query: `50`, `-12.5`, `50k`, `1.5m`, and ranges such as `50k..200k`."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from cockpit_tui.domain.ids import MOST
from cockpit_tui.domain.query.conditions import Edge

RANGE = ".."
_NUMBER = re.compile(r"([+-]?\d{1,12}(?:\.\d{1,4})?)([kmb]?)", re.IGNORECASE)
_PERCENT = re.compile(r"(?<=\d)%(?=$|\.\.)")
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_MOST = Decimal(10) ** 13
"""Keeps products with cents and hundredths within 64 bits."""
_MOST_WHOLE = Decimal(MOST - 1)
"""What is above it, or one above, still fits a column."""
_MOST_PERCENT = Decimal(10_000)


def to_number(word: str) -> Decimal | None:
    """The number that the word writes; None for a word that is none.

    >>> to_number("50k"), to_number("1.5m"), to_number("-40"), to_number("k")
    (Decimal('50000'), Decimal('1500000.0'), Decimal('-40'), None)
    """
    written = _NUMBER.fullmatch(word)
    if written is None:
        return None
    number = Decimal(written[1]) * _SCALES[written[2].lower()]
    return max(-_MOST, min(_MOST, number))


def to_ends(word: str) -> tuple[str, str] | None:
    """The two ends of `a..b`, one of them perhaps empty; None for what is no range."""
    low, dots, high = word.partition(RANGE)
    return (low, high) if dots and (low or high) else None


def without_percent(word: str) -> str:
    """The number or range without its signs of per cent, for what is counted so anyway.

    >>> without_percent("50%"), without_percent("10%..30%"), without_percent("%")
    ('50', '10..30', '%')
    """
    return _PERCENT.sub("", word)


def all_percent(word: str) -> str:
    """The number or range with a sign of per cent at each end that it has.

    >>> all_percent("-40%"), all_percent("-40..-10%"), all_percent("25%..")
    ('-40%', '-40%..-10%', '25%..')
    """
    ends = without_percent(word).split(RANGE)
    return RANGE.join(f"{end}%" if end else "" for end in ends)


def is_number(word: str, *, may_be_range: bool = True) -> bool:
    """True for a number, and for a range of numbers."""
    ends = to_ends(word) if may_be_range else None
    if ends is None:
        return to_number(word) is not None
    return all(not end or to_number(end) is not None for end in ends)


def is_backwards(word: str) -> bool:
    """True for a range that ends before it begins: nothing is in it.

    >>> is_backwards("200k..50k"), is_backwards("50..50"), is_backwards("..5"), is_backwards("5")
    (True, False, False, False)
    """
    low, high = map(to_number, to_ends(without_percent(word)) or ("", ""))
    return low is not None and high is not None and high < low


def to_whole_range(operator: str, word: str, scale: int = 1) -> tuple[int | None, int | None]:
    """The whole numbers that `operator word` means: from the first, below the second.

    `scale` makes smaller units of it, such as cents; without it nothing counts more than `MOST`.
    Raises ValueError for what is no number.

    >>> to_whole_range("<", "50.5"), to_whole_range(":", "1k..2k"), to_whole_range(">", "3")
    ((None, 51), (1000, 2001), (4, None))
    """
    ends = to_ends(word)
    if ends is not None and operator == ":":
        low, high = (None if not end else _scaled(end, scale) for end in ends)
        return (
            None if low is None else _ceiling(low),
            None if high is None else _floor(high) + 1,
        )
    number = _scaled(word, scale)
    match operator:
        case "<":
            return None, _ceiling(number)
        case "<=":
            return None, _floor(number) + 1
        case ">":
            return _floor(number) + 1, None
        case ">=":
            return _ceiling(number), None
    return _ceiling(number), _floor(number) + 1


def to_edges(operator: str, word: str, scale: int = 1) -> tuple[Edge | None, Edge | None]:
    """The same as edges in hundredths, for what is not whole; a `%` at the end is left aside."""
    ends = to_ends(word)
    if ends is not None and operator == ":":
        low, high = (None if not end else Edge(_hundredths(end, scale), True) for end in ends)
        return low, high
    number = _hundredths(word, scale)
    match operator:
        case "<" | "<=":
            return None, Edge(number, operator == "<=")
        case ">" | ">=":
            return Edge(number, operator == ">="), None
    return Edge(number, True), Edge(number, True)


def _hundredths(word: str, scale: int) -> int:
    number = _scaled(word.removesuffix("%"), scale)
    if word.endswith("%"):
        number = max(-_MOST_PERCENT, min(_MOST_PERCENT, number))
    return _floor(number * 100)


def _scaled(word: str, scale: int) -> Decimal:
    number = to_number(word)
    if number is None:
        raise ValueError(word)
    return number * scale if scale > 1 else max(-_MOST_WHOLE, min(_MOST_WHOLE, number))


def _floor(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_FLOOR))


def _ceiling(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_CEILING))
