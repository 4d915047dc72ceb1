"""Which of the demo's missions are done: read from the journal and the mirror's own rows."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, and_, func, select

from cockpit_tui.domain.missions import Mission
from cockpit_tui.domain.values import Origin
from cockpit_tui.store import workspace
from cockpit_tui.store.mirror import mirror_state
from cockpit_tui.store.mirror.mirror_queue import queue_counts
from cockpit_tui.store.tables import schema

FACT = "missions"
"""Workspace fact: the batch from which on acts count, and the missions that were done."""
_batch, _journal = schema.batch, schema.journal


def load_missions(connection: Connection) -> tuple[int, frozenset[Mission]] | None:
    """From which batch on acts count, and what was done; None before they were begun."""
    text = workspace.fact(connection, FACT)
    if text is None:
        return None
    kept = json.loads(text)
    return kept["since"], frozenset(map(Mission, kept["done"]))


def save_missions(connection: Connection, since: int, done: Iterable[Mission]) -> None:
    """Keeps what was done: being offline, for one, leaves no trace once it is over."""
    kept = {"since": since, "done": sorted(done)}
    workspace.set_fact(connection, FACT, json.dumps(kept))


def newest_batch(connection: Connection) -> int:
    """The last act of anybody."""
    return connection.scalar(select(func.coalesce(func.max(_batch.c.id), 0))) or 0


def missions_done(connection: Connection, since: int) -> frozenset[Mission]:
    """What the rows show now, of acts after the batch `since`."""
    acts = and_(_batch.c.id > since, _batch.c.origin == Origin.PERSON)
    changed = {
        Mission.CLOSE: and_(_journal.c.entity == "cta", _is_set("closed_at")),
        Mission.SNOOZE: and_(_journal.c.entity == "cta", _is_set("snoozed_until")),
        Mission.CONFLICT: and_(
            _journal.c.entity == "conflict",
            _journal.c.field == "is_open",
            _journal.c.new == "false",
        ),
    }
    found = {
        mission
        for mission, clause in changed.items()
        if connection.scalar(
            select(_journal.c.id).join(_batch).where(acts, clause, _batch.c.kind == "act").limit(1)
        )
    }
    several = (
        select(_journal.c.batch_id)
        .join(_batch)
        .where(acts, _batch.c.kind == "act", _journal.c.entity == "cta")
        .group_by(_journal.c.batch_id)
        .having(func.count(func.distinct(_journal.c.entity_id)) > 1)
    )
    if connection.scalar(several.limit(1)):
        found.add(Mission.BULK)
    if connection.scalar(select(_batch.c.id).where(acts, _batch.c.kind == "undo").limit(1)):
        found.add(Mission.UNDO)
    if _works_offline(connection, acts):
        found.add(Mission.OFFLINE)
    return frozenset(found)


def _is_set(field: str) -> ColumnElement[bool]:
    return and_(_journal.c.field == field, _journal.c.new != "null")


def _works_offline(connection: Connection, acts: ColumnElement[bool]) -> bool:
    """An edit waits for an org that does not answer."""
    health = mirror_state.load_health(connection)
    if health.offline_since is None or not queue_counts(connection).pending:
        return False
    since = health.last_success_at
    newer = select(_batch.c.id).where(acts)
    if since is not None:
        newer = newer.where(_batch.c.at > since)
    return connection.scalar(newer.limit(1)) is not None
