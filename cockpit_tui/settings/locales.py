"""The person's locale as a `Style`: read with Babel once, and remembered for the next start.

Babel takes longer to load than the first picture may take, so the start uses what is remembered
and never waits; a locale met for the first time shows as soon as Babel has answered.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import asdict, replace

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.style import Style
from cockpit_tui.settings.configuration import WEEKDAYS, Ui
from cockpit_tui.state_file import keep, read_kept

VARIABLES = ("LC_ALL", "LC_TIME", "LANG")
"""As POSIX reads them: the first that is set decides."""
PLAIN = ("", "C", "POSIX")
CURRENCIES = (
    "USD", "EUR", "GBP", "JPY", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "CAD",
    "AUD", "NZD", "BRL", "MXN", "INR", "CNY", "KRW", "SGD", "ZAR", "ILS",
)  # fmt: skip
SPACES = str.maketrans("\u00a0\u202f", "  ")
"""Spaces that do not break are one cell too, but terminals draw them as they like."""


def locale_name(setting: str, environ: Mapping[str, str] | None = None) -> str:
    """Which locale is asked for: `de_DE`; empty for none in particular."""
    environ = os.environ if environ is None else environ
    found = setting or next((environ[name] for name in VARIABLES if environ.get(name)), "")
    bare = found.partition(".")[0].partition("@")[0].replace("-", "_")
    return "" if bare in PLAIN else bare


def remembered_style(ui: Ui, state_file: Path | None) -> Style | None:
    """How to write things as far as that is known without Babel; None until it has been asked."""
    name = locale_name(ui.locale)
    if not name:
        return with_settings(Style(), ui)
    kept = read_kept(state_file).get("locale")
    if not isinstance(kept, dict) or kept.get("name") != name:
        return None
    try:
        return with_settings(Style(**{key: kept[key] for key in asdict(Style())}), ui)
    except (KeyError, TypeError):
        return None


def learnt_style(ui: Ui, state_file: Path | None = None) -> Style:
    """How to write things, from Babel; remembered for the next start.

    A locale that the environment names and nobody knows counts as none.
    """
    name = locale_name(ui.locale)
    if not name:
        return with_settings(Style(), ui)
    try:
        found = style_of(name)
    except InvalidInput:
        found = Style()
    keep(state_file, locale={"name": name, **asdict(found)})
    return with_settings(found, ui)


def style_of(name: str) -> Style:
    """What a locale writes, by the Unicode CLDR. Raises InvalidInput for one that there is not."""
    from babel import Locale, UnknownLocaleError
    from babel.numbers import get_currency_symbol

    try:
        locale = Locale.parse(name)
    except (UnknownLocaleError, ValueError) as error:
        message = f"There is no locale `{name}`."
        raise InvalidInput(message, "Write it as de_DE or en_GB.") from error
    day_pattern = locale.date_formats["medium"].pattern
    money_pattern = locale.currency_formats["standard"].pattern
    symbols = _symbols(locale.number_symbols)
    return Style(
        is_day_first=day_pattern.find("d") < day_pattern.find("M"),
        is_of_locale=True,
        group=symbols.get("group", ",").translate(SPACES),
        decimal=symbols.get("decimal", "."),
        is_symbol_last=money_pattern.find("¤") > money_pattern.find("0"),
        symbols={code: get_currency_symbol(code, locale) for code in CURRENCIES},
        first_weekday=locale.first_week_day,
    )


def with_settings(style: Style, ui: Ui) -> Style:
    """The style with what the person set against their locale."""
    if ui.dates == "iso":
        style = replace(style, is_iso=True)
    if ui.money == "code":
        style = replace(style, symbols={})
    return style


def first_weekday(ui: Ui, style: Style) -> int:
    """Where “this week” starts; 0 is Monday."""
    return style.first_weekday if ui.week_start == "locale" else WEEKDAYS.index(ui.week_start)


def _symbols(by_system: Mapping[str, Any]) -> Mapping[str, str]:
    """Separators in Latin digits, which is what we write."""
    found: Mapping[str, str] = by_system.get("latn", by_system)
    return found
