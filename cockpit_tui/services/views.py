"""What people see: lists, CTAs, tasks, people and value sets, behind the right to read."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence
from datetime import date

from msgspec.structs import replace

from cockpit_tui.domain.days.calendar import CalendarDay
from cockpit_tui.domain.ids import AccountId, CtaId, OpportunityId, PersonId, TaskId
from cockpit_tui.domain.lists.rank_words import RankLine, rank_lines
from cockpit_tui.domain.lists.rows import CtaRow, Listing, SyncStatus, ViewTab
from cockpit_tui.domain.lists.views import ViewSpec
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.rows.ctas import CtaDetail
from cockpit_tui.domain.rows.org import Person, Value
from cockpit_tui.domain.rows.tasks import TaskRow
from cockpit_tui.domain.values import GroupBy, Picklist, SortBy
from cockpit_tui.services.completing import Completer
from cockpit_tui.services.permitted import Service, requires
from cockpit_tui.store.halting import Halt
from cockpit_tui.store.lists import calendar, listing
from cockpit_tui.store.lists.cta_rows import gone_ctas, read_rows
from cockpit_tui.store.lists.kept_beginning import KeptBeginning, read_first
from cockpit_tui.store.lists.vocabulary import understood
from cockpit_tui.store.mirror.mirror_state import sync_status
from cockpit_tui.store.records import lookup, records, task_rows
from cockpit_tui.store.snooze_day import snooze_day_words, snooze_today
from cockpit_tui.store.tables import schema

FIRST_PAGES = 2
"""The second is there before somebody pages down."""


class ViewService(Service):
    """Frozen rows for screens and commands. Each call reads one consistent state.

    Every filter may raise InvalidQuery; every record by id NotFound.
    """

    def _view(self, query: str, group_by: GroupBy, sort_by: SortBy) -> ViewSpec:
        return ViewSpec(query, self.reader, group_by, sort_by, self.practice.ranking)

    @requires(Right.READ, "cta")
    def listing(
        self,
        query: str = "",
        group_by: GroupBy = GroupBy.DUE,
        sort_by: SortBy = SortBy.DUE,
        *,
        first: int | None = None,
        halt: Halt | None = None,
    ) -> Listing:
        """Groups with counts, and the ids of all CTAs or of the `first`; `query` is a filter.

        Raises Cancelled once `halt` is called.
        """
        view = self._view(query, group_by, sort_by)
        with self.store.read(halt) as connection:
            return listing.read_listing(connection, view, first)

    @requires(Right.READ, "cta")
    def now(
        self, query: str, group_by: GroupBy, sort_by: SortBy, shown: Listing
    ) -> tuple[Listing, tuple[ViewTab, ...]]:
        """What is shown with the counts of now and what came in, and the tabs, of one moment.

        Nothing that stands in the listing moves or leaves.
        """
        view = self._view(query, group_by, sort_by)
        with self.store.read() as connection:
            followed = listing.read_now(connection, view, shown)
            return followed, listing.read_tabs(connection, self.reader)

    @requires(Right.READ, "cta")
    def first_page(
        self,
        query: str,
        group_by: GroupBy,
        sort_by: SortBy,
        *,
        page: int,
        first: int,
        known: Container[int] = (),
        kept: KeptBeginning | None = None,
        halt: Halt | None = None,
    ) -> tuple[Listing, list[CtaRow]]:
        """A list as far as it is read between two keys, and the rows of its first pages but for
        those that are `known`.

        Where it takes longer to count it holds no more than one page; else it has all its counts,
        and is whole or holds the `first`. `kept` is of the filter that is being typed. Raises
        Cancelled once `halt` is called.
        """
        view = self._view(query, group_by, sort_by)
        with self.store.read(halt) as connection:
            read = read_first if kept is None else kept.read
            found = read(connection, view, page, first)
            ids = [cta_id for cta_id in found.ids[: page * FIRST_PAGES] if cta_id not in known]
            return found, read_rows(connection, ids)

    @requires(Right.READ, "cta")
    def arr(
        self,
        query: str,
        group_by: GroupBy,
        sort_by: SortBy,
        read: Listing,
        halt: Halt | None = None,
    ) -> Listing:
        """The listing with its sums of ARR; slower than the listing, meant for the background.

        Raises Cancelled once `halt` is called.
        """
        view = self._view(query, group_by, sort_by)
        with self.store.read(halt) as connection:
            return listing.read_arr(connection, view, read)

    @requires(Right.READ, "cta")
    def calendar(self, query: str, first: date, last: date) -> list[CalendarDay]:
        """The days of the span on which something of the view is due (CL-17)."""
        with self.store.read() as connection:
            return calendar.read_days(connection, query, self.reader, first, last)

    @requires(Right.READ, "cta")
    def status(self) -> SyncStatus:
        """How the mirror stands."""
        return sync_status(self.store, self.clock.now())

    @requires(Right.READ, "cta")
    def check(self, query: str) -> None:
        """Does nothing for a filter that can be read; raises InvalidQuery with the mistake."""
        with self.store.read() as connection:
            understood(connection, query, self.reader)

    @requires(Right.READ, "cta")
    def completer(self) -> Completer:
        """What completes one query while it is typed."""
        return Completer(self.store)

    @requires(Right.READ, "cta")
    def tabs(self) -> tuple[ViewTab, ...]:
        """The team's views and the actor's own, in order and with their counts."""
        with self.store.read() as connection:
            return listing.read_tabs(connection, self.reader)

    @requires(Right.READ, "cta")
    def counts(self, queries: Sequence[str]) -> list[int]:
        """How many CTAs each query finds, of one moment."""
        with self.store.read() as connection:
            tabs = [ViewTab(query, "", query) for query in queries]
            return [tab.count or 0 for tab in listing.read_counts(connection, tabs, self.reader)]

    @requires(Right.READ, "cta")
    def rows(self, ids: Sequence[int]) -> list[CtaRow]:
        """Lines of the list in the order of `ids`; CTAs that are gone are left out."""
        with self.store.read() as connection:
            return read_rows(connection, ids)

    @requires(Right.READ, "cta")
    def gone(self, ids: Collection[CtaId]) -> frozenset[CtaId]:
        """Those of the CTAs that exist no more."""
        with self.store.read() as connection:
            return gone_ctas(connection, ids)

    @requires(Right.READ, "cta")
    def explain(self, row: CtaRow) -> tuple[RankLine, ...]:
        """D5: the terms of the CTA's score, in words; they add up to it."""
        return rank_lines(row, self.clock.today(), self.practice.ranking)

    @requires(Right.READ, "cta")
    def detail(self, cta_id: CtaId) -> CtaDetail:
        """Everything of one CTA."""
        with self.store.read() as connection:
            today = self.clock.today()
            found = records.read_detail(connection, cta_id, today)
        return replace(found, tasks=tuple(self._in_order(found.tasks)))

    @requires(Right.READ, "task")
    def tasks(self, cta_ids: Sequence[int]) -> list[TaskRow]:
        """The tasks of these CTAs, CTA after CTA, in their playbook's order or (TP-12) by date."""
        with self.store.read() as connection:
            tasks = task_rows.read_tasks(connection, cta_ids)
        return self._in_order(tasks, cta_ids)

    def _in_order(self, tasks: Sequence[TaskRow], cta_ids: Sequence[int] = ()) -> list[TaskRow]:
        if not self.practice.is_by_due:
            return list(tasks)
        place = {cta_id: number for number, cta_id in enumerate(cta_ids)}
        return sorted(tasks, key=lambda task: (place.get(task.cta_id, 0), task.due or date.max))

    @requires(Right.READ, "task")
    def tasks_closed_with(self, cta_ids: Sequence[int]) -> list[TaskId]:
        """The tasks that a closing of their CTA skipped (CD-11)."""
        with self.store.read() as connection:
            found = task_rows.closed_with_their_cta(connection, cta_ids)
        return [task_id for tasks in found.values() for task_id in tasks]

    @requires(Right.READ, "cta")
    def snooze_today(self) -> date:
        """Today where snoozes are reckoned: in the org's time zone (decision 13)."""
        with self.store.read() as connection:
            return snooze_today(connection, self.clock)

    @requires(Right.READ, "cta")
    def snooze_day_words(self) -> str:
        """What day it is where snoozes are reckoned, in words; empty where it is the person's."""
        with self.store.read() as connection:
            return snooze_day_words(connection, self.clock)

    @requires(Right.READ, "task")
    def task(self, task_id: TaskId) -> TaskRow:
        """One task."""
        with self.store.read() as connection:
            return task_rows.read_task(connection, task_id)

    @requires(Right.READ, "cta")
    def people(self, *, with_inactive: bool = False) -> list[Person]:
        """Everybody who may own work."""
        with self.store.read() as connection:
            return records.read_people(connection, with_inactive=with_inactive)

    @requires(Right.READ, "cta")
    def person(self, person_id: PersonId) -> Person:
        """One person."""
        with self.store.read() as connection:
            return records.read_person(connection, person_id)

    @requires(Right.READ, "cta")
    def values(self, picklist: Picklist, *, with_inactive: bool = False) -> list[Value]:
        """A value set in its order."""
        with self.store.read() as connection:
            return records.read_values(connection, picklist, with_inactive=with_inactive)

    @requires(Right.READ, "cta")
    def record_names(self, records: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """What people call the records of journal entries (table and number), also when they are
        gone; by a few statements, however many they are."""
        from cockpit_tui.store import record_names

        with self.store.read() as connection:
            return record_names.record_names(connection, records)

    @requires(Right.READ, "cta")
    def assignees_of(self, part_ids: Iterable[int]) -> dict[int, PersonId]:
        """Whose shares of tasks those are, or were; without those that nobody knows."""
        from cockpit_tui.store import record_names

        wanted = [(schema.task_part.name, part_id) for part_id in part_ids]
        with self.store.read() as connection:
            rows = record_names.record_rows(connection, wanted)
        return {number: PersonId(row["assignee_id"]) for (_, number), row in rows.items()}

    @requires(Right.READ, "cta")
    def find_cta(self, word: str) -> CtaId:
        """The CTA of that id, Salesforce id of a task, or name; raises NotFound or Ambiguous."""
        with self.store.read() as connection:
            return lookup.find_cta(connection, word)

    @requires(Right.READ, "task")
    def find_task(self, word: str) -> TaskId:
        """The task of that id, Salesforce id, or title; raises NotFound or Ambiguous."""
        with self.store.read() as connection:
            return lookup.find_task(connection, word)

    @requires(Right.READ, "account")
    def find_account(self, word: str) -> AccountId:
        """The customer of that id, Salesforce id, or name; raises NotFound or Ambiguous."""
        with self.store.read() as connection:
            return lookup.find_account(connection, word)

    @requires(Right.READ, "cta")
    def find_person(self, word: str) -> PersonId:
        """The person of that id, e-mail or name, or `me`; raises NotFound or Ambiguous."""
        with self.store.read() as connection:
            return lookup.find_person(connection, word, self.actor.person_id)

    @requires(Right.READ, "opportunity")
    def find_opportunity(self, word: str, account_id: AccountId) -> OpportunityId:
        """The customer's deal of that id or name; raises NotFound or Ambiguous."""
        with self.store.read() as connection:
            return lookup.find_opportunity(connection, word, account_id)
