"""Tasks across CTAs: the list of open ones, and those that a filter finds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from cockpit_tui.domain.ids import TaskId
from cockpit_tui.domain.lists.following import with_arrivals, with_counts
from cockpit_tui.domain.lists.rows import Listing
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.rows.tasks import OpenTask, TaskRow
from cockpit_tui.services.permitted import Service, requires
from cockpit_tui.store.halting import Halt
from cockpit_tui.store.lists import task_listing
from cockpit_tui.store.lists.row_shapes import WHOLE_AT_MOST
from cockpit_tui.store.records import task_rows


class TaskListService(Service):
    """Frozen rows for the screen and the commands. Every filter may raise InvalidQuery."""

    @requires(Right.READ, "task")
    def listing(
        self, query: str = "", *, is_mine: bool, first: int | None = None, halt: Halt | None = None
    ) -> Listing:
        """The open tasks of CTAs that are open and awake, by due date: those that I have a part in
        that is open, or everybody's; all of them, or the `first`.

        Raises Cancelled once `halt` is called.
        """
        person_id = self.actor.person_id if is_mine else None
        with self.store.read(halt) as connection:
            return task_listing.read_task_listing(connection, query, self.reader, person_id, first)

    @requires(Right.READ, "task")
    def now(self, shown: Listing, *, is_mine: bool, halt: Halt | None = None) -> Listing:
        """What is shown with the counts of now and what came in; nothing that stands in it moves
        or leaves. Raises Cancelled as `listing` does."""
        if shown.is_complete and shown.total <= WHOLE_AT_MOST:
            now = self.listing(shown.query, is_mine=is_mine, halt=halt)
            is_small = now.total <= WHOLE_AT_MOST
            return with_arrivals(shown, now) if is_small else with_counts(shown, now.groups)
        person_id = self.actor.person_id if is_mine else None
        with self.store.read(halt) as connection:
            query, reader = shown.query, self.reader
            groups = task_listing.read_task_groups(connection, query, reader, person_id)
        return with_counts(shown, groups)

    @requires(Right.READ, "task")
    def counts(self, query: str = "", halt: Halt | None = None) -> tuple[int, int]:
        """How many of these are mine, and how many everybody's, of one moment."""
        with self.store.read(halt) as connection:
            mine, all_of_them = (
                task_listing.count_tasks(connection, query, self.reader, person_id)
                for person_id in (self.actor.person_id, None)
            )
            return mine, all_of_them

    @requires(Right.READ, "task")
    def lines(self, ids: Sequence[int]) -> list[OpenTask]:
        """Lines of that list in the order of `ids`; tasks that are gone are left out."""
        with self.store.read() as connection:
            return task_rows.read_lines(connection, ids)

    @requires(Right.READ, "task")
    def not_open(self, ids: Collection[TaskId]) -> frozenset[TaskId]:
        """Those of the tasks that are done, or exist no more."""
        with self.store.read() as connection:
            return task_listing.not_open(connection, ids)

    @requires(Right.READ, "task")
    def these(self, ids: Sequence[TaskId]) -> list[TaskRow]:
        """The tasks in the order of `ids`; those that are gone are left out."""
        with self.store.read() as connection:
            return task_rows.read_these(connection, ids)

    @requires(Right.READ, "task")
    def matching(self, query: str) -> list[TaskRow]:
        """The tasks that a filter finds, open or not, CTA after CTA, in their playbook's order or
        (TP-12) by date. What it asks of tasks is asked of each by itself."""
        with self.store.read() as connection:
            ids = task_listing.matching_tasks(connection, query, self.reader)
            rows = task_rows.read_these(connection, ids)
        if self.practice.is_by_due:
            place = {cta_id: n for n, cta_id in enumerate(dict.fromkeys(t.cta_id for t in rows))}
            rows.sort(key=lambda task: (place[task.cta_id], task.due or date.max))
        return rows
