"""What completes a query is real, fits where it is put, and parses once it is taken."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from cockpit_tui.domain.errors import InvalidQuery
from cockpit_tui.domain.query.completing import quoted
from cockpit_tui.domain.query.fields import Field
from cockpit_tui.domain.text import to_words
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.services.views import ViewService
from cockpit_tui.store.tables.schema import account
from tests.statements import counted
from tests.store.random_queries import terms
from tests.workspace import Workspace


def views_of(workspace: Workspace) -> ViewService:
    return ViewService(workspace.store, workspace.actor(), workspace.clock)


def labels(workspace: Workspace, text: str, cursor: int | None = None) -> list[str]:
    place = len(text) if cursor is None else cursor
    return [offer.label for offer in views_of(workspace).completer().completions(text, place)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("own", "owner:"),
        ("owner:l", "owner:Leo"),
        ("type:risk,ev", "type:Event"),
        ("-type:r", "type:Risk"),
        ('status:"work in', 'status:"Work in progress"'),
        ("(is:overd", "is:overdue"),
        ("hool", "account:Hooli"),
        ("account:glo", "account:Globex"),
        ("due<t", "due<today"),
        ("due:over", "due:overdue"),
        ("created:last-m", "created:last-month"),
        ("sync:in-d", "sync:in-doubt"),
        ("mine:n", "mine:no"),
        ("chan", "change("),
        ("CUSTOMER:hoo", "account:Hooli"),
        ("arr:no", "arr:none"),
        ("count(me", "meetings"),
        ("-change(us", "usage"),
    ],
)
def test_the_likeliest_comes_first(workspace: Workspace, text: str, first: str) -> None:
    assert labels(workspace, text)[0] == first


@pytest.mark.parametrize(
    "text", ["", "type:risk ", "owner:Leo", "nowhere:x", "zzz", "health<5", '"usage do', "is:open"]
)
def test_nothing_is_offered_where_nothing_is_missing(workspace: Workspace, text: str) -> None:
    assert labels(workspace, text) == []


def test_a_cursor_within_a_word_is_left_alone(workspace: Workspace) -> None:
    assert labels(workspace, "owner:le type:risk", 3) == []
    assert labels(workspace, "owner:le type:risk", 8) == ["owner:Leo"]


ODD_NAMES = (
    'Acme "West", Inc.',
    "back\\slash, Co",
    "O'Hara & Söhne",
    "\u05e9\u05dc\u05d5\u05dd \u05d1\u05e2\u05f4\u05de",
    "日本語 株式会社",
    "(Brackets) or not",
    "is:open due<7d",
    "-minus 50%..60%",
)
"""Quotes, commas, signs of the language, other directions and wide letters."""


@pytest.mark.parametrize("name", ODD_NAMES)
@pytest.mark.parametrize("field", ["account", "segment"])
def test_an_odd_name_is_completed_from_each_of_its_letters_and_found(
    workspace: Workspace, name: str, field: str
) -> None:
    views = views_of(workspace)
    with workspace.store.engine.begin() as connection:
        changed = account.update().where(account.c.name == "Hooli")
        connection.execute(changed.values(name=name, words=to_words(name), segment=name))
    workspace.add_cta("Found", "Hooli")
    whole = quoted(name)
    for cut in range(3, len(whole) - 1):  # then it is whole, but for its quote
        text = f"{field}:{whole[:cut]}"
        offers = views.completer().completions(text, len(text))
        if not offers:
            assert whole[:cut].endswith("\\"), f"{text}: a sign is half written"
            continue
        taken = text[: offers[0].start] + offers[0].text + text[offers[0].end :]
        assert taken == f"{field}:{whole} "
    found = views.rows(views.listing(f"{field}:{whole}", GroupBy.ALL, SortBy.DUE).ids)
    assert [row.account for row in found] == [name]


@settings(max_examples=80)
@given(before=st.one_of(st.just(""), terms()), term=terms(), cut=st.integers(1, 30))
def test_what_is_taken_parses(workspace: Workspace, before: str, term: str, cut: int) -> None:
    """But for fields and functions, which wait for their value."""
    views = views_of(workspace)
    text = f"{before} {term[:cut]}".lstrip()
    for offer in views.completer().completions(text, len(text)):
        taken = text[: offer.start] + offer.text + text[offer.end :]
        if not offer.text.endswith(" "):
            assert offer.text.endswith((":", "(", ")")) or offer.text in set(Field)
            continue
        mistake = mistake_in(views, taken)
        # Only what stood there before may be wrong: a segment that no customer has.
        assert mistake is None or mistake.position < offer.start


def mistake_in(views: ViewService, query: str) -> InvalidQuery | None:
    try:
        views.check(query)
    except InvalidQuery as refusal:
        return refusal
    return None


@pytest.mark.parametrize("kept", [0, 2, 500])
@pytest.mark.parametrize("typed", ["hooli s", "globex", "x globex", "account:glo", "zzz", "-"])
def test_what_is_kept_and_narrowed_is_what_would_be_read_anew(
    workspace: Workspace, typed: str, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cockpit_tui.store.lists.kept_vocabulary.ACCOUNTS_KEPT", kept)
    with workspace.store.engine.begin() as connection:
        for name in ("Globex South", "South Hooli", "Northern Globe", "Gloria", "Žofie"):
            connection.execute(insert(account).values(name=name, words=to_words(name)))
    views = views_of(workspace)
    completer = views.completer()
    for end in [*range(1, len(typed) + 1), *range(len(typed), 0, -1)]:
        anew = views.completer().completions(typed[:end], end)
        assert completer.completions(typed[:end], end) == anew


def test_a_further_letter_reads_nothing_that_the_letters_before_have_read(
    workspace: Workspace,
) -> None:
    """Four value sets, all people and the customers were read for each letter."""
    completer = views_of(workspace).completer()
    completer.completions("g", 1)
    with counted(workspace.store) as statements:
        completer.completions("gl", 2)
        completer.completions("glo", 3)
        completer.completions("owner:l", 7)
    assert not statements


def test_customers_that_stay_the_likeliest_are_not_looked_for_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each letter of “globex” read all of 50,000 customers to find the same six."""
    monkeypatch.setattr("cockpit_tui.store.lists.kept_vocabulary.ACCOUNTS_KEPT", 3)
    with workspace.store.engine.begin() as connection:
        for name in (*(f"Globe {n}" for n in range(1, 8)), "Glossa", "Gamma", "Alpha Globe"):
            connection.execute(insert(account).values(name=name, words=to_words(name)))
    views = views_of(workspace)
    completer = views.completer()
    completer.completions("gl", 2)
    with counted(workspace.store) as statements:
        for typed in ("glo", "globe"):
            found = completer.completions(typed, len(typed))
            assert [offer.label for offer in found] == [f'account:"Globe {n}"' for n in range(1, 7)]
    assert not statements
    for typed in ("g", "gl", "globe", "glos", "alpha", "gl"):
        anew = views.completer().completions(typed, len(typed))
        assert completer.completions(typed, len(typed)) == anew
