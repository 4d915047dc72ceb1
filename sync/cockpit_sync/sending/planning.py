"""What planning reads of the store: for the push that sends, and for the preview that shows."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit_sync.sending.plan import Known
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import conflicts, mirror_links
from cockpit_tui.store.mirror.mirror_queue import Operation
from cockpit_tui.store.work import relations
from cockpit_tui.store.work.relations import RELATION


def read_known(store: Store, operations: Sequence[Operation]) -> Known:
    """Everything that the operations' records are, as one moment of the store has it."""
    part_ids = [operation.part_id for operation in operations]
    moved = [row for row in operations if RELATION in row.fields]
    with store.read() as connection:
        links = mirror_links.linked_ids(connection, part_ids)
        bases = mirror_links.bases(connection, [key for key, _ in links.values()])
        return Known(
            parts=mirror_links.parts_by_id(connection, part_ids),
            links=links,
            bases={key: base.fields for key, base in bases.items()},
            asked=conflicts.asked_fields(connection, part_ids),
            stamps={key: base.system_modstamp for key, base in bases.items()},
            relates_to_opportunity=relations.are_followed(connection),
            related=relations.related_now(connection, [row.part_id for row in moved]),
            opportunities=relations.opportunity_keys(
                connection,
                [was for row in moved if isinstance(was := row.fields[RELATION][0], int)],
            ),
        )
