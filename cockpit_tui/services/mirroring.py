"""What the mirror cannot settle alone: conflicts, and edits that Salesforce refused."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit_tui.domain.errors import InvalidInput, NotFound
from cockpit_tui.domain.ids import PartId
from cockpit_tui.domain.lists.rows import SyncStatus
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.rows.mirror import EXACT_MODES
from cockpit_tui.services.own_values import require_writable
from cockpit_tui.services.permitted import Done, Service, counted, requires
from cockpit_tui.store.mirror import (
    conflicts,
    doubts,
    mirror_mapping,
    mirror_state,
    quarantine,
    sync_board,
)
from cockpit_tui.store.mirror.conflicts import Choice, ConflictRow, Decision
from cockpit_tui.store.mirror.mirror_queue import Operation
from cockpit_tui.store.mirror.mirror_state import Org
from cockpit_tui.store.mirror.quarantine import Quarantined
from cockpit_tui.store.records import task_edits
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.outbox_queue import SOBJECT
from cockpit_tui.store.work.unit_of_work import UnitOfWork

MOST_IN_DOUBT = 10_000
NOBODY = 0
"""No person has this id: only a right to the tasks of all covers such a record."""


class MirrorService(Service):
    """The mirror as a person sees it and steers it; it needs no network."""

    @requires(Right.READ, "cta")
    def status(self) -> SyncStatus:
        """How the mirror stands."""
        return mirror_state.sync_status(self.store, self.clock.now())

    @requires(Right.READ, "cta")
    def org(self) -> Org | None:
        """The org of this workspace with what connecting found out; None before."""
        with self.store.read() as connection:
            return mirror_state.load_org(connection)

    @requires(Right.READ, "cta")
    def is_mapped(self) -> bool:
        """True once a field mapping is saved that the org understands (SY-9)."""
        return mirror_mapping.mapping_is_valid(self.store)

    @requires(Right.READ, "task")
    def conflicts(self, *, with_settled: bool = False) -> Sequence[ConflictRow]:
        """Conflicts, newest first; those that are settled when asked for."""
        with self.store.read() as connection:
            return conflicts.conflict_rows(connection, only_open=not with_settled)

    @requires(Right.READ, "task")
    def conflict(self, conflict_id: int) -> ConflictRow:
        """One conflict; raises NotFound."""
        with self.store.read() as connection:
            return conflicts.conflict_row(connection, conflict_id)

    @requires(Right.EDIT, "task")
    def resolve(self, conflict_ids: Sequence[int], choice: Choice) -> Done:
        """Takes one side's value in each; one undo brings the other back."""
        return self.settle([Decision(conflict_id, choice) for conflict_id in conflict_ids])

    @requires(Right.EDIT, "task")
    def settle(self, decisions: Sequence[Decision]) -> Done:
        """Settles each conflict in its own way, as one batch that one undo takes back.

        Raises NotFound for a conflict that is not there, InvalidInput for “both” where the two
        values cannot stand together. An own value is an edit like any other, and may be refused
        like one; either side was allowed when it was written.
        """
        choices = {decision.choice for decision in decisions}
        how = f": {choices.pop()}" if len(choices) == 1 else ""
        label = f"Settled {counted(len(decisions), 'conflict')}{how}"
        with self.work(label) as work:
            for decision in decisions:
                row = conflicts.conflict_row(work.connection, decision.conflict_id)
                if decision.choice == "both" and (row.field != "comments" or not decision.value):
                    raise InvalidInput("Both values cannot stand together here. Nothing changed.")
                self._require_part(work, row.part_id)
                if decision.choice == "own":
                    require_writable(work, self.actor, row, decision)
                conflicts.resolve(work, decision, self.actor.person_id)
        ids = tuple(decision.conflict_id for decision in decisions)
        return Done(label, ids, work.batch_id, is_outside_journal=True)

    @requires(Right.READ, "task")
    def quarantined(self) -> list[Quarantined]:
        """Edits that wait for a person, oldest first."""
        with self.store.read() as connection:
            return quarantine.quarantined(connection)

    @requires(Right.EDIT, "task")
    def retry(self, operation_ids: Sequence[int]) -> Done:
        """Sends refused edits again as they are; raises NotFound for one that does not wait."""
        self._require_quarantined(operation_ids)
        with self.work("Retried refused edits") as work:
            self._require_operations(work, operation_ids)
            n = quarantine.retry_quarantined(work.connection, operation_ids)
        return Done(
            f"{counted(n, 'edit')} will be sent again",
            tuple(operation_ids),
            None,
            is_outside_journal=True,
        )

    @requires(Right.EDIT, "task")
    def send_again(self, operation_ids: Sequence[int]) -> Done:
        """Sends new records whose answer was lost once more, without waiting until it is certain
        that the first request is over; if that arrives after all, the record is there twice.

        Raises NotFound for one that is not in doubt, InvalidInput for one that needs no such risk:
        a change, or a new record with a key, is looked up and sent again by itself.
        """
        with self.work("Sent again what was in doubt") as work:
            rows = sync_board.queued_operations(work.connection, ("in_doubt",), MOST_IN_DOUBT)
            known = {row.operation.id: row for row in rows}
            for number in dict.fromkeys(operation_ids):
                row = known.get(number)
                if row is None:
                    raise NotFound(
                        f"Nothing with number {number} is in doubt. Nothing was changed.",
                        "`cockpit doubt list` shows the numbers.",
                    )
                if row.operation.kind != "create" or row.mode in EXACT_MODES:
                    raise InvalidInput(
                        f"“{row.title}” is looked up at the next exchange, and sent again by "
                        "itself if it is not there. Nothing was changed.",
                        "R exchanges now, and so does `cockpit sync`.",
                    )
                self._require_operation(work, row.operation)
            n = doubts.send_again(work.connection, operation_ids)
        return Done(
            f"{counted(n, 'new record')} will be sent again",
            tuple(operation_ids),
            None,
            is_outside_journal=True,
        )

    @requires(Right.EDIT, "task")
    def drop(self, operation_ids: Sequence[int]) -> Done:
        """Forgets refused edits: Salesforce keeps its values, the cockpit its own.

        A task that was to be made there is not mirrored any more; undo of that mirrors it again.
        """
        self._require_quarantined(operation_ids)
        label = f"Dropped {counted(len(operation_ids), 'refused edit')}"
        with self.work(label) as work:
            self._require_operations(work, operation_ids)
            for entry in quarantine.quarantined(work.connection):
                operation = entry.operation
                is_task = operation.sobject == SOBJECT
                if operation.id in operation_ids and operation.kind == "create" and is_task:
                    task_edits.set_synced(work, PartId(operation.part_id), is_synced=False)
            quarantine.drop_quarantined(work.connection, operation_ids)
        notes = ("Salesforce keeps its values, the cockpit its own.",)
        return Done(label, tuple(operation_ids), work.batch_id, notes, is_outside_journal=True)

    def _require_operations(self, work: UnitOfWork, operation_ids: Sequence[int]) -> None:
        """Asks the right to each record that these refused edits belong to."""
        for entry in quarantine.quarantined(work.connection):
            if entry.operation.id in operation_ids:
                self._require_operation(work, entry.operation)

    def _require_operation(self, work: UnitOfWork, operation: Operation) -> None:
        """Asks the right to the task, or to what somebody logged; that is its author's."""
        if operation.sobject == SOBJECT:
            self._require_part(work, operation.part_id)
            return
        logged = work.find(schema.logged_activity, operation.part_id)
        author = logged["author_id"] if logged else operation.author_id
        self.actor.require(Right.EDIT, "task", author or NOBODY)

    def _require_part(self, work: UnitOfWork, part_id: int) -> None:
        """Asks the right to edit the part's task; one that is gone belongs to nobody."""
        owners: list[int] = [NOBODY]
        for part in work.rows(schema.task_part, id=part_id):
            siblings = work.rows(schema.task_part, task_id=part["task_id"])
            owners = [sibling["assignee_id"] for sibling in siblings]
        self.actor.require(Right.EDIT, "task", *owners)

    def _require_quarantined(self, operation_ids: Sequence[int]) -> None:
        waiting = {entry.operation.id for entry in self.quarantined()}
        for operation_id in operation_ids:
            if operation_id not in waiting:
                raise NotFound(
                    f"Nothing with number {operation_id} is in quarantine. Nothing was changed.",
                    "`cockpit quarantine list` shows the numbers.",
                )
