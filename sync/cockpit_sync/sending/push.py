"""Sending edits: a batch is committed, then sent, then settled; never the network inside a
transaction.

One call holds read, write and read again for up to 200 records of each kind, so that what we
overwrote is seen and what Salesforce made of it is the new base: no echo, no further call. Few
changes at once, and those that were contested before, go under a guard instead: Salesforce refuses
them when the record is newer than our base, and they are merged again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cockpit_sync.objects.create_modes import CreateMode
from cockpit_sync.run import Run
from cockpit_sync.sending.answers import PushPace
from cockpit_sync.sending.plan import Plan, Planned, plan
from cockpit_sync.sending.planning import read_known
from cockpit_sync.sending.request_parts import MOST_GUARDED
from cockpit_sync.sending.sender import PUSH, FieldsMoved, send_deletes, send_keyed, send_writes
from cockpit_sync.sending.settle import Outcome, ask_after_rounds, set_fields_aside, settle
from cockpit_tui.store.mirror import mirror_queue, push_batches
from cockpit_tui.store.mirror.mirror_queue import Operation

__all__ = ["PUSH", "FieldsMoved", "PushPace", "push"]
MOST_ROUNDS = 3
"""How often a change meets a newer record before a person is asked."""


def push(run: Run, pace: PushPace, *, author_id: int | None, ignores_backoff: bool) -> None:
    """Sends everything that may be sent now, each operation once, and again after it met a newer
    record, three times at most.

    Raises SalesforceError, LeaseLost, FieldsMoved; whatever was under way then is settled next
    time.
    """
    tried: set[int] = set()
    rounds: Counter[int] = Counter()
    while True:
        with run.store.read() as connection:
            operations = mirror_queue.ready_operations(
                connection,
                now=None if ignores_backoff else run.now(),
                author_id=author_id,
                limit=pace.size,
                tried=tried,
            )
        if not operations:
            return
        planned = _plan(run, operations)
        if planned.locked:
            set_fields_aside(run, planned.locked)
            continue
        try:
            _settle_without_call(run, planned)
            stale = _send(run, pace, planned)
        except push_batches.QueueMoved:
            continue
        tried.update(operation.id for operation in operations)
        for operation in stale:
            rounds[operation.id] += 1
            if rounds[operation.id] < MOST_ROUNDS:
                tried.discard(operation.id)
            else:
                ask_after_rounds(run, operation)


def _plan(run: Run, operations: Sequence[Operation]) -> Plan:
    known = read_known(run.store, operations)
    return plan(operations, known, run.translation, run.capabilities.objects["Task"])


def _settle_without_call(run: Run, planned: Plan) -> None:
    """What needs no request: done already, not possible, or gone on the other side."""
    outcomes = [Outcome(entry, is_done=True) for entry in planned.done]
    outcomes += [Outcome(entry, failure=failure) for entry, failure in planned.refused]
    outcomes += [Outcome(entry, is_gone=True) for entry in planned.deleted_there]
    if outcomes:
        settle(run, outcomes, None)


def _send(run: Run, pace: PushPace, planned: Plan) -> list[Operation]:
    """Sends a plan; the operations that met a newer record."""
    creates = planned.creates
    if run.mode is CreateMode.KEYED:
        for entry in creates:
            send_keyed(run, pace, entry)
        creates = []
    stale: list[Operation] = []
    careful, rest = _by_care(run, pace, planned.updates)
    for start in range(0, len(careful), MOST_GUARDED):
        chunk = careful[start : start + MOST_GUARDED]
        outcomes = send_writes(run, pace, creates, chunk, is_guarded=True)
        creates = []
        stale += [row.operation for row in outcomes if row.is_stale]
    if creates or rest:
        # Halves of what was refused whole may be small enough for a guard.
        outcomes = send_writes(run, pace, creates, rest, is_guarded=False)
        stale += [row.operation for row in outcomes if row.is_stale]
    if planned.deletes:
        send_deletes(run, pace, planned.deletes)
    return stale


def _by_care(
    run: Run, pace: PushPace, updates: Sequence[Planned]
) -> tuple[Sequence[Planned], Sequence[Planned]]:
    """(guarded, together): few changes are all guarded, since it costs no further call; of many,
    those whose records somebody else changed a moment ago, and all while answers get lost."""
    if len(updates) <= MOST_GUARDED or pace.is_wary:
        return updates, []
    careful = [entry for entry in updates if entry.operation.part_id in run.contested]
    rest = [entry for entry in updates if entry.operation.part_id not in run.contested]
    return careful, rest
