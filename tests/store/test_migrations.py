"""The schema that migrations make is the schema that the code declares."""

from __future__ import annotations

import stat
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, MetaData, Table, insert, select, text

from cockpit_tui.domain.errors import InvalidInput, StoreMissing, StoreTooNew
from cockpit_tui.domain.timeline import happened_on
from cockpit_tui.store import migrate
from cockpit_tui.store.engine import Store
from cockpit_tui.store.tables import schema


def is_declared(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or not (name or "").startswith("cta_text")


def list_of_versions() -> list[str]:
    """All but the newest, the oldest first."""
    script = ScriptDirectory(str(migrate.MIGRATIONS))
    return sorted(entry.revision for entry in script.walk_revisions())[:-1]


def make_older(store: Store, version: str) -> None:
    """A database as a program of that version made it."""
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    with store.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)


def older_columns(table: Table) -> list[Column[Any]]:
    """Those of before the day on which an activity happened was kept."""
    return [
        Column(column.name, column.type, default=column.default)
        for column in table.c
        if column.name != "happened_on"
    ]


def test_migrations_make_exactly_the_declared_schema(store: Store) -> None:
    with store.read() as connection:
        # SQLAlchemy has no word for a full-text table; tests/store/test_full_text.py holds it.
        context = MigrationContext.configure(connection, opts={"include_name": is_declared})
        assert compare_metadata(context, schema.metadata) == []


def test_a_database_that_went_through_every_version_has_the_declared_schema(
    database_url: str,
) -> None:
    opened = Store(database_url)
    for version in list_of_versions():
        make_older(opened, version)
        assert migrate.current_revision(opened) == version
    migrate.upgrade(opened)
    with opened.read() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_declared})
        assert compare_metadata(context, schema.metadata) == []
    opened.close()


def test_activities_of_before_get_the_day_on_which_they_happened(database_url: str) -> None:
    opened = Store(database_url)
    make_older(opened, "0013")
    late, noon = datetime(2026, 11, 20, 23, 30, tzinfo=UTC), datetime(2026, 11, 20, 12, tzinfo=UTC)
    before, after = date(2026, 11, 19), date(2027, 2, 18)
    facts = [
        (kind, is_closed, planned, changed_at)
        for kind in ("Task", "Event")
        for is_closed in (True, False)
        for planned in (before, date(2026, 11, 20), after, None)
        for changed_at in (late, noon, None)
    ]
    table = Table("activity", MetaData(), *older_columns(schema.activity))
    with opened.write() as connection:
        for number, (kind, is_closed, planned, changed_at) in enumerate(facts, 1):
            columns = {"kind": kind, "is_closed": is_closed, "date": planned}
            columns |= {"salesforce_id": f"00T{number:015d}", "system_modstamp": changed_at}
            connection.execute(insert(table).values(id=number, **columns))
    migrate.upgrade(opened)
    with opened.read() as connection:
        activity = schema.activity
        kept = connection.scalars(select(activity.c.happened_on).order_by(activity.c.id)).all()
    expected = [
        happened_on(kind, is_closed=is_closed, planned=planned, changed_at=changed_at)
        for kind, is_closed, planned, changed_at in facts
    ]
    assert kept == expected
    assert len(set(kept)) == 4
    opened.close()


def test_upgrading_twice_changes_nothing(store: Store) -> None:
    migrate.upgrade(store)
    assert migrate.current_revision(store) == migrate.head_revision()


def test_closings_of_before_are_marked_by_what_they_were_called(database_url: str) -> None:
    store = Store(database_url)
    make_older(store, "0012")
    labels = ["Closed “Usage down”, Globex", "Closedown set of “X”", "Edited “Closed ”"]
    with store.write() as connection:
        act = "INSERT INTO batch (at, origin, kind, label) VALUES (:at, 'person', 'act', :label)"
        at = "2026-11-23 09:00:00"
        connection.execute(text(act), [{"at": at, "label": label} for label in labels])
    migrate.upgrade(store)
    with store.read() as connection:
        found = connection.execute(select(schema.batch.c.is_closing).order_by("id"))
        assert list(found.scalars()) == [True, False, False]
    store.close()


def test_a_newer_database_is_refused_and_left_alone(store: Store) -> None:
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreTooNew, match="9999"):
        migrate.upgrade(store)
    assert migrate.current_revision(store) == "9999"


def test_a_database_without_a_workspace_is_missing_not_empty(database_url: str) -> None:
    empty = Store(database_url)
    with pytest.raises(StoreMissing), empty.read() as connection:
        connection.execute(text("SELECT * FROM cta"))
    empty.close()


def test_the_sqlite_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "cockpit.db"
    opened = Store(f"sqlite:///{path}")
    migrate.upgrade(opened)
    opened.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_other_databases_are_refused_in_words() -> None:
    with pytest.raises(InvalidInput, match="mysql"):
        Store("mysql://root@localhost/x")
