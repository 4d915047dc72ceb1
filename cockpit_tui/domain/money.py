"""Amounts of money, kept in cents and written short or whole."""

from __future__ import annotations

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def to_short_money(cents: int | None, currency: str = "USD") -> str:
    """At most three figures: `$950`, `$240k`, `$8.4M`; empty for None."""
    if cents is None:
        return ""
    sign = "−" if cents < 0 else ""
    symbol = SYMBOLS.get(currency, f"{currency} ")
    amount = abs(cents) / 100
    for limit, unit in ((999.5, ""), (999_500, "k"), (999_500_000, "M"), (float("inf"), "B")):
        if amount < limit:
            divisor = {"": 1, "k": 1e3, "M": 1e6, "B": 1e9}[unit]
            figure = amount / divisor
            text = f"{figure:.1f}" if unit in "MB" and unit and figure < 99.95 else f"{figure:.0f}"
            return f"{sign}{symbol}{text}{unit}"
    raise AssertionError("the last limit is infinite")


def to_money(cents: int | None, currency: str = "USD") -> str:
    """Whole units with separators: `$240,000`; empty for None."""
    if cents is None:
        return ""
    sign = "−" if cents < 0 else ""
    return f"{sign}{SYMBOLS.get(currency, f'{currency} ')}{abs(cents) / 100:,.0f}"
