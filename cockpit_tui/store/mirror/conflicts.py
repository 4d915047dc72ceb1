"""Both sides changed one thing: what each wanted, what was chosen, and choosing otherwise."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, insert, select, update

from cockpit_tui.domain.errors import ChangedSince, NotFound
from cockpit_tui.store.encoding import to_json
from cockpit_tui.store.mirror import mirror_queue
from cockpit_tui.store.mirror.mirror_links import (
    MirroredPart,
    apply_to_part,
    parts_by_id,
    remove_link,
    set_link_state,
)
from cockpit_tui.store.mirror.mirror_queue import ASK, WHOLE_RECORD, Plain
from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.mirror_schema import conflict
from cockpit_tui.store.upserts import chunked
from cockpit_tui.store.work.outbox_queue import SOBJECT
from cockpit_tui.store.work.sync_states import refresh_sync_states
from cockpit_tui.store.work.unit_of_work import UnitOfWork

Choice = Literal["mine", "theirs", "both", "own"]


class Decision(Struct, frozen=True):
    """What becomes of one conflict; `value` is the text that holds both sides' changes, or what a
    person wrote in place of either."""

    conflict_id: int
    choice: Choice
    value: Plain = None


class NewConflict(Struct, frozen=True):
    """A conflict as the mirror found it. Values are the domain's."""

    part_id: int
    salesforce_id: str | None
    field: str
    """A mirrored field of the domain, or `record`: deleted on one side, edited on the other."""
    base: Plain
    mine: Plain
    theirs: Plain
    theirs_by: str
    chosen: str
    """mine, theirs, ask; or sent: ours overwrote theirs, which should have won."""
    rule: str

    @property
    def is_open(self) -> bool:
        """A person has to know: they were asked, or what they typed was not taken."""
        return self.chosen != "mine"


class ConflictRow(Struct, frozen=True):
    """A conflict for lists and for the screen that settles it."""

    id: int
    part_id: int
    task_id: int | None
    cta_id: int | None
    title: str
    account: str
    salesforce_id: str | None
    field: str
    base: Plain
    mine: Plain
    theirs: Plain
    theirs_by: str
    chosen: str
    rule: str
    at: datetime
    is_open: bool


def record_conflicts(connection: Connection, found: Iterable[NewConflict], at: datetime) -> None:
    """Keeps the conflicts. One that is still asked about takes the newest of the two values."""
    for row in found:
        same = (
            conflict.c.sobject == SOBJECT,
            conflict.c.local_id == row.part_id,
            conflict.c.field == row.field,
            conflict.c.is_open,
            conflict.c.chosen == ASK,
        )
        values = {
            "mine": to_json(row.mine),
            "theirs": to_json(row.theirs),
            "theirs_by": row.theirs_by[:255],
            "at": at,
        }
        if row.chosen == ASK:
            asked = connection.execute(update(conflict).where(*same).values(**values))
            if asked.rowcount:
                continue
        connection.execute(
            insert(conflict).values(
                sobject=SOBJECT,
                local_id=row.part_id,
                salesforce_id=row.salesforce_id,
                field=row.field,
                base=to_json(row.base),
                chosen=row.chosen,
                rule=row.rule,
                is_open=row.is_open,
                **values,
            )
        )


def close_record_conflicts(connection: Connection, part_ids: Iterable[int]) -> None:
    """The records are back, or gone on both sides: nothing is left to ask."""
    for chunk in chunked(part_ids):
        connection.execute(
            update(conflict)
            .where(
                conflict.c.sobject == SOBJECT,
                conflict.c.local_id.in_(chunk),
                conflict.c.field == WHOLE_RECORD,
                conflict.c.is_open,
            )
            .values(is_open=False)
        )


def asked_fields(connection: Connection, part_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Fields that wait for a person's answer, by part; they are not sent meanwhile."""
    found: dict[int, set[str]] = {}
    for chunk in chunked(part_ids):
        query = select(conflict.c.local_id, conflict.c.field).where(
            conflict.c.sobject == SOBJECT,
            conflict.c.local_id.in_(chunk),
            conflict.c.is_open,
            conflict.c.chosen == ASK,
        )
        for part_id, field in connection.execute(query):
            found.setdefault(part_id, set()).add(field)
    return {part_id: frozenset(fields) for part_id, fields in found.items()}


def conflict_rows(
    connection: Connection, *, only_open: bool = True, conflict_id: int | None = None
) -> Sequence[ConflictRow]:
    """Conflicts, newest first."""
    part, task, cta, account = schema.task_part, schema.task, schema.cta, schema.account
    query = (
        select(
            conflict,
            task.c.id.label("task_id"),
            task.c.cta_id,
            task.c.title,
            account.c.name.label("account"),
        )
        .outerjoin(part, part.c.id == conflict.c.local_id)
        .outerjoin(task, task.c.id == part.c.task_id)
        .outerjoin(cta, cta.c.id == task.c.cta_id)
        .outerjoin(account, account.c.id == cta.c.account_id)
        .order_by(conflict.c.id.desc())
    )
    if only_open:
        query = query.where(conflict.c.is_open)
    if conflict_id is not None:
        query = query.where(conflict.c.id == conflict_id)
    return [_row(found) for found in connection.execute(query).mappings()]


def conflict_row(connection: Connection, conflict_id: int) -> ConflictRow:
    """One conflict; raises NotFound."""
    rows = conflict_rows(connection, only_open=False, conflict_id=conflict_id)
    if not rows:
        raise NotFound(
            f"There is no conflict {conflict_id}.", "`cockpit conflict list` shows them."
        )
    return rows[0]


def resolve(work: UnitOfWork, decision: Decision, author_id: int | None) -> None:
    """Takes one of the two values, a text that holds both, or a person's own; the unit of work
    journals it, so undo brings the other back.

    For a record that was deleted on one side and edited on the other, `mine` makes it anew in
    Salesforce (or deletes it there), and `theirs` lets it stay as Salesforce has it.
    """
    conflict_id, choice = decision.conflict_id, decision.choice
    row = conflict_row(work.connection, conflict_id)
    part = parts_by_id(work.connection, [row.part_id]).get(row.part_id)
    if part is not None:
        work.outbox.remember(part.task_id)
    if row.field == WHOLE_RECORD:
        _resolve_record(work, row, part, choice, author_id)
    elif part is not None:
        if row.chosen == ASK:
            # People edit on while they are asked: ours is what stands here now.
            if choice == "both" and row.mine != part.values[row.field]:
                raise ChangedSince(
                    "This text was changed here meanwhile. Nothing was settled.",
                    "Look at the conflict again.",
                )
            row = replace(row, mine=part.values[row.field])
            work.update(conflict, conflict_id, {"mine": to_json(row.mine)})
        if choice == "theirs" and row.chosen == ASK:
            _drop_from_queue(work, row)
            apply_to_part(work, part, {row.field: row.theirs})
        else:
            given = decision.value
            values = {"mine": row.mine, "theirs": row.theirs, "both": given, "own": given}
            _edit(work, part, row.field, values[choice])
    work.update(conflict, conflict_id, {"is_open": False, "chosen": choice})
    refresh_sync_states(work.connection, [row.part_id])


def _resolve_record(
    work: UnitOfWork,
    row: ConflictRow,
    part: MirroredPart | None,
    choice: Choice,
    author_id: int | None,
) -> None:
    connection = work.connection
    waiting = mirror_queue.unfinished_operations(connection, [row.part_id]).get(row.part_id, [])
    is_deleted_here = part is None or not part.is_synced
    if is_deleted_here and choice == "mine":
        return
    mirror_queue.finish(connection, [entry.id for entry in waiting if entry.is_unsent])
    if is_deleted_here:
        set_link_state(connection, [row.part_id], "released")
    elif choice == "mine" and part is not None:
        remove_link(connection, row.part_id)
        mirror_queue.owe(
            connection,
            row.part_id,
            "create",
            {name: (None, value) for name, value in part.values.items()},
            ref=uuid.uuid4().hex,
            author_id=author_id,
            now=work.now,
        )


def _edit(work: UnitOfWork, part: MirroredPart, field: str, value: Plain) -> None:
    """An edit like any other: journaled, and owed to Salesforce where it has another value."""
    if part.values[field] == value:
        return
    work.outbox.remember(part.task_id)
    apply_to_part(work, part, {field: value}, is_from_salesforce=False)


def _drop_from_queue(work: UnitOfWork, row: ConflictRow) -> None:
    connection = work.connection
    waiting = mirror_queue.unfinished_operations(connection, [row.part_id]).get(row.part_id, [])
    for entry in waiting:
        if not entry.is_unsent or row.field not in entry.fields:
            continue
        rest = {name: pair for name, pair in entry.fields.items() if name != row.field}
        if rest:
            mirror_queue.reduce_fields(connection, entry.id, rest)
        else:
            mirror_queue.finish(connection, [entry.id])


def _row(found: Any) -> ConflictRow:
    def value(name: str) -> Plain:
        text = found[name]
        plain: Plain = json.loads(text) if text is not None else None
        return plain

    return ConflictRow(
        id=found["id"],
        part_id=found["local_id"],
        task_id=found["task_id"],
        cta_id=found["cta_id"],
        title=found["title"] or "",
        account=found["account"] or "",
        salesforce_id=found["salesforce_id"],
        field=found["field"],
        base=value("base"),
        mine=value("mine"),
        theirs=value("theirs"),
        theirs_by=found["theirs_by"],
        chosen=found["chosen"],
        rule=found["rule"],
        at=found["at"],
        is_open=found["is_open"],
    )
