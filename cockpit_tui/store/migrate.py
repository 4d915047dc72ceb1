"""Brings a database to this program's schema, by alembic; refuses one that is newer."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from cockpit_tui.domain.errors import StoreTooNew
from cockpit_tui.store.engine import Store, protect_file

MIGRATIONS = Path(__file__).with_name("migrations")


def head_revision() -> str:
    """The schema version that this program writes."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert head is not None
    return head


def current_revision(store: Store) -> str | None:
    """The schema version of the database; None when it is empty."""
    with store.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(store: Store) -> None:
    """Creates or upgrades the schema in one transaction. Raises StoreTooNew for a newer one."""
    protect_file(store.url)
    script = ScriptDirectory(str(MIGRATIONS))
    current = current_revision(store)
    if current == script.get_current_head():
        return
    if current is not None and current not in {entry.revision for entry in script.walk_revisions()}:
        raise StoreTooNew(
            f"The workspace was written by a newer cockpit (schema {current}). "
            "Nothing was changed.",
            "Upgrade this program, or restore a backup made with this version.",
        )
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_empty(store: Store) -> bool:
    """True when the database has no table of ours."""
    with store.read() as connection:
        return not inspect(connection).has_table("workspace")
