"""An app that shows one CTA list and answers its wishes for rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cockpit_tui.domain.lists.rows import CtaRow, Listing
from cockpit_widgets.cta_list.list import CtaList
from tests.widgets.host import TODAY, Host, cta_row


class Feeding(Host):
    """Answers every wish for rows at once, unless told to hold back."""

    def __init__(
        self, shown: Listing, make: Callable[[int], CtaRow] = cta_row, **more: Any
    ) -> None:
        self.list = CtaList(TODAY)
        super().__init__(self.list, **more)
        self.first_listing = shown
        self.make = make
        self.holds_back = False

    def at(self) -> tuple[int | None, str | None]:
        return self.list.cursor_id, self.list.cursor_group

    def on_mount(self) -> None:
        self.list.show_listing(self.first_listing)
        self.list.focus()

    def on_row_list_rows_wanted(self, message: CtaList.RowsWanted) -> None:
        if not self.holds_back:
            self.list.show_rows(map(self.make, message.ids))
