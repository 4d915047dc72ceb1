"""A screen over the cockpit that shows a list of CTAs beside something of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from msgspec import Struct
from textual import on

from cockpit_tui.commands import Where
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.lists.rows import CtaRow, Listing
from cockpit_tui.screens.base.command_screen import CommandScreen
from cockpit_tui.screens.over.rows_over import RowsOver
from cockpit_widgets.cta_list.list import CtaList
from cockpit_widgets.drawing.list_message import ListMessage, ListState

FIRST_ROWS = 80


class ListRead(Struct, frozen=True):
    """A listing with its first rows; `gone` are marked CTAs that no longer exist."""

    listing: Listing
    rows: list[CtaRow]
    gone: frozenset[CtaId] = frozenset()


class ListOver(RowsOver):
    """The verbs of the cockpit's list on another list; where verbs act is the same."""

    PLACE: ClassVar[Where]

    def __init__(self, beneath: CommandScreen, query: str) -> None:
        super().__init__(beneath)
        self._query = query
        self._is_behind = False

    @property
    def where(self) -> Where:
        return self.PLACE

    @property
    def places(self) -> tuple[Where, ...]:
        return self.PLACE, Where.LIST

    @property
    def row_list(self) -> CtaList:
        return self.cta_list

    @property
    def cta_list(self) -> CtaList:
        return self.query_one(CtaList)

    @property
    def cta_id(self) -> CtaId | None:
        return self.cta_list.cursor_id

    @property
    def cta_ids(self) -> tuple[CtaId, ...]:
        return self.cta_list.marked_in_order or super().cta_ids

    @property
    def is_behind(self) -> bool:
        return self._is_behind or self.is_going

    # Reading

    def read_list(
        self,
        read: Callable[[], Listing],
        show: Callable[[ListRead], None],
        *,
        keep_cursor: bool,
    ) -> None:
        """Reads a listing and its first rows in the quick lane. It starts at its top unless it is
        to `keep_cursor`, and no other one is still to come."""
        reader = self.reader
        assert reader is not None
        views = reader.session.views
        marked = self.cta_list.marked
        if not keep_cursor:
            self._is_behind = True
            self.stay()

        def work() -> ListRead:
            listing = read()
            rows = views.rows([CtaId(number) for number in listing.ids[:FIRST_ROWS]])
            return ListRead(listing, rows, views.gone(marked))

        def shown(found: ListRead) -> None:
            if self.is_open:
                show(found)

        reader.quick.run(work, shown, key=f"{self.PLACE} list", otherwise=self._fail)

    def _fail(self, error: CockpitError) -> None:
        """In the list's place: what happened. Keys wait for it no longer."""
        self._is_behind, self.going_to = False, None
        if self.is_open:
            words = f"{error.message} {error.hint}".strip()
            self.cta_list.show_message(ListMessage(ListState.FAILED, words))
            self.type_ahead.replay()

    def show_list(self, found: ListRead) -> None:
        """Shows what was read; keys that were meant for it are let go."""
        self.cta_list.show_message(None)
        at = self.row_to_go_to(found.listing)
        keeps = not self._is_behind
        self.cta_list.show_listing(found.listing, found.rows, keep_cursor=keeps, at=at)
        self.cta_list.show_rows((), found.gone)
        self._is_behind = False
        self.type_ahead.replay()

    @on(CtaList.RowsWanted)
    def read_rows(self, event: CtaList.RowsWanted) -> None:
        event.stop()
        reader = self.reader
        assert reader is not None
        reader.quick.run(
            lambda: reader.session.views.rows(event.ids),
            partial(self._take_rows, event.ids),
            key=f"{self.PLACE} rows",
        )

    def _take_rows(self, ids: Sequence[int], rows: list[CtaRow]) -> None:
        if self.is_open:
            self.cta_list.show_rows(rows, set(ids) - {row.id for row in rows})
