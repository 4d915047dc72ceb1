"""Brings states of Salesforce Tasks into the store: merged, journaled, with base and queue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from cockpit_sync.merging.reconcile import Reconciled, RemoteTask, reconcile
from cockpit_sync.run import Run
from cockpit_sync.values import Value
from cockpit_tui.store.mirror import conflicts, mirror_links, mirror_queue
from cockpit_tui.store.mirror.mirror_links import MirroredPart
from cockpit_tui.store.mirror.mirror_queue import Operation
from cockpit_tui.store.mirror.mirror_state import Transaction
from cockpit_tui.store.records.beforehand import know_tasks
from cockpit_tui.store.work.sync_states import refresh_sync_states
from cockpit_tui.store.work.unit_of_work import UnitOfWork

EDITS_A_TRANSACTION = 50
"""An edit through the journal costs more than a plain row."""
LABEL = "Changed in Salesforce"
"""How the label of such an act begins; the task, or how many there are, follows."""


class Incoming(Struct, frozen=True):
    """A state to be merged into a part. `sent` overlays the base: what we know to have arrived."""

    part_id: int
    remote: RemoteTask
    sent: Mapping[str, Value] | None = None


class Standing(Struct, frozen=True):
    """What the store knows of some parts at one moment."""

    parts: Mapping[int, MirroredPart]
    operations: Mapping[int, list[Operation]]
    bases: Mapping[str, mirror_links.Base]
    asked: Mapping[int, frozenset[str]]
    """Fields that wait for a person's answer."""

    def judge(self, run: Run, incoming: Incoming) -> Reconciled | None:
        """What the state means; None when the part is gone or no longer mirrored."""
        part = self.parts.get(incoming.part_id)
        if part is None or not part.is_synced:
            return None
        known = self.bases.get(incoming.remote.salesforce_id)
        base: Mapping[str, Value] | None = known.fields if known else None
        if incoming.sent is not None:
            base = {**(base or {}), **incoming.sent}
        waiting = self.operations.get(incoming.part_id, [])
        asked = self.asked.get(incoming.part_id, frozenset())
        return reconcile(part, base, waiting, incoming.remote, run.translation, asked)


def standing(
    connection: Transaction, incoming: Sequence[Incoming], *, lock: bool = False
) -> Standing:
    """What the store knows of the parts concerned."""
    part_ids = [entry.part_id for entry in incoming]
    parts = mirror_links.parts_by_id(connection, part_ids, lock=lock)
    waiting = mirror_queue.unfinished_operations(connection, part_ids, lock=lock)
    return Standing(
        parts,
        waiting,
        mirror_links.bases(connection, [entry.remote.salesforce_id for entry in incoming]),
        conflicts.asked_fields(connection, waiting),
    )


def merge_edits(run: Run, lease: str, incoming: Sequence[Incoming]) -> list[Incoming]:
    """Merges the states that change something beside their base, each in the name of whoever made
    the change; gives those that change nothing, for the caller's own transaction.

    Two parts of one task never share a unit of work: what comes in by one part is owed to the
    other, and the merge of the other has to see that.
    """
    with run.store.read() as connection:
        now = standing(connection, incoming)
    idle, busy = [], []
    for entry in incoming:
        judged = now.judge(run, entry)
        if judged is not None and not judged.is_idle:
            busy.append((entry, now.parts[entry.part_id].task_id))
        else:
            idle.append(entry)
    for user, group in _groups(busy):
        with run.unit_of_work(lease, user, LABEL) as work:
            fresh = standing(work.connection, group, lock=True)
            parts = [fresh.parts[entry.part_id] for entry in group if entry.part_id in fresh.parts]
            work.label = _label(parts)
            know_tasks(work, [part.task_id for part in parts])
            known = [judged for entry in group if (judged := fresh.judge(run, entry)) is not None]
            for judged in known:
                _write(work, judged)
                if judged.conflicts:
                    run.contested.add(judged.part.part_id)
            bases = [judged.remote.base for judged in known if not judged.remote.is_deleted]
            mirror_links.save_bases(work.connection, bases)
            refresh_sync_states(work.connection, [entry.part_id for entry in group])
        run.announce(entry.part_id for entry in group)
    return idle


def _label(parts: Sequence[MirroredPart]) -> str:
    names = [f"“{part.values.get('title')}”, {part.account}" for part in parts]
    return f"{LABEL}: {names[0] if len(names) == 1 else f'{len(names):,} tasks'}"


def _write(work: UnitOfWork, judged: Reconciled) -> None:
    """Writes one judgement, all but its base."""
    part = judged.part
    if judged.changes:
        mirror_links.apply_to_part(work, part, judged.changes)
    for operation_id, fields in judged.reduced.items():
        if fields:
            mirror_queue.reduce_fields(work.connection, operation_id, fields)
        else:
            mirror_queue.finish(work.connection, [operation_id])
    if judged.conflicts:
        conflicts.record_conflicts(work.connection, judged.conflicts, work.now)
    if judged.link_state is not None:
        mirror_links.set_link_state(work.connection, [part.part_id], judged.link_state)
        if judged.link_state == "active":
            conflicts.close_record_conflicts(work.connection, [part.part_id])


def write_idle(run: Run, connection: Transaction, incoming: Sequence[Incoming]) -> list[Incoming]:
    """Moves the bases of states that change nothing else. Gives back those that do by now, because
    somebody edited the task since; they are merged next time they are read."""
    fresh = standing(connection, incoming, lock=True)
    late, moved = [], []
    for entry in incoming:
        judged = fresh.judge(run, entry)
        if judged is None or judged.remote.is_deleted:
            continue
        if not judged.is_idle:
            late.append(entry)
        elif fresh.bases.get(entry.remote.salesforce_id) != entry.remote.base:
            moved.append(entry.remote.base)
    mirror_links.save_bases(connection, moved)
    return late


def _groups(
    busy: Iterable[tuple[Incoming, int]],
) -> list[tuple[str | None, list[Incoming]]]:
    """By who made the change, no task twice in a group, at most EDITS_A_TRANSACTION in each."""
    groups: list[tuple[str | None, list[Incoming], set[int]]] = []
    for entry, task_id in busy:
        user = entry.remote.last_modified_by
        for name, members, tasks in groups:
            if name == user and task_id not in tasks and len(members) < EDITS_A_TRANSACTION:
                members.append(entry)
                tasks.add(task_id)
                break
        else:
            groups.append((user, [entry], {task_id}))
    return [(user, members) for user, members, _ in groups]
