"""Which open tasks are shown: tab, filter, what came in, and what is said around the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from cockpit_tui.domain.errors import Cancelled, CockpitError, InvalidQuery
from cockpit_tui.domain.ids import TaskId
from cockpit_tui.domain.lists.rows import Listing
from cockpit_tui.domain.rows.tasks import OpenTask
from cockpit_tui.screens.base.reading_sign import ReadingSign
from cockpit_tui.store.halting import Halt
from cockpit_widgets.drawing.list_message import ListMessage, ListState
from cockpit_widgets.drawing.signs import to_change_of_count

if TYPE_CHECKING:
    from cockpit_tui.domain.query.completing import Completion
    from cockpit_tui.screens.base.view_reader import ViewReader
    from cockpit_tui.screens.over.tasks import TasksScreen
    from cockpit_tui.services.task_lists import TaskListService

Value = TypeVar("Value")
MINE, TEAM = "mine", "team"
TABS = {MINE: "Mine", TEAM: "Team"}
NOTHING = {
    MINE: "Nothing is left for you to do: no CTA that is awake has an open task of yours.",
    TEAM: "No CTA that is awake has an open task.",
}
FIRST_IDS = 400
"""Read before the rest of a long list, so that its first screens show at once."""
FIRST_ROWS = 80
"""Likewise where a filter has to be asked of each."""


class QueueRead(Struct, frozen=True):
    """A listing with its first rows, or those around the cursor; `done` are marked tasks that are
    open no more."""

    listing: Listing
    rows: Sequence[OpenTask]
    done: frozenset[TaskId]


class TaskQueue:
    """The list of one screen, read in the lanes; what is not wanted any more is read no further."""

    def __init__(self, screen: TasksScreen) -> None:
        self._screen = screen
        self._tab = MINE
        self.query = ""
        """The filter; empty for none."""
        self._last_good = ""
        """The one before it, or it once it was understood."""
        self._tried = ""
        """The same, or what is being typed."""
        self._counts: dict[str, int] = {}
        """By tab, as far as they are known."""
        self._counted = ""
        """The filter that they are of."""
        self._new_above = 0
        self._has_failed = False
        self._halt = Halt()
        """Ends the reading of the list, once another is asked for."""
        self._sign = ReadingSign(screen, lambda: self.query, lambda: self._counts.get(self._tab))
        self.is_behind = True
        """Whether another list was asked for than the one that is shown, or what was done here is
        yet to leave it."""

    @property
    def _reader(self) -> ViewReader:
        assert self._screen.reader is not None
        return self._screen.reader

    @property
    def _lists(self) -> TaskListService:
        return self._reader.session.task_lists

    @property
    def _is_mine(self) -> bool:
        return self._tab == MINE

    def stop(self) -> None:
        """The screen is left: nothing is read for it any further."""
        self._halt.call()
        self._reader.end_pause(self)
        self._sign.end()

    # What is asked for

    def show_tab(self, tab: str) -> None:
        """My tasks, or everybody's; the filter stays."""
        self._tab = tab
        self._screen.row_list.clear_marks()
        self._screen.row_list.show_people(not self._is_mine)
        self._screen.show_tabs(tab, self._counts)
        self.apply(self.query)

    def apply(self, query: str) -> None:
        """That filter from now on."""
        self.query = self._tried = query
        self._reader.forget_typed()
        self.is_behind = True
        self._screen.stay()
        self._read(keep_cursor=False)

    def try_query(self, text: str, cursor: int) -> None:
        """Filters as it is typed; a mistake is shown and the last good list stays."""
        self.is_behind = False
        self._screen.stay()
        self._tried = text
        self._read(keep_cursor=False, is_typing=True)
        self._reader.completions(text, cursor, partial(self._offer, text))

    def read_again(self) -> None:
        """What is open no more leaves; the cursor keeps its task, or takes the next."""
        self.is_behind = True
        self._read(keep_cursor=True)

    def follow(self) -> None:
        """Somebody committed: counts and what came in, while nothing moves or leaves."""
        if self._has_failed:
            self.read_again()
            return
        row_list, lists = self._screen.row_list, self._lists
        near, marked = row_list.keep_near(), row_list.marked
        self._reader.quick.run(
            lambda: (lists.lines(near), lists.not_open(marked)),
            partial(self._take_near, near),
            key="open tasks near",
        )
        shown, is_mine = row_list.listing, self._is_mine
        if shown.is_complete:
            halt = self._halt
            self._reader.slow.run(
                _unless_halted(lambda: lists.now(shown, is_mine=is_mine, halt=halt)),
                partial(self._followed, shown),
                key="open tasks followed",
            )
        self._count()

    # Reading

    def _read(self, *, keep_cursor: bool, is_typing: bool = False) -> None:
        """The first rows at once; the rest and the counts as they come, while somebody is typing
        after a pause: each letter would look through all tasks."""
        self._halt.call()
        self._reader.end_pause(self)
        halt = self._halt = Halt()
        row_list, lists = self._screen.row_list, self._lists
        query, is_mine = self._tried, self._is_mine
        # Those of one person are few. What keeps the cursor is read beyond it, to know its task
        # again.
        passed = row_list.cursor_index if keep_cursor else 0
        first = None if is_mine else passed + (FIRST_ROWS if query.strip() else FIRST_IDS)
        near, marked = row_list.keep_near() if keep_cursor else (), row_list.marked
        self._sign.begin()

        def work() -> QueueRead:
            found = lists.listing(query, is_mine=is_mine, first=first, halt=halt)
            rows = lists.lines(near or found.ids[:FIRST_ROWS])
            return QueueRead(found, rows, lists.not_open(marked))

        def show(found: QueueRead | None) -> None:
            if found is None or not self._is_asked(halt):
                return
            self._note_counts(found.listing)
            self._show(found, keep_cursor=keep_cursor)
            rest = partial(self._read_rest, halt, found.listing)
            if is_typing:
                self._reader.after_pause(self, rest)
            else:
                rest()

        fail = partial(self._fail, halt)
        self._reader.quick.run(_unless_halted(work), show, key="open tasks", otherwise=fail)

    def _read_rest(self, halt: Halt, begun: Listing) -> None:
        """All of a list that has begun, and the counts."""
        if not self._is_asked(halt):
            return
        if not begun.is_complete:
            lists, query, is_mine = self._lists, begun.query, self._is_mine

            def show(listing: Listing | None) -> None:
                if listing is not None and self._is_asked(halt):
                    self._show(QueueRead(listing, (), frozenset()), keep_cursor=True)

            self._sign.go_on(len(begun.ids), self._counts.get(self._tab, 0))
            self._reader.slow.run(
                _unless_halted(lambda: lists.listing(query, is_mine=is_mine, halt=halt)),
                show,
                key="open tasks rest",
                otherwise=partial(self._fail, halt),
            )
        self._count()

    def _is_asked(self, halt: Halt) -> bool:
        """Whether nothing was asked for after what this halts."""
        return self._screen.is_open and halt is self._halt

    def _note_counts(self, listing: Listing) -> None:
        """The tabs tell nothing of another filter than the one that is shown."""
        if listing.query != self._counted:
            self._counted = listing.query
            self._counts = {self._tab: listing.total} if listing.is_complete else {}
            self._screen.show_tabs(self._tab, self._counts)

    def _count(self) -> None:
        """Both tabs, as the filter narrows them."""
        lists, query, halt = self._lists, self._tried, self._halt

        def counted(found: tuple[int, int] | None) -> None:
            if found is not None and self._screen.is_open and query == self._tried:
                self._counts = dict(zip(TABS, found, strict=True))
                self._screen.show_tabs(self._tab, self._counts)
                if not (self.is_behind or self._has_failed):
                    self._say_around()  # what the other tab holds is known by now

        self._reader.slow.run(
            _unless_halted(lambda: lists.counts(query, halt)),
            counted,
            key="open tasks counted",
            otherwise=lambda _: None,
        )

    def read_rows(self, ids: Sequence[int]) -> None:
        """Rows that the list has none of yet."""
        lists = self._lists
        self._reader.quick.run(
            lambda: lists.lines(ids), partial(self._take_rows, ids), key="open tasks rows"
        )

    # What comes back

    def _take_rows(self, ids: Iterable[int], rows: Sequence[OpenTask]) -> None:
        if self._screen.is_open:
            self._screen.row_list.show_rows(rows, set(ids) - {row.id for row in rows})

    def _take_near(
        self, near: Iterable[int], found: tuple[Sequence[OpenTask], frozenset[TaskId]]
    ) -> None:
        rows, done = found
        self._take_rows(near, rows)
        if self._screen.is_open:
            self._screen.row_list.unmark(done)

    def _followed(self, shown: Listing, now: Listing | None) -> None:
        row_list = self._screen.row_list
        if now is None or not self._screen.is_open or now == shown:
            return
        if row_list.listing is not shown:
            self.follow()
        elif self._screen.going_to is None:
            row_list.show_listing(now)
            self._say_around()

    def _show(self, found: QueueRead, *, keep_cursor: bool) -> None:
        screen, row_list = self._screen, self._screen.row_list
        self._sign.end()
        self._has_failed = False
        if self._tried == self.query:
            self._last_good = self.query
        screen.filter_line.show_mistake("")
        row_list.show_message(None)
        row_list.unmark(found.done)
        at = screen.row_to_go_to(found.listing)
        row_list.show_listing(found.listing, found.rows, keep_cursor=keep_cursor, at=at)
        self._say_around()
        screen.show_footer()
        self._caught_up()

    def _caught_up(self) -> None:
        self.is_behind = False
        self._screen.type_ahead.replay()

    def _fail(self, halt: Halt, error: CockpitError) -> None:
        if not self._is_asked(halt):
            return
        self._sign.end()
        if isinstance(error, InvalidQuery):
            self._show_mistake(error)
        else:
            self._has_failed = True
            key = self._screen.key_of("view.reload")
            words = filter(None, (error.message, error.hint, f"{key} tries again." if key else ""))
            message = ListMessage(ListState.FAILED, " ".join(words))
            self._screen.row_list.show_message(message)
        self._screen.going_to = None
        self._caught_up()

    def _show_mistake(self, error: InvalidQuery) -> None:
        line = self._screen.filter_line
        if not line.is_editing:
            # Enter overtook the check. Esc then leads back to what is shown.
            line.edit(self._tried)
            self.query = self._last_good
        line.show_mistake(
            error.message, error.position, error.length, hint=error.hint, of=self._tried
        )

    def _offer(self, text: str, found: Sequence[Completion]) -> None:
        self._screen.filter_line.offer(text, found)
        self._screen.type_ahead.replay()

    # What is said

    def say_new_above(self, count: int) -> None:
        """Rows came in above the screen."""
        self._new_above = count
        self._say_around()

    def _say_around(self) -> None:
        """The filter and what it found; in the list's place that there is nothing."""
        listing = self._screen.row_list.listing
        if not listing.total:
            self._screen.row_list.show_message(ListMessage(ListState.EMPTY, self._empty_words()))
        self._screen.filter_line.show(self.query, self._summary(listing))

    def _summary(self, listing: Listing) -> str:
        total = to_change_of_count(listing.total, listing.total_now)
        again = self._screen.key_of("view.reload")
        is_told_above = self._screen.row_list.has_heads
        words = [
            f"{total}{'+' if listing.is_partial else ''} task{'' if total == '1' else 's'}",
            f"{self._new_above} new above" if self._new_above and not is_told_above else "",
            f"{again} reads again" if again and listing.is_outdated else "",
            "by due date",
        ]
        return " · ".join(filter(None, words))

    def _empty_words(self) -> str:
        others = self._counts.get(TEAM if self._is_mine else MINE)
        there = f"{others:,} of {'the team' if self._is_mine else 'yours'}" if others else ""
        number = list(TABS).index(TEAM if self._is_mine else MINE) + 1
        elsewhere = f" {number} shows {there}." if there else ""
        if self._tried.strip():
            return f"No open task matches {self._tried}. Esc clears the filter.{elsewhere}"
        return f"{NOTHING[self._tab]}{elsewhere}"


def _unless_halted(work: Callable[[], Value]) -> Callable[[], Value | None]:
    """The same, which gives None once what it reads is not wanted any more."""

    def until_then() -> Value | None:
        try:
            return work()
        except Cancelled:
            return None

    return until_then
