"""Single records, customers with their activities, and records found by words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from cockpit_tui.domain.errors import Ambiguous, NotFound, NotPermitted
from cockpit_tui.domain.ids import AccountId, CtaId, to_salesforce_id
from cockpit_tui.domain.values import Picklist, SyncState
from cockpit_tui.services.customers import CustomerService
from cockpit_tui.services.views import ViewService
from cockpit_tui.store.engine import Store
from cockpit_tui.store.records import people
from cockpit_tui.store.records.activities import ActivityFilter
from cockpit_tui.store.tables import mirror_schema, schema
from tests.activities import insert_activity
from tests.conftest import TODAY, FixedClock
from tests.statements import counted
from tests.workspace import Workspace

TASK_ID = to_salesforce_id("00T000000000001")


@pytest.fixture
def workspace(store: Store, clock: FixedClock) -> Workspace:
    return Workspace(store, clock)


@pytest.fixture
def views(workspace: Workspace) -> ViewService:
    return ViewService(workspace.store, workspace.actor(), workspace.clock)


@pytest.fixture
def customers(workspace: Workspace) -> CustomerService:
    return CustomerService(workspace.store, workspace.actor(), workspace.clock)


def connect(workspace: Workspace, *, is_armed: bool) -> None:
    with workspace.store.write() as connection:
        connection.execute(
            insert(mirror_schema.org).values(
                id="00D000000000001AAA",
                name="Globex",
                is_sandbox=False,
                instance_url="https://x.example",
                user_salesforce_id="005000000000001AAA",
                is_armed=is_armed,
            )
        )


def link(workspace: Workspace, part_id: int) -> None:
    with workspace.store.write() as connection:
        connection.execute(
            insert(mirror_schema.link).values(
                sobject="Task", local_id=part_id, salesforce_id=TASK_ID, state="active"
            )
        )


def test_a_detail_tells_who_wrote_the_comment_and_when(
    workspace: Workspace, views: ViewService
) -> None:
    cta_id = workspace.add_cta()
    assert views.detail(cta_id).comment_by == ""
    workspace.ctas("Leo").edit([cta_id], {"comment": "Called them"})
    workspace.ctas("Sam").edit([cta_id], {"is_flagged": True})
    detail = views.detail(cta_id)
    assert (detail.comment, detail.comment_by) == ("Called them", "Leo")
    assert detail.comment_at == workspace.clock.now()
    assert detail.row.is_flagged
    assert detail.account.name == "Globex"


def test_a_snoozed_cta_tells_until_when_and_why(workspace: Workspace, views: ViewService) -> None:
    cta_id = workspace.add_cta()
    until = TODAY + timedelta(days=4)
    workspace.ctas().snooze([cta_id], until)
    detail = views.detail(cta_id)
    assert (detail.snoozed_until, detail.snooze_reason) == (until, "Planned later")
    assert detail.row.is_snoozed
    assert detail.account.open_ctas == 1


@pytest.mark.parametrize("page", ["weekly mon " * 1_000, " ".join(map(str, range(2_000)))])
def test_a_whole_page_in_place_of_a_name_fits_no_customer(
    customers: CustomerService, page: str
) -> None:
    """What somebody pastes into a search by mistake."""
    assert customers.accounts(page) == []


def test_what_waits_is_told_by_field_and_held_while_the_org_is_not_armed(
    workspace: Workspace, views: ViewService
) -> None:
    workspace.map_fields()
    cta_id = workspace.add_cta()
    task_id = workspace.add_task(cta_id, "Call", "Leo")
    workspace.tasks().sync([task_id])
    (task,) = views.tasks([cta_id])
    assert task.sync_state is SyncState.PENDING
    assert task.waiting_fields[:2] == ("Title", "Due date")
    connect(workspace, is_armed=False)
    assert views.task(task_id).sync_state is SyncState.WOULD_WRITE
    (row,) = views.rows([cta_id])
    assert row.sync_state is SyncState.WOULD_WRITE


def test_a_row_shows_the_most_urgent_of_its_parts(workspace: Workspace, views: ViewService) -> None:
    cta_id = workspace.add_cta()
    task_id = workspace.add_task(cta_id, "Call", "Ana", "Leo", "Sam")
    parts = views.task(task_id).parts
    with workspace.store.write() as connection:
        for part, state in zip(parts, ("in-sync", "conflict", "in-doubt"), strict=True):
            connection.execute(
                update(schema.task_part)
                .where(schema.task_part.c.id == part.id)
                .values(sync_state=state)
            )
    (row,) = views.rows([cta_id])
    assert row.sync_state is SyncState.CONFLICT
    assert views.task(task_id).assignees == ("Ana", "Leo", "Sam")


def test_those_of_many_ctas_that_are_gone_are_found_by_one_statement(
    workspace: Workspace, views: ViewService
) -> None:
    there = workspace.add_cta()
    deleted = workspace.add_cta("Deleted")
    workspace.ctas().delete([deleted])
    many = [CtaId(number) for number in range(1_000_000, 1_005_000)]
    with counted(workspace.store) as seen:
        assert views.gone([there, deleted, *many]) == frozenset([deleted, *many])
    assert len(seen) == 1, seen
    assert views.gone([]) == frozenset()


def test_rows_come_in_the_order_asked_without_those_that_are_gone(
    workspace: Workspace, views: ViewService
) -> None:
    first, second, third = (workspace.add_cta(name) for name in ("One", "Two", "Three"))
    workspace.ctas().delete([second])
    assert [row.id for row in views.rows([third, second, first])] == [third, first]
    assert views.rows([]) == []
    with pytest.raises(NotFound, match="CTA-2"):
        views.detail(second)


@pytest.mark.parametrize(
    ("noted", "change"),
    [
        (((60, 40), (31, 50), (29, 90), (1, 80)), 32),
        (((60, 40), (30, 82)), 0),
        (((60, 40), (30, None)), None),
        (((29, 70), (1, 75)), None),
        ((), None),
    ],
)
def test_the_change_of_health_is_that_of_the_query_language_and_unknown_where_that_is(
    workspace: Workspace,
    views: ViewService,
    customers: CustomerService,
    noted: tuple[tuple[int, int | None], ...],
    change: int | None,
) -> None:
    """`change(health, 30d)` finds those whose change is shown, and shows what it finds."""
    globex = workspace.accounts["Globex"]
    workspace.add_cta(account="Globex")
    with workspace.store.write() as connection:
        connection.execute(update(schema.account).values(health=82))
        for ago, health in noted:
            connection.execute(
                insert(schema.account_snapshot).values(
                    account_id=globex, day=TODAY - timedelta(days=ago), health=health
                )
            )
    assert customers.account(globex).health_change == change
    listed = {row.name: row.health_change for row in customers.accounts()}
    assert listed == {"Globex": change, "Hooli": None}
    found = {
        points for points in (-1, 0, 32) if views.listing(f"change(health, 30d)={points}").total
    }
    assert found == ({change} - {None})


def test_health_has_one_figure_a_week_and_customers_are_found_by_beginnings_of_words(
    workspace: Workspace, customers: CustomerService
) -> None:
    globex = workspace.accounts["Globex"]
    with workspace.store.write() as connection:
        for ago, health in ((29, 90), (1, 80)):
            connection.execute(
                insert(schema.account_snapshot).values(
                    account_id=globex, day=TODAY - timedelta(days=ago), health=health
                )
            )
    assert customers.account(globex).health_history == (90, 80)
    assert [row.name for row in customers.accounts()] == ["Globex", "Hooli"]
    assert [row.name for row in customers.accounts("hoo")] == ["Hooli"]
    assert customers.account_count("o") == 0


def activity(number: int, **values: object) -> dict[str, object]:
    return {
        "salesforce_id": to_salesforce_id(f"00T{number:012d}"),
        "kind": "Task",
        "subject": f"Activity {number}",
        "owner_name": "Rep",
        "account_id": 1,
        **values,
    }


def test_activities_are_parted_into_pending_and_past_whoever_owns_them(
    workspace: Workspace, views: ViewService, customers: CustomerService
) -> None:
    """C3-2, C3-3, C3-6: by account, archived ones among them."""
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    hour = timedelta(hours=1)
    rows = [
        activity(1, date=date(2026, 11, 30)),
        activity(2, date=date(2026, 10, 1), owner_name="Somebody else"),
        activity(3, date=None),
        activity(4, date=date(2026, 11, 1), is_closed=True, subject="Über Käse"),
        activity(5, kind="Event", date=TODAY, start_at=now - hour, end_at=now + hour),
        activity(6, kind="Event", date=TODAY, start_at=now - 2 * hour, end_at=now - hour),
        activity(7, kind="Event", date=TODAY),
        activity(8, kind="Event", date=TODAY - timedelta(days=1)),
        activity(9, date=date(2024, 1, 1), is_closed=True, is_archived=True),
        activity(10, date=TODAY, is_deleted=True),
        activity(11, date=TODAY, account_id=2),
        activity(12, date=None, is_closed=True),
    ]
    with workspace.store.write() as connection:
        for row in rows:
            insert_activity(connection, **row)
    cta_id = workspace.add_cta()
    task_id = workspace.add_task(cta_id, "Call", "Leo")
    link(workspace, views.task(task_id).parts[0].id)
    globex = AccountId(1)
    found = customers.activities(globex)
    assert [numbered(row.salesforce_id) for row in found.pending] == [2, 7, 5, 1, 3]
    assert [numbered(row.salesforce_id) for row in found.past] == [6, 8, 4, 9, 12]
    assert found.past[0].account_salesforce_id == "001000000000001AAA"
    assert [row.cta_id for row in found.pending if row.salesforce_id == TASK_ID] == [cta_id]
    few = customers.activities(globex, ActivityFilter(with_archived=False), limit=1)
    assert (len(few.pending), len(few.past)) == (1, 1)
    assert (few.pending_total, few.past_total) == (5, 4)
    (match,) = customers.activities(globex, ActivityFilter(text="uber kas")).past
    assert match.subject == "Über Käse"
    assert customers.activities(globex, ActivityFilter(owner="Somebody else")).pending_total == 1
    since = ActivityFilter(kind="Event", since=TODAY, until=TODAY)
    assert customers.activities(globex, since).pending_total == 2


def test_c3_2_what_is_past_stands_by_the_day_on_which_it_happened(
    workspace: Workspace, customers: CustomerService
) -> None:
    """A Task that was done before its date, or has none, happened when it was done."""
    at = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    rows = [
        activity(1, date=date(2027, 2, 18), is_closed=True, system_modstamp=at),
        activity(2, date=date(2026, 11, 22), is_closed=True, system_modstamp=at),
        activity(3, date=date(2026, 11, 19), is_closed=True, system_modstamp=at),
        activity(4, date=None, is_closed=True, system_modstamp=at - timedelta(days=2)),
        activity(5, kind="Event", date=date(2026, 11, 21), system_modstamp=at),
        activity(6, date=date(2026, 12, 24), is_closed=True),
        activity(7, date=date(2027, 2, 18), system_modstamp=at),
    ]
    with workspace.store.write() as connection:
        for row in rows:
            insert_activity(connection, **row)
    found = customers.activities(AccountId(1))
    assert [(numbered(row.salesforce_id), row.day) for row in found.past] == [
        (6, date(2026, 12, 24)),
        (5, date(2026, 11, 21)),
        (2, date(2026, 11, 20)),
        (1, date(2026, 11, 20)),
        (3, date(2026, 11, 19)),
        (4, date(2026, 11, 18)),
    ]
    assert [row.day for row in found.pending] == [date(2027, 2, 18)]
    day = ActivityFilter(since=date(2026, 11, 20), until=date(2026, 11, 20))
    assert customers.activities(AccountId(1), day).past_total == 2
    entries = customers.timeline(AccountId(1))
    days = [entry.day for entry in entries if entry.salesforce_id and entry.day]
    assert days == sorted(days, reverse=days[0] > days[-1])
    assert len(days) == 5


def numbered(salesforce_id: str) -> int:
    return int(salesforce_id[3:15])


def test_records_are_found_by_what_people_call_them(
    workspace: Workspace, views: ViewService
) -> None:
    cta_id = workspace.add_cta("Usage down")
    task_id = workspace.add_task(cta_id, "Call back", "Leo")
    link(workspace, views.task(task_id).parts[0].id)
    for word in (
        f"CTA-{cta_id}",
        f"cta-{cta_id}",
        str(cta_id),
        "usage DOWN",
        TASK_ID,
        f"https://x.example/{TASK_ID}",
    ):
        assert views.find_cta(word) == cta_id
    for word in (f"TASK-{task_id}", str(task_id), "call back", TASK_ID, TASK_ID[:15]):
        assert views.find_task(word) == task_id
    globex = "https://x.example/lightning/r/Account/001000000000001AAA/view?ws=%2F"
    for word in ("Globex", "glob", "ACC-1", "001000000000001AAA", globex):
        assert views.find_account(word) == workspace.accounts["Globex"]
    for word in ("Leo", "leo@X.example", "005000000000002AAA"):
        assert views.find_person(word) == workspace.people["Leo"]
    assert views.find_person("me") == workspace.people["Ana"]


def test_a_word_that_fits_several_names_up_to_five(
    workspace: Workspace, views: ViewService
) -> None:
    for _ in range(7):
        workspace.add_cta("Renewal")
    with pytest.raises(Ambiguous, match=r"fits 7: CTA-1 Renewal \(Globex\).*and 2 more"):
        views.find_cta("renewal")
    with pytest.raises(NotFound) as refusal:
        views.find_cta("Renewl")
    assert "Renewal" in refusal.value.hint
    with pytest.raises(NotFound) as refusal:
        views.find_account("Globx")
    assert "Globex" in refusal.value.hint


def test_value_sets_come_in_their_order_without_retired_values(
    workspace: Workspace, views: ViewService
) -> None:
    table = schema.picklist_value
    with workspace.store.write() as connection:
        connection.execute(update(table).where(table.c.label == "Medium").values(is_active=False))
    assert [value.label for value in views.values(Picklist.PRIORITY)] == ["High", "Low"]
    every = views.values(Picklist.PRIORITY, with_inactive=True)
    assert [value.label for value in every] == ["High", "Medium", "Low"]


def test_deals_come_open_ones_first(
    workspace: Workspace, views: ViewService, customers: CustomerService
) -> None:
    """OP-1."""
    with workspace.store.write() as connection:
        for name, is_closed, day in (("Won", True, 1), ("Later", False, 9), ("Soon", False, 2)):
            connection.execute(
                insert(schema.opportunity).values(
                    account_id=1, name=name, is_closed=is_closed, close_date=date(2026, 12, day)
                )
            )
        connection.execute(insert(schema.contact).values(account_id=1, name="Zoe"))
    globex = workspace.accounts["Globex"]
    assert [row.name for row in customers.opportunities(globex)] == ["Soon", "Later", "Won"]
    deal = views.find_opportunity("soon", globex)
    assert customers.opportunity(deal).name == "Soon"
    assert [row.name for row in customers.contacts(globex)] == ["Zoe"]


def test_without_the_right_to_read_nothing_is_shown(workspace: Workspace) -> None:
    """WP-4: the refusal names the missing right."""
    with workspace.store.write() as connection:
        outsider = people.add_person(connection, "Olga", role="none")
    with workspace.store.read() as connection:
        actor = people.actor(connection, outsider)
    views = ViewService(workspace.store, actor, workspace.clock)
    customers = CustomerService(workspace.store, actor, workspace.clock)
    for call in (
        views.listing,
        views.tabs,
        views.people,
        lambda: views.tasks([1]),
        lambda: views.detail(CtaId(1)),
        lambda: customers.account(AccountId(1)),
    ):
        with pytest.raises(NotPermitted, match="may not read"):
            call()
