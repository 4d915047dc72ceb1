"""How dates and amounts are written here: by the person's locale, or as they set it.

Words stay English. Chosen once, before anything is written, like the set of glyphs.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


class Style(Struct, frozen=True):
    """Order, separators and symbols; the defaults need no locale."""

    is_day_first: bool = True
    """`20 Nov`, else `Nov 20`."""
    is_of_locale: bool = False
    """A locale says so; else nobody knows which of `12/5` is the day, scripts among them."""
    is_iso: bool = False
    """`2026-11-20`, whatever the order."""
    group: str = ","
    """Between thousands."""
    decimal: str = "."
    is_symbol_last: bool = False
    """`240,000 €`, else `€240,000`."""
    symbols: Mapping[str, str] = field(default_factory=lambda: SYMBOLS)
    """Currency code to its sign; without one the code is written."""
    first_weekday: int = 0
    """Where a week starts in this locale; 0 is Monday."""


_current: list[Style] = [Style()]


def use_style(style: Style) -> None:
    """From now on dates and amounts are written so."""
    _current[0] = style


NO_ORG_CURRENCY = "USD"
_currency: list[str] = [NO_ORG_CURRENCY]


def use_currency(code: str) -> None:
    """From now on amounts are in the org's currency, by its ISO code."""
    _currency[0] = code


def currency() -> str:
    """In what amounts are: the org's currency, dollars while there is none."""
    return _currency[0]


def style() -> Style:
    """How dates and amounts are written."""
    return _current[0]
