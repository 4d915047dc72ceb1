"""The list of CTAs."""

from __future__ import annotations

from datetime import date

from textual.message import Message

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.lists.rows import CtaRow
from cockpit_widgets.cta_list.columns import Columns, ExtraColumn, to_columns
from cockpit_widgets.cta_list.row_painter import RowPainter
from cockpit_widgets.row_list.list import RowList
from cockpit_widgets.row_list.marks import as_listed


class CtaList(RowList[CtaId, CtaRow]):
    """A line a CTA, in columns that one can choose."""

    class HeadClicked(Message):
        """The head of a column was clicked."""

        def __init__(self, column: str) -> None:
            super().__init__()
            self.column = column

    def __init__(self, today: date, *, currency: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(today, id=id)
        self._currency = currency
        self._extras: tuple[ExtraColumn, ...] = ()
        self._is_asked = True
        """Whether somebody asked for the extra columns."""
        self._shows_owner = False

    def show_columns(
        self,
        *,
        owner: bool | None = None,
        extras: tuple[ExtraColumn, ...] | None = None,
        is_asked: bool = True,
    ) -> None:
        """Whether the owner has a column, and which further columns there are.

        Those that nobody asked for (`is_asked` False) give way to the names.
        """
        before = (self._shows_owner, self._extras, self._is_asked)
        self._shows_owner = self._shows_owner if owner is None else owner
        if extras is not None:
            self._extras, self._is_asked = extras, is_asked
        if before != (self._shows_owner, self._extras, self._is_asked):
            self.repaint()

    def make_painter(self, width: int) -> RowPainter:
        return RowPainter(self.palette, self._columns(width), width, self._today, self._currency)

    def _columns(self, width: int) -> Columns:
        return to_columns(
            width + 1,
            show_owner=self._shows_owner,
            extras=self._extras,
            is_asked=self._is_asked,
        )

    @property
    def marked_in_order(self) -> tuple[CtaId, ...]:
        """The marked CTAs as they stand in the list, then those that it does not hold."""
        return as_listed(self.listing.ids, self.marked)

    @property
    def has_room_for_extras(self) -> bool:
        """Whether each of the further columns stands somewhere."""
        return self._shown_columns.extras == self._extras

    @property
    def _shown_columns(self) -> Columns:
        return self._columns(self.size.width - 1)

    def head_clicked(self, x: int) -> None:
        column = self._shown_columns.at(x)
        if column:
            self.post_message(self.HeadClicked(column))
