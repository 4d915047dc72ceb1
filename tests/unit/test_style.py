"""Dates and amounts as the person's locale writes them, or as they set it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cockpit_tui.domain.days.dates import (
    to_day_and_month,
    to_list_date,
    to_long_date,
    to_short_date,
)
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.money import to_money, to_short_money
from cockpit_tui.domain.style import Style, use_style
from cockpit_tui.settings.configuration import Ui
from cockpit_tui.settings.locales import (
    first_weekday,
    learnt_style,
    locale_name,
    remembered_style,
    style_of,
)
from cockpit_tui.state_file import keep

TODAY = date(2026, 11, 23)
DAY, NEXT_YEAR = date(2026, 12, 1), date(2027, 1, 9)


@pytest.fixture(autouse=True)
def plain_style() -> Iterator[None]:
    yield
    use_style(Style())


@pytest.mark.parametrize(
    ("locale", "days", "amounts"),
    [
        ("en_US", ["Dec 1", "Jan 2027", "Tue Dec 1"], ["$240k", "$8.4M", "$1,240,000"]),
        ("en_GB", ["1 Dec", "Jan 2027", "Tue 1 Dec"], ["US$240k", "US$8.4M", "US$1,240,000"]),
        ("de_DE", ["1 Dec", "Jan 2027", "Tue 1 Dec"], ["240k $", "8,4M $", "1.240.000 $"]),
        ("fr_FR", ["1 Dec", "Jan 2027", "Tue 1 Dec"], ["240k $US", "8,4M $US", "1 240 000 $US"]),
        ("ja_JP", ["Dec 1", "Jan 2027", "Tue Dec 1"], ["$240k", "$8.4M", "$1,240,000"]),
    ],
)
def test_order_and_separators_are_the_locales_and_words_stay_english(
    locale: str, days: list[str], amounts: list[str]
) -> None:
    use_style(style_of(locale))
    assert [
        to_list_date(DAY, TODAY),
        to_short_date(NEXT_YEAR, TODAY),
        to_long_date(DAY, TODAY),
    ] == days
    short = [to_short_money(cents) for cents in (24_000_000, 840_000_000)]
    assert [*short, to_money(124_000_000)] == amounts


def test_iso_dates_and_currency_codes_by_setting(tmp_path: Path) -> None:
    use_style(learnt_style(Ui(locale="de_DE", dates="iso", money="code"), tmp_path / "state.json"))
    assert to_list_date(DAY, TODAY) == "12-01"
    assert to_short_date(NEXT_YEAR, TODAY) == "2027-01"
    assert to_long_date(DAY, TODAY) == "Tue 2026-12-01"
    assert to_money(124_000_000, "EUR") == "1.240.000 EUR"
    use_style(learnt_style(Ui(money="code"), None))
    assert to_money(-124_000_000, "EUR") == "−EUR 1,240,000"


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "sv_SE", "ja_JP", "fr_CA", "pt_BR"])
def test_a_list_date_keeps_its_eight_cells_and_a_day_of_a_column_its_six(locale: str) -> None:
    for chosen in (style_of(locale), Style(is_iso=True)):
        use_style(chosen)
        for day in (date(2026, 12, 31), date(2026, 2, 28), date(2031, 9, 30)):
            assert len(to_list_date(day, TODAY, is_open=False)) <= 8
            assert len(to_day_and_month(day, is_padded=True)) <= 6


def test_the_locale_is_the_setting_or_what_posix_says() -> None:
    assert locale_name("de-AT", {"LANG": "en_US.UTF-8"}) == "de_AT"
    assert locale_name("", {"LANG": "en_US.UTF-8", "LC_TIME": "sv_SE.UTF-8"}) == "sv_SE"
    assert locale_name("", {"LC_ALL": "C.UTF-8", "LANG": "de_DE"}) == ""
    assert locale_name("", {}) == ""


def test_a_week_starts_where_the_locale_has_it_or_where_it_was_set() -> None:
    assert first_weekday(Ui(week_start="locale"), style_of("en_US")) == 6
    assert first_weekday(Ui(week_start="locale"), style_of("de_DE")) == 0
    assert first_weekday(Ui(week_start="sunday"), style_of("de_DE")) == 6


def test_a_locale_nobody_knows_is_refused_where_it_was_set_and_passed_over_where_it_was_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(InvalidInput, match="xx_YY"):
        style_of("xx_YY")
    monkeypatch.setenv("LC_ALL", "xx_YY.UTF-8")
    assert learnt_style(Ui()) == Style()


def test_what_was_learnt_is_remembered_for_that_locale_alone(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    ui = Ui(locale="de_DE")
    assert remembered_style(ui, state) is None, "the first picture does not wait"
    learnt = learnt_style(ui, state)
    assert remembered_style(ui, state) == learnt
    assert remembered_style(Ui(locale="sv_SE"), state) is None
    keep(state, locale={"name": "de_DE", "is_day_first": True})
    assert remembered_style(ui, state) is None, "of another version"


def test_what_is_remembered_needs_no_babel(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    learnt_style(Ui(locale="de_DE"), state)
    script = (
        "import sys; from pathlib import Path; from cockpit_tui.settings.configuration import Ui;"
        "from cockpit_tui.settings.locales import remembered_style;"
        f"assert remembered_style(Ui(locale='de_DE'), Path({str(state)!r})).decimal == ',';"
        "assert 'babel' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
