"""Countries and parts of them whose holidays are known, by code and by name.

Names are English, from the Unicode CLDR; those of parts are as the library of holidays has them.
"""

from __future__ import annotations

import functools

LONGEST_CODE = 10
"""Letters that a person's row has for a code; longer ones name towns."""


@functools.cache
def countries() -> tuple[tuple[str, str], ...]:
    """Code and name of every country with known holidays, by name."""
    import holidays

    codes = holidays.list_supported_countries(include_aliases=False)
    names = _territories()
    return tuple(
        sorted(((code, names.get(code, code)) for code in codes), key=lambda entry: entry[1])
    )


@functools.cache
def parts_of(country: str) -> tuple[tuple[str, str], ...]:
    """Code (`DE-BY`) and name of the parts of a country with holidays of their own, by name."""
    import holidays

    codes = holidays.list_supported_countries(include_aliases=False).get(country, [])
    named = holidays.country_holidays(country).get_subdivision_aliases() if codes else {}
    found = [
        (f"{country}-{code}", (named.get(code) or [code])[0])
        for code in codes
        if code == code.upper() and len(f"{country}-{code}") <= LONGEST_CODE
    ]
    return tuple(sorted(found, key=lambda entry: entry[1]))


def place_name(place: str) -> str:
    """`Germany`, `Bayern, Germany`; of nowhere nothing."""
    country, _, part = place.partition("-")
    name = _territories().get(country, country) if country else ""
    return f"{dict(parts_of(country)).get(place, part)}, {name}" if part else name


def _territories() -> dict[str, str]:
    from babel import Locale

    return {str(code): str(name) for code, name in Locale("en").territories.items()}
