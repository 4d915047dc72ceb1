"""Amounts of money, kept in cents and written short or whole."""

from __future__ import annotations

from cockpit_tui.domain.style import currency as of_the_org
from cockpit_tui.domain.style import style


def to_short_money(cents: int | None, currency: str = "") -> str:
    """At most three figures: `$950`, `$6.5k`, `$240k`, `$8.4M` or `8,4M €`; empty for None. In the
    org's currency unless another is named."""
    if cents is None:
        return ""
    amount = abs(cents) / 100
    for limit, unit in ((999.5, ""), (999_500, "k"), (999_500_000, "M"), (float("inf"), "B")):
        if amount < limit:
            divisor = {"": 1, "k": 1e3, "M": 1e6, "B": 1e9}[unit]
            figure = amount / divisor
            tenths_below = {"": 0.0, "k": 9.95, "M": 99.95, "B": 99.95}[unit]
            text = f"{figure:.1f}" if figure < tenths_below else f"{figure:.0f}"
            text = text.removesuffix(".0") if unit == "k" else text
            return _with_currency(text.replace(".", style().decimal) + unit, cents, currency)
    raise AssertionError("the last limit is infinite")


def to_money(cents: int | None, currency: str = "") -> str:
    """Whole units with separators: `$240,000` or `240.000 €`; empty for None. In the
    org's currency unless another is named."""
    if cents is None:
        return ""
    return _with_currency(f"{abs(cents) / 100:,.0f}".replace(",", style().group), cents, currency)


def _with_currency(figure: str, cents: int, currency: str) -> str:
    chosen = style()
    currency = currency or of_the_org()
    sign = "−" if cents < 0 else ""
    symbol = chosen.symbols.get(currency, currency)
    if chosen.is_symbol_last:
        return f"{sign}{figure} {symbol}"
    return f"{sign}{symbol}{' ' if symbol == currency else ''}{figure}"
