"""Lists: the same CTAs in memory and on both databases, each in one group, counts that hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from cockpit_tui.domain.conditions import CtaFacts, matches
from cockpit_tui.domain.errors import InvalidQuery
from cockpit_tui.domain.filters import Field, parse
from cockpit_tui.domain.grouping import group_key
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.resolving import resolve
from cockpit_tui.domain.text import to_words
from cockpit_tui.domain.values import CtaState, GroupBy, Outcome, Picklist, SortBy
from cockpit_tui.domain.views import DEFAULT_TABS, Reader, ViewSpec
from cockpit_tui.services.views import ViewService
from cockpit_tui.store import derived, schema
from cockpit_tui.store.engine import Store
from cockpit_tui.store.listing import read_arr, read_counts, read_listing
from cockpit_tui.store.types import NO_DATE
from cockpit_tui.store.vocabulary import StoreVocabulary
from tests.conftest import TODAY, FixedClock
from tests.workspace import Workspace

FEW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
TERMS = (
    "mine:yes",
    "mine:no",
    "owner:me",
    "owner:leo,sam",
    "type:risk",
    "type:opp,event",
    "priority:high",
    "reason:low-usage",
    "status:new",
    "account:glob",
    'account:"Hooli"',
    "due<7d",
    "due>=-3d",
    "due:overdue",
    "due:this-week,next-week",
    "due:later",
    "due:none",
    "due:today",
    "is:open",
    "is:closed",
    "is:snoozed",
    "is:any",
    "is:flagged",
    "is:milestone",
    "is:overdue",
    "is:synced",
    "is:conflict",
    "is:mine",
    "renew",
    "GLÖB call",
    '"usage down"',
)
CTAS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(("Renewal", "Usage down", "Ärger mit Globus", "Überblick")),
            "account": st.integers(0, 1),
            "owner": st.integers(0, 2),
            "type": st.integers(0, 2),
            "reason": st.integers(0, 2),
            "priority": st.integers(0, 2),
            "status": st.integers(0, 2),
            "days": st.one_of(st.none(), st.integers(-12, 30)),
            "state": st.sampled_from((0, 0, 0, 1, 2)),
            "is_flagged": st.booleans(),
            "is_milestone": st.booleans(),
            "parts": st.lists(
                st.tuples(
                    st.integers(0, 2),
                    st.booleans(),
                    st.booleans(),
                    st.sampled_from(("local", "conflict", "pending")),
                ),
                max_size=2,
            ),
        }
    ),
    max_size=12,
)


def queries() -> st.SearchStrategy[str]:
    def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.builds("{} {}".format, inner, inner),
            st.builds("({} or {})".format, inner, inner),
            st.builds("-({})".format, inner),
            st.builds("not {}".format, inner),
        )

    return st.recursive(st.sampled_from(TERMS), joined, max_leaves=5)


@pytest.fixture
def workspace(store: Store, clock: FixedClock) -> Workspace:
    return Workspace(store, clock)


class Rows:
    """Random CTAs written straight into the tables, with what is known of each."""

    def __init__(self, workspace: Workspace) -> None:
        self._store = workspace.store
        with self._store.read() as connection:
            value = schema.picklist_value
            self._values: dict[str, list[int]] = {}
            for picklist, value_id in connection.execute(
                select(value.c.picklist, value.c.id).order_by(value.c.position)
            ):
                self._values.setdefault(picklist, []).append(value_id)
        self._people = list(workspace.people.values())
        self._accounts = list(workspace.accounts.items())
        self.reader = Reader(workspace.people["Ana"], TODAY)
        self.facts: dict[int, CtaFacts] = {}

    def write(self, drawn: list[dict[str, object]]) -> None:
        self.facts.clear()
        with self._store.write() as connection:
            for table in (schema.task_part, schema.task, schema.cta):
                connection.execute(delete(table))
            for number, values in enumerate(drawn, 1):
                self.facts[number] = facts = self._facts(values)
                self._insert(connection, number, values, facts)
            derived.recount(connection)

    def _facts(self, drawn: dict[str, object]) -> CtaFacts:
        def chosen(picklist: Picklist, name: str) -> int:
            return self._values[picklist.value][int(str(drawn[name]))]

        account, account_id = self._accounts[int(str(drawn["account"]))]
        parts = drawn["parts"]
        assert isinstance(parts, list)
        days = drawn["days"]
        return CtaFacts(
            state=CtaState(int(str(drawn["state"]))),
            owner_id=self._people[int(str(drawn["owner"]))],
            account_id=account_id,
            type_id=chosen(Picklist.CTA_TYPE, "type"),
            reason_id=chosen(Picklist.REASON, "reason"),
            priority_id=chosen(Picklist.PRIORITY, "priority"),
            status_id=chosen(Picklist.CTA_STATUS, "status"),
            due=TODAY + timedelta(days=days) if isinstance(days, int) else None,
            is_flagged=bool(drawn["is_flagged"]),
            is_milestone=bool(drawn["is_milestone"]),
            has_synced_task=any(part[2] for part in parts),
            has_conflict=any(part[3] == "conflict" for part in parts),
            open_assignees=frozenset(self._people[part[0]] for part in parts if not part[1]),
            words=to_words(str(drawn["name"]), *("Call back" for _ in parts)),
            account_words=to_words(account),
        )

    def _insert(
        self, connection: object, number: int, drawn: dict[str, object], facts: CtaFacts
    ) -> None:
        execute: Callable[[object], object] = connection.execute  # type: ignore[attr-defined]
        names = ("owner_id", "account_id", "type_id", "reason_id", "priority_id", "status_id")
        columns = {name: getattr(facts, name) for name in names}
        now = FixedClock().now()
        execute(
            insert(schema.cta).values(
                id=number,
                name=drawn["name"],
                due=facts.due,
                is_flagged=facts.is_flagged,
                is_milestone=facts.is_milestone,
                created_at=now,
                state=facts.state.value,
                words=facts.words,
                **columns,
            )
        )
        parts = drawn["parts"]
        assert isinstance(parts, list)
        status = self._values[Picklist.TASK_STATUS.value][0]
        for place, (person, is_closed, is_synced, sync_state) in enumerate(parts):
            part_id = number * 10 + place
            execute(
                insert(schema.task).values(
                    id=part_id,
                    cta_id=number,
                    position=place,
                    title="Call back",
                    status_id=status,
                    priority_id=facts.priority_id,
                    due=None,
                    created_at=now,
                )
            )
            execute(
                insert(schema.task_part).values(
                    id=part_id,
                    task_id=part_id,
                    position=0,
                    assignee_id=self._people[person],
                    status_id=status,
                    is_synced=is_synced,
                    cta_id=number,
                    is_closed=is_closed,
                    sync_state=sync_state,
                )
            )


@FEW
@given(drawn=CTAS, query=queries(), group_by=st.sampled_from(GroupBy))
def test_a_query_finds_the_same_ctas_in_memory_and_in_the_database(
    workspace: Workspace, drawn: list[dict[str, object]], query: str, group_by: GroupBy
) -> None:
    """CL-2: and each CTA stands in exactly one group, whatever the grouping and the order."""
    rows = Rows(workspace)
    rows.write(drawn)
    with workspace.store.read() as connection:
        filtered = resolve(parse(query), StoreVocabulary(connection), rows.reader)
        expected = {number for number, facts in rows.facts.items() if matches(filtered, facts)}
        for sort_by in SortBy:
            view = ViewSpec(query, rows.reader, group_by, sort_by)
            listing = read_listing(connection, view)
            assert sorted(listing.ids) == sorted(expected)
            for index, cta_id in enumerate(listing.ids):
                key = group_key(rows.facts[cta_id], group_by, TODAY)
                assert listing.groups[listing.group_of(index)].key == key
        counts = Counter(group_key(rows.facts[n], group_by, TODAY) for n in expected)
        assert {group.key: group.count for group in listing.groups} == counts


@FEW
@given(drawn=CTAS, query=queries(), first=st.integers(1, 6))
def test_the_first_of_a_list_are_the_beginning_of_the_whole(
    workspace: Workspace,
    drawn: list[dict[str, object]],
    query: str,
    first: int,
) -> None:
    rows = Rows(workspace)
    rows.write(drawn)
    with pytest.MonkeyPatch.context() as patch, workspace.store.read() as connection:
        patch.setattr("cockpit_tui.store.listing.WHOLE_AT_MOST", 0)
        for group_by in GroupBy:
            for sort_by in (SortBy.DUE, SortBy.NAME, SortBy.ARR):
                view = ViewSpec(query, rows.reader, group_by, sort_by)
                whole, begun = read_listing(connection, view), read_listing(connection, view, first)
                assert begun.groups == whole.groups
                assert begun.ids == whole.ids[:first]


@FEW
@given(drawn=CTAS)
def test_kept_counts_and_tabs_equal_what_is_counted_anew(
    workspace: Workspace, drawn: list[dict[str, object]]
) -> None:
    rows = Rows(workspace)
    rows.write(drawn)
    with workspace.store.read() as connection:
        for tab in read_counts(connection, DEFAULT_TABS, rows.reader):
            assert tab.count == len(read_listing(connection, ViewSpec(tab.query, rows.reader)).ids)


ACTS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 5), st.integers(0, 2)), max_size=12)


@settings(FEW, max_examples=12)
@given(acts=ACTS)
def test_edits_keep_the_counts_true(workspace: Workspace, acts: list[tuple[int, int, int]]) -> None:
    """Counts by every grouping equal the CTAs after any edits, undone ones among them."""
    ctas, people = workspace.ctas(), list(workspace.people.values())
    made: list[CtaId] = [workspace.add_cta()]
    for act, which, more in acts:
        cta_id = made[which % len(made)]
        if act == 0:
            made.append(workspace.add_cta("More", ("Globex", "Hooli")[more % 2]))
        elif act == 1:
            ctas.edit([cta_id], {"owner_id": people[more]})
        elif act == 2:
            ctas.edit([cta_id], {"due": TODAY + timedelta(days=more * 5 - 5)})
        elif act == 3:
            ctas.close([cta_id], Outcome.SUCCESS)
        elif act == 4:
            ctas.snooze([cta_id], TODAY + timedelta(days=3 + more))
        elif act == 5:
            ctas.wake([cta_id])
        elif act == 6:
            workspace.add_task(cta_id, "Call", "Leo")
        else:
            workspace.history().undo()
            with workspace.store.read() as connection:
                left = set(connection.scalars(select(schema.cta.c.id)))
            made = [cta_id for cta_id in made if cta_id in left] or [workspace.add_cta()]
    assert kept_counts(workspace.store) == live_counts(workspace.store)


def kept_counts(store: Store) -> dict[tuple[str, str], int]:
    table = schema.cta_count
    with store.read() as connection:
        return {
            (row.dimension, row.key): row.n for row in connection.execute(select(table)) if row.n
        }


def live_counts(store: Store) -> dict[tuple[str, str], int]:
    with store.write() as connection:
        derived.recount(connection)
    return kept_counts(store)


def test_a_bulk_writer_that_forgot_the_counts_does_not_hide_ctas(workspace: Workspace) -> None:
    cta_id = workspace.add_cta()
    with workspace.store.write() as connection:
        connection.execute(delete(schema.cta_count))
    views = ViewService(workspace.store, workspace.actor(), workspace.clock)
    listing = views.listing()
    assert list(listing.ids) == [cta_id]
    assert listing.total == 1


def test_arr_is_that_of_distinct_customers(workspace: Workspace) -> None:
    for owner in ("Ana", "Ana", "Leo"):
        workspace.add_cta("One", "Globex", owner)
    workspace.add_cta("Two", "Hooli", "Ana")
    reader = Reader(workspace.people["Ana"], TODAY)
    view = ViewSpec("", reader, GroupBy.OWNER)
    with workspace.store.read() as connection:
        listing = read_arr(connection, view, read_listing(connection, view))
    assert [(group.label, group.arr_cents) for group in listing.groups] == [
        ("Ana", 30_000_000),
        ("Leo", 10_000_000),
    ]
    assert listing.arr_cents == 30_000_000


def test_my_group_stands_first_and_the_others_by_name(workspace: Workspace) -> None:
    for owner in ("Ana", "Leo", "Sam"):
        workspace.add_cta("One", "Globex", owner)
    reader = Reader(workspace.people["Sam"], TODAY)
    with workspace.store.read() as connection:
        listing = read_listing(connection, ViewSpec("", reader, GroupBy.OWNER))
    assert [group.label for group in listing.groups] == ["Sam", "Ana", "Leo"]


def test_a_cta_whose_task_is_mine_is_mine_unless_an_owner_is_named(workspace: Workspace) -> None:
    """CL-8, decision 10."""
    shared = workspace.add_cta("Shared", "Globex", "Leo")
    workspace.add_task(shared, "Call", "Ana")
    workspace.add_cta("Other", "Globex", "Leo")
    views = ViewService(workspace.store, workspace.actor("Ana"), workspace.clock)
    assert list(views.listing("mine:yes").ids) == [shared]
    assert list(views.listing("mine:yes owner:leo").ids) == []


def test_the_closed_list_calls_nothing_overdue(workspace: Workspace) -> None:
    cta_id = workspace.add_cta()
    workspace.ctas().edit([cta_id], {"due": TODAY - timedelta(days=3)})
    workspace.ctas().close([cta_id])
    views = ViewService(workspace.store, workspace.actor(), workspace.clock)
    assert [(g.label, g.is_overdue) for g in views.listing("is:closed").groups] == [
        ("Earlier", False)
    ]
    assert views.listing().total == 0


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
    assert views.listing(f"due<{NO_DATE.isoformat()}").total == 0
    assert list(views.listing("due:none").ids) == [cta_id]


def test_every_field_has_an_example_that_parses() -> None:
    for field in Field:
        for example in field.example.split(", "):
            assert parse(example).root is not None


def test_nobody_signed_in_has_nothing_of_their_own(workspace: Workspace) -> None:
    with workspace.store.read() as connection, pytest.raises(InvalidQuery, match="signed in"):
        read_listing(connection, ViewSpec("mine:yes", Reader(None, TODAY)))
