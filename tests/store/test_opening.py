"""The first picture: the same as the ordinary path shows, read with the standard library alone."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from cockpit_tui.domain.lists.saved_views import ViewDraft
from cockpit_tui.domain.lists.views import DEFAULT_TABS
from cockpit_tui.domain.permissions import SHIPPED_ROLES
from cockpit_tui.domain.values import GroupBy, SortBy, SyncState
from cockpit_tui.services.saved_views import SavedViewService
from cockpit_tui.services.views import ViewService
from cockpit_tui.services.workspace import sign_in
from cockpit_tui.store import migrate, opening_sql, opening_statements
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror.mirror_state import sync_status
from cockpit_tui.store.opening import OpeningView, read_opening
from cockpit_tui.store.tables import mirror_schema, schema
from tests.conftest import FixedClock
from tests.many_ctas import TODAY, make_workspace

CTAS = 3_000
"""Enough that lists are both read whole and begun."""


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("opening") / "cockpit.db"
    store = make_workspace(path, CTAS)
    with store.write() as connection:
        connection.execute(
            insert(mirror_schema.org).values(
                id="00D000000000001AAA",
                name="Globex dev",
                is_sandbox=True,
                instance_url="http://127.0.0.1:1",
                user_salesforce_id=f"005{3:012d}AAA",
                is_armed=False,
            )
        )
        connection.execute(
            insert(mirror_schema.outbox),
            [
                {
                    "ref": f"ref-{number}",
                    "sobject": "Task",
                    "local_id": number,
                    "kind": "update",
                    "state": state,
                    "created_at": FixedClock().now(),
                }
                for number, state in enumerate(("pending", "sent", "in_doubt", "quarantined"))
            ],
        )
        chance = random.Random(3)
        for part_id in chance.sample(range(1, CTAS, 2), 200):
            state = chance.choice(("pending", "in-sync", "conflict"))
            connection.execute(
                update(schema.task_part)
                .where(schema.task_part.c.id == part_id)
                .values(sync_state=state)
            )
    store.close()
    return path


@pytest.mark.parametrize("group_by", GroupBy)
@pytest.mark.parametrize("tab", DEFAULT_TABS, ids=lambda tab: tab.key)
def test_the_first_picture_equals_the_ordinary_path(
    furnished: Path, tab: object, group_by: GroupBy
) -> None:
    url, clock = f"sqlite:///{furnished}", FixedClock()
    view = OpeningView(tab.key, group_by)  # type: ignore[attr-defined]
    opening = read_opening(url, view, clock.now(), TODAY, first=80)
    assert opening is not None
    store = Store(url)
    views = ViewService(store, sign_in(store, None), clock)
    assert opening.person_id == views.actor.person_id == 3
    listing = views.listing(tab.query, group_by, first=80)  # type: ignore[attr-defined]
    assert opening.listing == listing
    assert list(opening.rows) == views.rows(listing.ids[:80])
    assert opening.status == sync_status(store, clock.now())
    for shown, counted in zip(opening.tabs, views.tabs(), strict=True):
        assert shown.count in (counted.count, None)
    store.close()


def test_cl_15_the_first_picture_knows_every_order_and_what_is_folded(furnished: Path) -> None:
    """CL-15: a list of some hundred in any order; of a long one the frame, and its rows follow."""
    url, clock = f"sqlite:///{furnished}", FixedClock()
    store = Store(url)
    views = ViewService(store, sign_in(store, None), clock)
    query = next(tab.query for tab in DEFAULT_TABS if tab.key == "risks")
    for number, sort_by in enumerate(SortBy):
        group_by = (GroupBy.DUE, GroupBy.ALL, GroupBy.OWNER, GroupBy.NEW_AND_DUE)[number % 4]
        whole = views.listing(query, group_by, sort_by)
        folded = whole.groups[0].key if len(whole.groups) > 1 else ""
        view = OpeningView("risks", group_by, sort_by, folded=frozenset({folded}))
        opening = read_opening(url, view, clock.now(), TODAY, first=80)
        assert opening is not None
        assert opening.has_list
        assert opening.listing == whole, sort_by
        start = whole.starts[1] if folded else 0
        assert list(opening.rows) == views.rows(whole.ids[start : start + 80])
    long = OpeningView("team", sort_by=SortBy.NAME)
    opening = read_opening(url, long, clock.now(), TODAY)
    assert opening is not None
    assert not opening.has_list
    assert opening.tabs[1].count == views.tabs()[1].count, "its frame stands: tabs and counts"
    assert opening.status == sync_status(store, clock.now())
    store.close()


def test_a_process_that_only_reads_says_so_in_its_first_picture_too(tmp_path: Path) -> None:
    """COCKPIT_READ_ONLY shows would-write before a mirror of that kind ever ran."""
    path = tmp_path / "cockpit.db"
    store = make_workspace(path, 300)
    with store.write() as connection:
        connection.execute(update(schema.task_part).values(sync_state="pending"))
    store.close()
    clock, states = FixedClock(), {}
    for is_read_only in (False, True):
        view = OpeningView("team", is_read_only=is_read_only)
        opening = read_opening(f"sqlite:///{path}", view, clock.now(), TODAY, first=80)
        assert opening is not None
        reading = Store(f"sqlite:///{path}", is_read_only=is_read_only)
        views = ViewService(reading, sign_in(reading, None), clock)
        assert list(opening.rows) == views.rows(opening.listing.ids[:80])
        assert opening.status.org == views.status().org
        assert opening.status.is_told_to_hold is is_read_only
        states[is_read_only] = {row.sync_state for row in opening.rows} - {SyncState.LOCAL}
        reading.close()
    assert states == {False: {SyncState.PENDING}, True: {SyncState.WOULD_WRITE}}


def test_the_generated_statements_are_up_to_date() -> None:
    assert opening_statements.TARGET.read_text(encoding="utf-8") == opening_statements.generate()
    assert migrate.head_revision() == opening_sql.SCHEMA_VERSION


def test_nothing_heavy_is_imported_for_the_first_picture(furnished: Path) -> None:
    script = (
        "import sys; from datetime import UTC, date, datetime;"
        "from cockpit_tui.store.opening import OpeningView, read_opening;"
        f"assert read_opening('sqlite:///{furnished}', OpeningView('team'),"
        " datetime(2026, 11, 23, tzinfo=UTC), date(2026, 11, 23));"
        "heavy = {'sqlalchemy', 'alembic', 'lark', 'click', 'simple_salesforce', 'requests'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_somebody_named_sees_their_own(furnished: Path) -> None:
    now = FixedClock().now()
    for word in ("person 2", "PERSON2@example.com", f"005{2:012d}AAA"):
        view = OpeningView("mine", person=word)
        opening = read_opening(f"sqlite:///{furnished}", view, now, TODAY)
        assert opening is not None
        assert opening.person == "Person 2"


def test_what_is_unusual_is_left_to_the_ordinary_path(furnished: Path, tmp_path: Path) -> None:
    now, view = FixedClock().now(), OpeningView("team")

    def opened(url: str, view: OpeningView = view, today: date = TODAY) -> object:
        return read_opening(url, view, now, today)

    assert opened("postgresql://somewhere/db") is None
    assert opened("sqlite:///:memory:") is None
    assert opened(f"sqlite:///{tmp_path / 'missing.db'}") is None
    assert not (tmp_path / "missing.db").exists()
    (tmp_path / "damaged.db").write_bytes(b"not a database at all" * 100)
    assert opened(f"sqlite:///{tmp_path / 'damaged.db'}") is None
    assert opened(f"sqlite:///{furnished}", OpeningView("team", person="nobody")) is None
    assert opened(f"sqlite:///{furnished}", OpeningView("no such tab")) is None


def test_another_schema_and_somebody_without_the_right_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a name with # and % in it.db"
    make_workspace(path, 10).close()
    now, view = FixedClock().now(), OpeningView("team")
    url = f"sqlite:///{path}"
    for statement in (
        "UPDATE person SET role = 'none'",
        "UPDATE alembic_version SET version_num = '9999'",
    ):
        with sqlite3.connect(path) as connection:
            connection.execute(statement)
        assert read_opening(url, view, now, TODAY) is None
    assert "none" in SHIPPED_ROLES


def test_the_first_picture_writes_nothing(furnished: Path) -> None:
    before = furnished.read_bytes()
    read_opening(f"sqlite:///{furnished}", OpeningView("mine"), FixedClock().now(), TODAY)
    assert furnished.read_bytes() == before


def test_a_view_of_ones_own_opens_with_its_tabs_and_its_rows_follow(tmp_path: Path) -> None:
    """CL-13: the first picture knows the tabs of the person, in their order."""
    path = tmp_path / "cockpit.db"
    store, clock = make_workspace(path, 30), FixedClock()
    actor = sign_in(store, None)
    saved = SavedViewService(store, actor, clock)
    own, same = ViewDraft("Flagged", "is:flagged"), ViewDraft("All of us", "is:open")
    (own_id, _) = saved.save([own, same]).ids
    saved.move(str(own_id), 1)
    views = ViewService(store, actor, clock).tabs()
    opening = read_opening(f"sqlite:///{path}", OpeningView(str(own_id)), clock.now(), TODAY)
    assert opening is not None
    assert not opening.has_list
    assert [(tab.key, tab.label) for tab in opening.tabs] == [(v.key, v.label) for v in views]
    assert opening.tabs[0].label == "Flagged"
    for shown, counted in zip(opening.tabs, views, strict=True):
        assert shown.count in (counted.count, None)
    opening = read_opening(f"sqlite:///{path}", OpeningView("mine"), clock.now(), TODAY)
    assert opening is not None
    assert opening.has_list
    store.close()
