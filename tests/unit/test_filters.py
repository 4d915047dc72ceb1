"""The query language: what parses, what it means, and what a mistake is answered with."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit_tui.domain.days.calendar import narrowed
from cockpit_tui.domain.days.dates import DueBucket, due_bucket
from cockpit_tui.domain.errors import InvalidQuery
from cockpit_tui.domain.query.amounts import to_whole_range
from cockpit_tui.domain.query.conditions import DueWithin, Edge, Trend
from cockpit_tui.domain.query.day_words import to_span
from cockpit_tui.domain.query.due_words import to_day, to_due_range
from cockpit_tui.domain.query.fields import Field
from cockpit_tui.domain.query.filters import MAX_LENGTH, parse
from cockpit_tui.domain.query.naming import Vocabulary
from cockpit_tui.domain.query.reader import Reader
from cockpit_tui.domain.query.resolving import resolve
from cockpit_tui.domain.query.syntax import And, Not, Or, Term, Word, Written
from tests.store.random_queries import queries

MONDAY = date(2026, 11, 23)


def test_terms_stand_for_and_unless_or_says_otherwise() -> None:
    root = parse("mine:yes type:risk,event or -(globex not is:open)").root
    assert isinstance(root, Or)
    both, negated = root.nodes
    assert isinstance(both, And)
    assert isinstance(negated, Not)
    term = both.nodes[1]
    assert isinstance(term, Term)
    assert [value.text for value in term.values] == ["risk", "event"]


@pytest.mark.parametrize("text", ["a and b", "a b", "(a) (b)", "a AND b", "(a b)"])
def test_and_is_meant_where_nothing_stands(text: str) -> None:
    root = parse(text).root
    assert isinstance(root, And)
    assert [node.written.text for node in root.nodes if isinstance(node, Word)] == ["a", "b"]


def test_quotes_keep_a_value_together() -> None:
    term = parse(r'account:"Globex \"Corp\" (west)"').root
    assert isinstance(term, Term)
    assert term.values[0].text == 'Globex "Corp" (west)'


@pytest.mark.parametrize("text", ["", "   ", "\t"])
def test_an_empty_query_asks_nothing(text: str) -> None:
    assert parse(text).root is None


@pytest.mark.parametrize(
    ("text", "position", "length", "words"),
    [
        ("typ:risk", 0, 3, "“type”"),
        ("is:opn", 3, 3, "“open”"),
        ("mine:maybe", 5, 5, "yes, no"),
        ("due:blah", 4, 4, "this-week"),
        ("due:overdu", 4, 6, "“overdue”"),
        ("due<overdue", 4, 7, "due:overdue"),
        ("type>risk", 4, 1, "type:risk"),
        ("created<last-month", 8, 10, "created:last-month"),
        ("health:4O", 7, 2, "50k"),
        ("arr<1k..2k", 4, 6, "50k"),
        ("id:12x", 3, 3, "CTA-27"),
        ("sync:pendin", 5, 6, "“pending”"),
        ("renewal:next-quater", 8, 11, "“next-quarter”"),
        ("count(actvities, 45d)=0", 6, 9, "“activities”"),
        ("conut(activities, 45d)=0", 0, 5, "“count”"),
        ("count(activities, soon)=0", 18, 4, "45d"),
        ("change(usage)<0", 7, 5, "30d"),
        ("count(cases)=few", 13, 3, "45d"),
        ("avg(health, 30d)<50%", 17, 3, "90d"),
        ("count(cases", 5, 1, "Add a"),
        ("foo:bar baz", 0, 3, "Quote it"),
        ("is:open (a", 8, 1, "Add a"),
        ("is:open a)", 9, 1, "Remove it"),
        ('is:open "abc', 8, 1, "Add a"),
        ("type:", 4, 1, "missing"),
        ("a or", 3, 1, "missing"),
        ("type:risk,", 9, 1, "missing"),
        ("health>50%", 9, 1, "health<50"),
        ("arr:10%..20%", 6, 1, "50k"),
        ("arr>50,000", 7, 3, "arr>50k"),
        ("usage>half%", 6, 5, "50k"),
        ("outcome:won", 8, 3, "success, lost, invalid"),
        ("()", 1, 1, "(type:risk"),
        ("a (type:risk or )", 16, 1, "(type:risk"),
        ('(name:"a\\"b (" c', 0, 1, "Add a"),
        ("arr:200k..50k", 4, 9, "“50k..200k”"),
        ("count(cases, 30d)=3..1", 18, 4, "“1..3”"),
        ("change(usage, 30d):-10%..-40%", 19, 10, "“-40%..-10%”"),
        ("count(activities 45d)=0", 17, 3, "count(activities, 45d)=0"),
        ("a !type:risk", 2, 1, "“-type:risk”"),
        ("!(a or b)", 0, 1, "-type:event"),
        ("arr>100 000", 4, 7, "“arr>100000”"),
        ("mine:yes arr:1 500 000 a", 13, 9, "“arr:1500000”"),
        ("change(arr, 30d)<-5 -change(arr, 30d)>100 000", 38, 7, "“>100000”"),
    ],
)
def test_a_mistake_is_shown_where_it_is_with_what_would_fit(
    text: str, position: int, length: int, words: str
) -> None:
    with pytest.raises(InvalidQuery) as refusal:
        parse(text)
    assert (refusal.value.position, refusal.value.length) == (position, length)
    assert words in refusal.value.hint


@pytest.mark.parametrize(
    "text", ['"!type:risk"', "hey!", '"arr>100 000"', "arr>100 globex", "7 000"]
)
def test_what_is_a_word_stays_a_word(text: str) -> None:
    assert parse(text).root is not None


def test_what_is_too_long_or_too_deep_is_refused() -> None:
    with pytest.raises(InvalidQuery, match="characters"):
        parse("a" * (MAX_LENGTH + 1))
    with pytest.raises(InvalidQuery, match="brackets"):
        parse("-" * 100 + "a")


def test_the_longest_filter_can_be_narrowed_by_the_calendar_and_the_radar() -> None:
    longest, day = "a" * MAX_LENGTH, date(2026, 11, 23)
    assert isinstance(parse(narrowed(longest, day, day + timedelta(days=41))).root, And)
    assert isinstance(parse(f"({longest}) is:stale").root, And)
    with pytest.raises(InvalidQuery, match="characters"):
        parse(f"({longest}a) is:stale")


def refusal_of(text: str) -> InvalidQuery | None:
    try:
        parse(text)
    except InvalidQuery as refusal:
        return refusal
    return None


@given(
    st.one_of(
        st.text(max_size=60),
        st.text(alphabet='a1 :<>=!-,()."%ornotandismineduetypecountchange', max_size=40),
        queries(),
    )
)
def test_any_text_parses_or_is_refused_within_it(text: str) -> None:
    refusal = refusal_of(text)
    if refusal is not None:
        assert 0 <= refusal.position <= len(text)
        assert refusal.length >= 1
        assert refusal.message


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("today", MONDAY),
        ("tomorrow", date(2026, 11, 24)),
        ("yesterday", date(2026, 11, 22)),
        ("7d", date(2026, 11, 30)),
        ("-3d", date(2026, 11, 20)),
        ("2w", date(2026, 12, 7)),
        ("1m", date(2026, 12, 23)),
        ("1y", date(2027, 11, 23)),
        ("mon", MONDAY),
        ("Sunday", date(2026, 11, 29)),
        ("2026-12-24", date(2026, 12, 24)),
        ("9999y", None),
        ("-9999y", None),
        ("next fri", date(2026, 12, 4)),
        ("next", None),
    ],
)
def test_words_for_days(word: str, day: date | None) -> None:
    assert to_day(word, MONDAY) == day


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        (":today", MONDAY, date(2026, 11, 24)),
        ("<7d", None, date(2026, 11, 30)),
        ("<=7d", None, date(2026, 12, 1)),
        (">-7d", date(2026, 11, 17), None),
        (":2026-11-01..2026-11-30", date(2026, 11, 1), date(2026, 12, 1)),
        (":today..", MONDAY, None),
        (":..today", None, date(2026, 11, 24)),
        (":this-week", MONDAY, date(2026, 11, 30)),
        (":last-month", date(2026, 10, 1), date(2026, 11, 1)),
        (":next-quarter", date(2027, 1, 1), date(2027, 4, 1)),
        (":this-year", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_days_and_ranges_of_what_lies_ahead(
    written: str, start: date | None, end: date | None
) -> None:
    assert span(written, is_age=False) == (start, end)


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("<2w", date(2026, 11, 10), None),
        ("<=2w", date(2026, 11, 9), None),
        (">30d", None, date(2026, 10, 24)),
        (">=30d", None, date(2026, 10, 25)),
        (":30d..60d", date(2026, 9, 24), date(2026, 10, 25)),
        (":30d..", None, date(2026, 10, 25)),
        (":..30d", date(2026, 10, 24), None),
        (">=-2w", date(2026, 11, 9), None),
        (">2026-11-01", date(2026, 11, 2), None),
        (":today", MONDAY, date(2026, 11, 24)),
    ],
)
def test_ages_of_what_lies_behind(written: str, start: date | None, end: date | None) -> None:
    assert span(written, is_age=True) == (start, end)


def span(written: str, *, is_age: bool) -> tuple[date | None, date | None]:
    operator = written[:2] if written[1] == "=" else written[:1]
    return to_span(operator, written.removeprefix(operator), MONDAY, 0, is_age=is_age)


@pytest.mark.parametrize(
    ("operator", "word", "scale", "low", "high"),
    [
        ("<", "50", 1, None, 50),
        ("<", "49.5", 1, None, 50),
        ("<=", "49.5", 1, None, 50),
        (">", "50k", 100, 5_000_001, None),
        (">=", "1.5m", 100, 150_000_000, None),
        (":", "50k..200k", 100, 5_000_000, 20_000_001),
        (":", "-5", 1, -5, -4),
        (":", "..10", 1, None, 11),
        (":", "2.5", 1, 3, 3),
    ],
)
def test_numbers_amounts_and_their_ranges(
    operator: str, word: str, scale: int, low: int | None, high: int | None
) -> None:
    assert to_whole_range(operator, word, scale) == (low, high)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("usage>50%", "usage>50"),
        ("usage<=12.5%", "usage<=12.5"),
        ("usage:10%..30%", "usage:10..30"),
        ("usage!=50%", "usage!=50"),
        ("avg(usage, 30d)<50%", "avg(usage, 30d)<50"),
        ("max(usage, 30d):10%..20%", "max(usage, 30d):10..20"),
    ],
)
def test_per_cent_may_be_written_where_numbers_are_per_cent(written: str, plain: str) -> None:
    reader, nothing = Reader(None, MONDAY), cast("Vocabulary", None)
    assert resolve(parse(written), nothing, reader) == resolve(parse(plain), nothing, reader)


def test_a_change_in_per_cent_has_ranges_too() -> None:
    reader, nothing = Reader(None, MONDAY), cast("Vocabulary", None)
    written = [f"change(usage, 30d):{value}" for value in ("-40%..-10%", "-40..-10%", "-40%..-10")]
    found = [resolve(parse(text), nothing, reader) for text in written]
    assert found[0] == found[1] == found[2]
    (trend,) = found[0].conjuncts
    assert isinstance(trend, Trend)
    assert trend.is_percent
    assert (trend.low, trend.high) == (Edge(-4_000, True), Edge(-1_000, True))


def test_a_bare_id_is_that_cta_and_a_quoted_one_a_word() -> None:
    root = parse("cta-27").root
    assert isinstance(root, Term)
    assert root.field is Field.ID
    assert isinstance(parse('"cta-27"').root, Word)


def test_unequal_is_the_denial_of_equal() -> None:
    assert parse("type!=risk").root == Not(Term(Field.TYPE, ":", (Written("risk", 6, 4),), 0))


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 6), st.integers(-20, 40))
def test_the_words_of_the_buckets_mean_the_groups_of_the_list(
    today: date, first_weekday: int, days: int
) -> None:
    due = today + timedelta(days=days)
    for bucket in DueBucket:
        if bucket is DueBucket.NO_DATE:
            continue
        within = to_due_range(":", bucket.value, today, first_weekday)
        assert isinstance(within, DueWithin)
        is_within = (within.start is None or within.start <= due) and (
            within.end is None or due < within.end
        )
        assert is_within == (due_bucket(due, today, first_weekday) is bucket)


def test_the_grammar_is_not_loaded_before_it_is_needed() -> None:
    script = "import sys, cockpit_tui.domain.query.filters; assert 'lark' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True)
