"""Undo, redo and history: three readings of the journal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeVar

from cockpit_tui.domain.errors import (
    Cancelled,
    ChangedSince,
    NotFound,
    NotPermitted,
    TakenBackAlready,
)
from cockpit_tui.domain.ids import BatchId
from cockpit_tui.domain.permissions import Right
from cockpit_tui.services.permitted import Done, Service, counted, requires
from cockpit_tui.services.progress import steps
from cockpit_tui.services.undo_rights import require_rights
from cockpit_tui.store import history
from cockpit_tui.store.encoding import Record
from cockpit_tui.store.history import BatchRow, FindBatch, JournalRow
from cockpit_tui.store.reverting import OnChange, revert
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work.unit_of_work import UnitOfWork

Id = TypeVar("Id")
MADE_ANEW = "It was deleted in Salesforce, so it comes back there as a new record."
OTHERS_BACK = "What others had set before the undo is there again."
NOTHING_LEFT = "All of it was changed since, so nothing was taken back."
NOTHING_DONE = (" Nothing was taken back.", " Nothing was changed.")
"""How refusals end that came before anything was done."""
NAMED_AT_MOST = 3
"""Acts that a refusal names."""


class HistoryService(Service):
    """The actor's own acts, taken back and done again; and anybody's, read."""

    @requires(Right.READ, "cta")
    def undo(self, count: int = 1, on_change: OnChange = OnChange.REFUSE) -> list[Done]:
        """Takes back the actor's last acts, one batch each, newest first.

        It needs the rights that the act itself took; overwriting others' values is an edit of CTAs.
        Raises NotFound when there is nothing left (after what could be undone is undone), and
        ChangedSince when somebody else changed the same field meanwhile, unless `on_change` says
        that their values are kept, or overwritten. Acts taken back before that stay taken back,
        and the message says which.
        """
        return self._walk(count, "Undid", history.last_undoable, "Nothing to undo.", on_change)

    @requires(Right.READ, "cta")
    def redo(self, count: int = 1, on_change: OnChange = OnChange.REFUSE) -> list[Done]:
        """Does again what was last undone; a new act in between ends the chance."""
        return self._walk(count, "Redid", history.last_redoable, "Nothing to redo.", on_change)

    @requires(Right.READ, "cta")
    def size_of_undo(self) -> int:
        """How many entries `undo` would take back now."""
        return self._size(history.last_undoable)

    @requires(Right.READ, "cta")
    def size_of_redo(self) -> int:
        """How many entries `redo` would do again now."""
        return self._size(history.last_redoable)

    @requires(Right.READ, "cta")
    def of_record(self, entity: str, entity_id: int) -> list[JournalRow]:
        """Who changed what, when and from where, newest first; entity cta or task."""
        with self.store.read() as connection:
            return history.record_history(connection, entity, entity_id)

    @requires(Right.READ, "cta")
    def of_field(self, entity: str, entity_id: int, fields: Sequence[str]) -> list[JournalRow]:
        """The same for fields (columns) of the record, from the values they began with (D12)."""
        with self.store.read() as connection:
            return history.field_history(connection, entity, entity_id, fields)

    @requires(Right.READ, "cta")
    def recent(self, limit: int = 20) -> list[BatchRow]:
        """The newest acts of anybody, newest first."""
        with self.store.read() as connection:
            return history.recent_acts(connection, limit)

    @requires(Right.READ, "cta")
    def acts(self) -> int:
        """How many acts there are, of anybody."""
        with self.store.read() as connection:
            return history.act_count(connection)

    def _size(self, find: FindBatch) -> int:
        with self.store.read() as connection:
            batch_id = find(connection, self.actor.person_id)
            return 0 if batch_id is None else len(history.entries(connection, batch_id))

    def _walk(
        self, count: int, verb: str, find: FindBatch, nothing: str, on_change: OnChange
    ) -> list[Done]:
        done: list[Done] = []
        for _ in range(count):
            with self.store.read() as connection:
                batch_id = find(connection, self.actor.person_id)
                act = None if batch_id is None else history.act_of(connection, batch_id)
            if batch_id is None or act is None:
                if done:
                    break
                raise NotFound(nothing)
            try:
                done.append(self._revert(batch_id, act, f"{verb}: {act.label}", on_change))
            except (Cancelled, ChangedSince, NotPermitted, TakenBackAlready) as error:
                if done:
                    error.reword(_after(done, error.message))
                raise
        return done

    def _revert(self, batch_id: BatchId, act: BatchRow, label: str, on_change: OnChange) -> Done:
        with self.work(label, undo_of=batch_id) as work:
            entries = history.entries(work.connection, act.id)
            is_redo = history.batch_row(work.connection, batch_id).kind == "undo"
            work.is_closing = is_redo and act.is_closing
            brings_back = is_redo and _overwrote(
                history.entries(work.connection, batch_id), entries
            )

            def ask() -> None:
                require_rights(work, self.actor, entries)

            if is_redo:
                reverted = revert(work, batch_id, on_change, self._may_delete, steps, ask)
            else:
                reverted = revert(work, batch_id, on_change, self._may_delete, steps)
                ask()
            if reverted.contested and on_change is OnChange.OVERWRITE:
                self.actor.require(Right.EDIT, "cta")
        notes: tuple[str, ...] = ()
        if reverted.contested and not reverted.taken_back:
            label, notes = f"Left as it is: {act.label}", (NOTHING_LEFT,)
        elif reverted.contested:
            done = "kept" if on_change is OnChange.KEEP else "overwritten"
            notes = (f"{counted(reverted.contested, 'later change')} {done}.",)
        if brings_back:
            notes = (*notes, OTHERS_BACK)
        if work.outbox.makes_anew:
            notes = (*notes, MADE_ANEW)
        return Done(
            label,
            reverted.cta_ids,
            work.batch_id,
            notes,
            undid=None if is_redo else act.id,
            redid=act.id if is_redo else None,
            cta_id=_only(reverted.of_cta_ids),
            task_id=_only(reverted.task_ids),
            is_of_views=reverted.is_of_views,
        )

    def _may_delete(self, work: UnitOfWork, task_id: int) -> None:
        """What others added to a CTA goes along only for one who might delete it anyway."""
        parts = work.rows(schema.task_part, task_id=task_id)
        self.actor.require(Right.DELETE, "task", *(part["assignee_id"] for part in parts))


def _overwrote(undo: Sequence[Record], act: Sequence[Record]) -> bool:
    """Whether the undo found other values than the act had left; either may have set a field more
    than once."""
    left = {_of_field(entry): entry["new"] for entry in act if entry["field"]}
    found = {_of_field(entry): entry["old"] for entry in reversed(undo)}
    return any(found.get(field, new) != new for field, new in left.items() if new is not None)


def _of_field(entry: Record) -> tuple[str, int, str]:
    return entry["entity"], entry["entity_id"], entry["field"]


def _only(ids: Collection[Id]) -> Id | None:
    """The one there is; None for none and for many."""
    return next(iter(ids)) if len(ids) == 1 else None


def _after(done: Sequence[Done], message: str) -> str:
    """The refusal of an act after others, which stay as they are now."""
    for words in NOTHING_DONE:
        message = message.removesuffix(words)
    before = "; ".join(act.label for act in done[-NAMED_AT_MOST:])
    more = f"{len(done) - NAMED_AT_MOST:,} acts, then " if len(done) > NAMED_AT_MOST else ""
    return f"{message} That act stays as it is. Done before it: {more}{before}."
