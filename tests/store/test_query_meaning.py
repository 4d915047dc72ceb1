"""A query of the filter line means the same in memory and in the database."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cockpit_tui.domain.days.date_words import LAST_DAY
from cockpit_tui.domain.errors import InvalidQuery
from cockpit_tui.domain.lists.grouping import group_key
from cockpit_tui.domain.lists.views import ViewSpec
from cockpit_tui.domain.query.fields import FUNCTIONS, Field
from cockpit_tui.domain.query.filters import parse
from cockpit_tui.domain.query.matching import matches
from cockpit_tui.domain.query.reader import Reader
from cockpit_tui.domain.query.resolving import resolve
from cockpit_tui.domain.values import PLAIN_ORDERS, CtaState, GroupBy, Outcome, SortBy
from cockpit_tui.services.views import ViewService
from cockpit_tui.store.lists.filter_sql import filter_clauses
from cockpit_tui.store.lists.listing import read_listing
from cockpit_tui.store.lists.task_listing import matching_tasks
from cockpit_tui.store.lists.vocabulary import StoreVocabulary
from cockpit_tui.store.tables import schema
from tests.activities import insert_activity
from tests.conftest import TODAY
from tests.store.random_ctas import ACCOUNTS, CTAS, Rows
from tests.store.random_queries import every_term, queries
from tests.workspace import Workspace


@settings(max_examples=20)
@given(drawn=CTAS, accounts=ACCOUNTS, has_leavers=st.booleans(), queries=every_term())
def test_each_term_means_the_same_in_memory_and_in_the_database(
    workspace: Workspace,
    drawn: list[dict[str, Any]],
    accounts: list[dict[str, Any]],
    has_leavers: bool,
    queries: list[str],
) -> None:
    """CL-7, CL-15: every field, and its denial, on the same rows."""
    rows = Rows(workspace)
    rows.write(drawn, accounts, has_leavers=has_leavers)
    with workspace.store.read() as connection:
        for query in (*queries, *(f"is:any -{query}" for query in queries)):
            try:
                filtered = resolve(parse(query), StoreVocabulary(connection), rows.reader)
            except InvalidQuery:
                continue  # a segment or playbook that no drawn row has
            expected = {number for number, facts in rows.facts.items() if matches(filtered, facts)}
            found = select(schema.cta.c.id).where(*filter_clauses(filtered))
            assert set(connection.scalars(found)) == expected, query


@settings(max_examples=20)
@given(drawn=CTAS, accounts=ACCOUNTS, queries=every_term())
def test_a_query_of_tasks_asks_each_task_by_itself_and_all_else_of_its_cta(
    workspace: Workspace,
    drawn: list[dict[str, Any]],
    accounts: list[dict[str, Any]],
    queries: list[str],
) -> None:
    """CL-1, CL-7: as if the task were the only one of its CTA, its assignees' names among its
    words; what counts tasks still counts all of them."""
    rows = Rows(workspace)
    rows.write(drawn, accounts)
    with workspace.store.read() as connection:
        alone = dict(rows.alone(connection))
        for query in (*queries, *(f"is:any -{query}" for query in queries)):
            if "tasks" in query:
                continue
            try:
                filtered = resolve(parse(query), StoreVocabulary(connection), rows.reader)
            except InvalidQuery:
                continue  # a segment or playbook that no drawn row has
            expected = {number for number, facts in alone.items() if matches(filtered, facts)}
            assert set(matching_tasks(connection, query, rows.reader)) == expected, query


@settings(max_examples=30)
@given(
    drawn=CTAS,
    accounts=ACCOUNTS,
    has_leavers=st.booleans(),
    query=queries(),
    group_by=st.sampled_from(GroupBy),
)
def test_a_query_finds_the_same_ctas_in_memory_and_in_the_database(
    workspace: Workspace,
    drawn: list[dict[str, Any]],
    accounts: list[dict[str, Any]],
    has_leavers: bool,
    query: str,
    group_by: GroupBy,
) -> None:
    """CL-2, CL-7, CL-15: and each CTA stands in exactly one group, whatever the grouping."""
    rows = Rows(workspace)
    rows.write(drawn, accounts, has_leavers=has_leavers)

    def key_of(cta_id: int) -> str:
        facts = rows.facts[cta_id]
        first = rows.first_status
        return group_key(facts, group_by, TODAY, first_status=first, states=filtered.states)

    with workspace.store.read() as connection:
        try:
            filtered = resolve(parse(query), StoreVocabulary(connection), rows.reader)
        except InvalidQuery:
            reject()  # a segment or playbook that no drawn row has
        expected = {number for number, facts in rows.facts.items() if matches(filtered, facts)}
        for sort_by in (*PLAIN_ORDERS, SortBy.DUE_REVERSED, SortBy.RENEWAL_REVERSED):
            view = ViewSpec(query, rows.reader, group_by, sort_by)
            listing = read_listing(connection, view)
            assert sorted(listing.ids) == sorted(expected)
            for index, cta_id in enumerate(listing.ids):
                key = key_of(cta_id)
                assert listing.groups[listing.group_of(index)].key == key
        counts = Counter(map(key_of, expected))
        assert {group.key: group.count for group in listing.groups} == counts


@settings(max_examples=20)
@given(drawn=CTAS)
def test_a_closed_status_or_an_outcome_means_closed_ctas_too(
    workspace: Workspace, drawn: list[dict[str, Any]]
) -> None:
    """CL-7: asked for by itself, beside others, and denied."""
    rows = Rows(workspace)
    rows.write(drawn)
    awake, open_alone = {CtaState.OPEN, CtaState.CLOSED}, {CtaState.OPEN}
    with workspace.store.read() as connection:
        for query, states in (
            ('status:"closed lost"', awake),
            ('status:new,"closed lost"', awake),
            ("outcome:lost", awake),
            ("outcome:success,invalid type:risk", awake),
            ("is:open outcome:lost", open_alone),
            ("status:new", open_alone),
            ('-status:"closed lost"', open_alone),
            ("outcome!=lost", open_alone),
        ):
            filtered = resolve(parse(query), StoreVocabulary(connection), rows.reader)
            anywhere = resolve(parse(f"{query} is:any"), StoreVocabulary(connection), rows.reader)
            expected = {
                number
                for number, facts in rows.facts.items()
                if facts.state in states and matches(anywhere, facts)
            }
            inside = {number for number, facts in rows.facts.items() if matches(filtered, facts)}
            found = select(schema.cta.c.id).where(*filter_clauses(filtered))
            assert inside == set(connection.scalars(found)) == expected, query


def test_an_outcome_is_that_of_the_closed_status(workspace: Workspace) -> None:
    lost, won = workspace.add_cta("Lost"), workspace.add_cta("Won")
    workspace.ctas().close([lost], Outcome.LOST)
    workspace.ctas().close([won], Outcome.SUCCESS)
    views = ViewService(workspace.store, workspace.actor(), workspace.clock)
    assert list(views.listing("outcome:lost").ids) == [lost]
    assert list(views.listing('status:"closed success"').ids) == [won]
    assert views.listing("outcome:invalid").total == 0


@pytest.mark.parametrize(
    ("query", "position", "length", "hint"),
    [
        ("type:rsk", 5, 3, "Risk"),
        ("is:open owner:zed", 14, 3, "Ana"),
        ("status:closed", 7, 6, "Closed success"),
        ("account:globx", 8, 5, "Globex"),
    ],
)
def test_a_name_that_nobody_has_is_refused_where_it_stands(
    workspace: Workspace, query: str, position: int, length: int, hint: str
) -> None:
    views = ViewService(workspace.store, workspace.actor(), workspace.clock)
    with pytest.raises(InvalidQuery) as refusal:
        views.check(query)
    assert (refusal.value.position, refusal.value.length) == (position, length)
    assert hint in refusal.value.hint


@pytest.mark.parametrize("word", ["ana", "ANA@X.example", "005000000000001AAA", "005000000000001"])
def test_a_person_is_named_by_name_email_or_salesforce_id(workspace: Workspace, word: str) -> None:
    cta_id = workspace.add_cta()
    views = ViewService(workspace.store, workspace.actor("Leo"), workspace.clock)
    assert list(views.listing(f"owner:{word}").ids) == [cta_id]


def test_hostile_words_are_only_words(workspace: Workspace) -> None:
    views = ViewService(workspace.store, workspace.actor(), workspace.clock)
    for text in ("'; DROP TABLE cta;--", "100%", "_", "\x00", "[/bold]", "\\"):
        assert views.listing(f'"{text}"'.replace("\\", "\\\\")).total == 0


def test_no_date_is_stored_beyond_every_range(workspace: Workspace) -> None:
    cta_id = workspace.add_cta()
    workspace.ctas().edit([cta_id], {"due": None})
    views = ViewService(workspace.store, workspace.actor(), workspace.clock)
    assert views.listing("due>1d").total == 0
    assert views.listing(f"due<{LAST_DAY.isoformat()}").total == 0
    assert list(views.listing("due:none").ids) == [cta_id]


def test_every_field_has_an_example_that_parses() -> None:
    for field in Field:
        for example in field.example.split(", "):
            assert parse(example).root is not None
    for _, example in FUNCTIONS.values():
        assert parse(example).root is not None


def test_nobody_signed_in_has_nothing_of_their_own(workspace: Workspace) -> None:
    with workspace.store.read() as connection, pytest.raises(InvalidQuery, match="signed in"):
        read_listing(connection, ViewSpec("mine:yes", Reader(None, TODAY)))


@pytest.mark.parametrize("due", [10, -5, None], ids=["done early", "done late", "without a date"])
def test_an_activity_counts_on_the_day_on_which_it_happened(
    workspace: Workspace, due: int | None
) -> None:
    """A Salesforce Task that was done before its date, or has none, happened when it was done."""
    views = ViewService(workspace.store, workspace.actor(), workspace.clock, workspace.practice)
    cta = workspace.add_cta()
    with workspace.store.write() as connection:
        insert_activity(
            connection,
            salesforce_id="00T000000000001AAA",
            kind="Task",
            subtype="Call",
            is_closed=True,
            date=None if due is None else TODAY + timedelta(due),
            account_id=workspace.accounts["Globex"],
            system_modstamp=workspace.clock.now() - timedelta(3),
        )
    day = 5 if due == -5 else 3
    for query, is_found in (
        (f"last-activity:{TODAY - timedelta(day)}", True),
        ("last-activity:none", False),
        ("last-activity<7d", True),
        ("count(calls, 7d)=1", True),
        ("count(activities, 7d)=0", False),
        ("count(activities, 4d)=1", day == 3),
        ("count(activities)=1", True),
    ):
        assert (cta in views.listing(query).ids) is is_found, query
