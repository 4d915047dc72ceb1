"""What a person has to know or decide, as the sending side finds it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cockpit_sync.fields import BY_API_NAME, BY_NAME, Rule
from cockpit_sync.merging.line_merge import merge_lines
from cockpit_sync.merging.reconcile import RemoteTask, to_ours, to_remote
from cockpit_sync.objects.streams import related_name
from cockpit_sync.run import Run
from cockpit_sync.sending.outcome import Outcome
from cockpit_sync.values import Value
from cockpit_tui.domain.ids import to_salesforce_id
from cockpit_tui.domain.line_merge import Clash
from cockpit_tui.store.mirror import conflicts, mirror_links, mirror_queue
from cockpit_tui.store.mirror.conflicts import NewConflict
from cockpit_tui.store.mirror.mirror_links import apply_to_part
from cockpit_tui.store.mirror.mirror_queue import ASK, WHOLE_RECORD, Operation
from cockpit_tui.store.mirror.mirror_state import Transaction
from cockpit_tui.store.work.sync_states import refresh_sync_states

PUSH = "push"


def note_overwritten(
    run: Run,
    connection: Transaction,
    outcome: Outcome,
    bases: Mapping[str, mirror_links.Base],
) -> Value:
    """Somebody changed a field between our reading and our writing: their value is kept, and
    offered where the field's rule would have let it win. Comments that merge by lines are no
    quarrel: gives the text that holds both, still to be written, or None."""
    if outcome.before is None:
        return None
    remote = to_remote(outcome.before)
    base = bases.get(remote.salesforce_id)
    if base is None:
        return None
    found, blended = [], None
    for name, sent in outcome.sent_fields.items():
        theirs = remote.fields.get(name)
        if name not in base.fields or theirs in (base.fields[name], sent):
            continue
        text = _blended(name, base.fields[name], sent, theirs)
        if text is not None:
            blended = text if text != sent else None
        else:
            found.append(_overwritten(run, outcome, remote, name, base.fields[name], theirs))
    conflicts.record_conflicts(connection, found, run.now())
    run.contested.update(row.part_id for row in found)
    return blended


def write_blended(run: Run, texts: Mapping[int, str]) -> None:
    """Comments that hold both sides' lines, by part: set here, and owed to Salesforce."""
    for part_id, text in texts.items():
        with run.unit_of_work(PUSH, None, "Comments of both sides") as work:
            part = mirror_links.parts_by_id(work.connection, [part_id], lock=True).get(part_id)
            waiting = mirror_queue.unfinished_operations(work.connection, [part_id])
            is_edited = any("comments" in op.fields for op in waiting.get(part_id, ()))
            if part is not None and part.is_synced and not is_edited:
                work.outbox.in_nobodys_name()
                apply_to_part(work, part, {"comments": text}, is_from_salesforce=False)


def _blended(name: str, base: Value, mine: Value, theirs: Value) -> Value:
    if BY_API_NAME[name].rule is not Rule.LINES:
        return None
    try:
        return merge_lines(base, mine, theirs)
    except Clash:
        return None


def _overwritten(
    run: Run, outcome: Outcome, remote: RemoteTask, name: str, base: Value, theirs: Value
) -> NewConflict:
    entry = BY_API_NAME[name]
    operation = outcome.operation
    closed = run.translation.closed_statuses
    would_lose = entry.rule in (Rule.THEIRS, Rule.ASK, Rule.LINES) or (
        entry.rule is Rule.CLOSED_WINS
        and (theirs in closed or outcome.sent_fields[name] not in closed)
    )
    return NewConflict(
        part_id=operation.part_id,
        salesforce_id=remote.salesforce_id,
        field=entry.name,
        base=to_ours(name, base, run.translation),
        mine=operation.fields[entry.name][1],
        theirs=to_ours(name, theirs, run.translation),
        theirs_by=remote.last_modified_by_name,
        chosen="sent" if would_lose else "mine",
        rule=f"overwritten, {entry.rule.value}"[:20],
    )


def ask_after_rounds(run: Run, operation: Operation) -> None:
    """The record moves faster than we can write: a person chooses, field by field."""
    with run.transaction(PUSH) as connection:
        if operation.id not in {
            entry.id
            for entry in mirror_queue.unfinished_operations(connection, [operation.part_id]).get(
                operation.part_id, ()
            )
        }:
            return
        key = operation.salesforce_id or ""
        base = mirror_links.bases(connection, [key]).get(key)
        questions = [
            NewConflict(
                part_id=operation.part_id,
                salesforce_id=operation.salesforce_id,
                field=name,
                base=was,
                mine=ours,
                theirs=to_ours(
                    BY_NAME[name].api_name,
                    base.fields.get(BY_NAME[name].api_name) if base else None,
                    run.translation,
                ),
                theirs_by="",
                chosen=ASK,
                rule="keeps changing",
            )
            for name, (was, ours) in operation.fields.items()
            if name in BY_NAME
        ]
        conflicts.record_conflicts(connection, questions, run.now())
        refresh_sync_states(connection, [operation.part_id])


def ask_about_edit(run: Run, connection: Transaction, operation: Operation) -> None:
    """Edited here, deleted there."""
    mirror_links.set_link_state(connection, [operation.part_id], "deleted")
    conflicts.record_conflicts(
        connection, [edit_question(operation, operation.salesforce_id)], run.now()
    )


def edit_question(operation: Operation, salesforce_id: str | None) -> NewConflict:
    """The question what becomes of an edit whose record is deleted in Salesforce."""
    labels = ", ".join(
        entry.label for entry in BY_API_NAME.values() if entry.name in operation.fields
    )
    return NewConflict(
        part_id=operation.part_id,
        salesforce_id=salesforce_id,
        field=WHOLE_RECORD,
        base=None,
        mine=f"changed: {labels}",
        theirs="deleted",
        theirs_by="",
        chosen=ASK,
        rule="delete-vs-edit",
    )


def ask_about_delete(
    connection: Transaction,
    operation: Operation,
    before: Mapping[str, Any],
    base: mirror_links.Base | None,
    at: datetime,
) -> None:
    """Deleted here, changed there. The base moves, so that “mine” deletes it after all."""
    remote = to_remote(before)
    changed = [
        BY_API_NAME[name].label
        for name, value in (base.fields if base else {}).items()
        if name in remote.fields and remote.fields[name] != value
    ]
    question = NewConflict(
        part_id=operation.part_id,
        salesforce_id=to_salesforce_id(str(before["Id"])),
        field=WHOLE_RECORD,
        base=None,
        mine="deleted",
        theirs=f"changed: {', '.join(changed)}",
        theirs_by=related_name(before, "LastModifiedBy"),
        chosen=ASK,
        rule="delete-vs-edit",
    )
    conflicts.record_conflicts(connection, [question], at)
    mirror_links.save_bases(connection, [remote.base])
