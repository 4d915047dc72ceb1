"""What waits to be sent for some parts: read at once, changed in memory, written at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from cockpit_tui.domain.ids import PersonId
from cockpit_tui.store.encoding import Record, to_json, to_records
from cockpit_tui.store.id_sets import among, ids_value
from cockpit_tui.store.tables import mirror_schema
from cockpit_tui.store.upserts import chunked

SOBJECT = "Task"
UNSENT = ("pending", "quarantined")
"""States of operations that no request carried yet: a later edit may still change them."""
_outbox, _link = mirror_schema.outbox, mirror_schema.link


@dataclass(slots=True)
class Queue:
    """Operations and links of parts as they were when the writing began, and what is to become of
    them; each part is dealt with once."""

    operations: Mapping[int, list[Record]]
    links: Mapping[int, Record]
    _added: list[Record] = field(default_factory=list)
    _rewritten: list[Record] = field(default_factory=list)
    _dropped: list[int] = field(default_factory=list)
    _states: dict[str, list[int]] = field(default_factory=dict)

    def of_part(self, part_id: int) -> Sequence[Record]:
        """What waits or is under way, oldest first."""
        return self.operations.get(part_id, ())

    def link_of(self, part_id: int) -> Record | None:
        """The part's twin in Salesforce."""
        return self.links.get(part_id)

    def set_link(self, part_id: int, state: str) -> None:
        self._states.setdefault(state, []).append(part_id)

    def add(self, operation: Record) -> None:
        self._added.append(operation)

    def drop(self, operation_id: int) -> None:
        self._dropped.append(operation_id)

    def rewrite(
        self, operation_id: int, fields: Mapping[str, Any], author_id: PersonId | None
    ) -> None:
        """A later edit joins an operation that was not sent; what was refused is tried again."""
        self._rewritten.append(
            {"operation": operation_id, "fields": to_json(fields), "author_id": author_id}
        )

    def write(self, connection: Connection) -> None:
        """Writes all of it."""
        for state, part_ids in self._states.items():
            for chunk in chunked(part_ids):
                own = (_link.c.sobject == SOBJECT, _link.c.local_id.in_(chunk))
                connection.execute(update(_link).where(*own).values(state=state))
        for dropped in chunked(self._dropped):
            connection.execute(delete(_outbox).where(_outbox.c.id.in_(dropped)))
        if self._rewritten:
            connection.execute(_REWRITE, self._rewritten)
        if self._added:
            connection.execute(insert(_outbox), self._added)


_REWRITE = (
    update(_outbox)
    .where(_outbox.c.id == bindparam("operation"))
    .values(
        fields=bindparam("fields"),
        author_id=bindparam("author_id"),
        state="pending",
        not_before=None,
        error_class=None,
        error_code=None,
        error_message=None,
    )
)


def read_queue(connection: Connection, part_ids: Sequence[int]) -> Queue:
    """What waits for these parts, and their links; nobody else sends it meanwhile."""
    operations: dict[int, list[Record]] = {}
    is_sqlite = connection.dialect.name == "sqlite"
    ids = ids_value(sorted(part_ids), is_sqlite=is_sqlite)
    for row in to_records(connection.execute(_waiting(is_sqlite=is_sqlite), ids)):
        operations.setdefault(row["local_id"], []).append(row)
    linked = to_records(connection.execute(_linked(is_sqlite=is_sqlite), ids))
    return Queue(operations, {row["local_id"]: row for row in linked})


@cache
def _waiting(*, is_sqlite: bool) -> Any:
    own = among(_outbox.c.local_id, is_sqlite=is_sqlite)
    query = select(_outbox).where(_outbox.c.sobject == SOBJECT, own).order_by(_outbox.c.id)
    return query.with_for_update()


@cache
def _linked(*, is_sqlite: bool) -> Any:
    own = among(_link.c.local_id, is_sqlite=is_sqlite)
    return select(_link).where(_link.c.sobject == SOBJECT, own)
