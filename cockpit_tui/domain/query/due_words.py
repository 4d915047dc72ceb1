"""The words for due dates in a query: `7d`, `-2w`, `fri`, `2026-11-30`, `this-week`."""

from __future__ import annotations

from datetime import date, timedelta

from cockpit_tui.domain.days.date_words import NEAR_WORDS, is_by_locale, parse_date
from cockpit_tui.domain.days.dates import DueBucket, due_buckets
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.query.conditions import DueWithin

DAY_WORDS = tuple(NEAR_WORDS)
NONE_WORDS = ("none", DueBucket.NO_DATE.value)
BUCKET_WORDS = tuple(bucket.value for bucket in DueBucket if bucket is not DueBucket.NO_DATE)
EXAMPLES = "7d, -2w, 1m, today, fri, 2026-11-30, overdue, this-week, none"
_LAST_DAY = date.max - timedelta(days=2)
"""The last day that has a day after it and is not the stored “no date”."""


def is_due_word(word: str) -> bool:
    """True for a word that `to_due_range` understands and no other field does."""
    return word.lower() in {*BUCKET_WORDS, *NONE_WORDS} - {*DAY_WORDS}


def to_day(word: str, today: date) -> date | None:
    """The day that the word names, seen from today (`date_words`); None for words that name none,
    and for `12/5`: a view means the same to everybody who opens it.

    >>> to_day("1m", date(2026, 1, 31)), to_day("fri", date(2026, 11, 23))
    (datetime.date(2026, 2, 28), datetime.date(2026, 11, 27))
    """
    if is_by_locale(word):
        return None
    try:
        return min(parse_date(word, today), _LAST_DAY)
    except InvalidInput:
        return None


def to_due_range(operator: str, word: str, today: date, first_weekday: int) -> DueWithin | None:
    """The days that `due{operator}{word}` means; None for “no date”.

    The words of the buckets mean exactly the groups of the list: `this-week` starts after tomorrow.
    Raises ValueError for a word that is none, or a bucket that is compared.
    """
    lowered = word.lower()
    is_equal = operator in (":", "=")
    if lowered in NONE_WORDS and is_equal:
        return None
    day = to_day(lowered, today)
    if day is None:
        entry = next((e for e in due_buckets(today, first_weekday) if e.bucket == lowered), None)
        if entry is None or not is_equal:
            raise ValueError(word)
        return DueWithin(entry.start, entry.end)
    after = day + timedelta(days=1)
    ranges = {"<": (None, day), "<=": (None, after), ">": (after, None), ">=": (day, None)}
    return DueWithin(*ranges.get(operator, (day, after)))
