"""The schema that migrations make is the schema that the code declares."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text

from cockpit_tui.domain.errors import InvalidInput, StoreMissing, StoreTooNew
from cockpit_tui.store import migrate, schema
from cockpit_tui.store.engine import Store


def is_declared(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or not (name or "").startswith("cta_text")


def test_migrations_make_exactly_the_declared_schema(store: Store) -> None:
    with store.read() as connection:
        # SQLAlchemy has no word for a full-text table; tests/store/test_full_text.py holds it.
        context = MigrationContext.configure(connection, opts={"include_name": is_declared})
        assert compare_metadata(context, schema.metadata) == []


def test_upgrading_twice_changes_nothing(store: Store) -> None:
    migrate.upgrade(store)
    assert migrate.current_revision(store) == migrate.head_revision()


def test_closings_of_before_are_marked_by_what_they_were_called(store: Store) -> None:
    labels = ["Closed “Usage down”, Globex", "Closedown set of “X”", "Edited “Closed ”"]
    with store.write() as connection:
        connection.execute(text("ALTER TABLE batch DROP COLUMN is_closing"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0012'"))
        act = "INSERT INTO batch (at, origin, kind, label) VALUES (:at, 'person', 'act', :label)"
        at = "2026-11-23 09:00:00"
        connection.execute(text(act), [{"at": at, "label": label} for label in labels])
    migrate.upgrade(store)
    with store.read() as connection:
        found = connection.execute(select(schema.batch.c.is_closing).order_by("id"))
        assert list(found.scalars()) == [True, False, False]


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
