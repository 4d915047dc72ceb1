"""Whether edits are held back from Salesforce: then they are “would write”, not waiting."""

from __future__ import annotations

from sqlalchemy import Connection, select

from cockpit_tui.store import workspace
from cockpit_tui.store.engine import READ_ONLY_HERE
from cockpit_tui.store.tables.mirror_schema import org

READ_ONLY = "mirror_read_only"
"""Workspace fact: the mirror that ran last writes nothing."""


def set_read_only(connection: Connection, *, is_read_only: bool) -> None:
    """Remembers that the mirror which runs now writes nothing, so that readers say would-write."""
    if is_read_only != (workspace.fact(connection, READ_ONLY) == "1"):
        workspace.set_fact(connection, READ_ONLY, "1" if is_read_only else "0")


def is_read_only_here(connection: Connection) -> bool:
    """True when this process was told to write nothing to Salesforce."""
    return bool(connection.get_execution_options().get(READ_ONLY_HERE))


def is_read_only(connection: Connection) -> bool:
    """True while edits are kept as “would write”.

    The org is not armed, or the mirror reads only: the one that ran last, or this process's own.
    """
    found = connection.execute(select(org.c.is_armed)).one_or_none()
    return (found is not None and not found[0]) or is_told_to_hold(connection)


def is_told_to_hold(connection: Connection) -> bool:
    """True while nothing is to be written, armed or not."""
    return is_read_only_here(connection) or workspace.fact(connection, READ_ONLY) == "1"
