"""The staleness radar: what nobody works on, why, and what mends it (D10)."""

from __future__ import annotations

from functools import partial

from msgspec import Struct
from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container

from cockpit_tui.commands import Where
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.lists.columns import ListColumn
from cockpit_tui.domain.lists.rows import Listing, ViewTab
from cockpit_tui.domain.lists.stale import (
    OLD_CLOSED,
    OLD_CLOSED_DAYS,
    StaleDetail,
    StaleReason,
    StaleTally,
    WorkspaceSize,
)
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.screens.base.command_screen import Handlers
from cockpit_tui.screens.over.list_over import FIRST_ROWS, ListOver, ListRead
from cockpit_widgets.cta_list.columns import to_extras
from cockpit_widgets.cta_list.list import CtaList
from cockpit_widgets.drawing.list_message import ListMessage, ListState
from cockpit_widgets.drawing.signs import key_for
from cockpit_widgets.frame.header_bar import HeaderBar
from cockpit_widgets.frame.key_footer import KeyFooter
from cockpit_widgets.frame.toast import Toast, toast_line
from cockpit_widgets.frame.view_tabs import ViewTabs
from cockpit_widgets.panes.stale_pane import StalePane

MIDDLE = 100
"""Columns from which list and reasons stand side by side."""
WIDE = 140
"""Columns from which the owner has a column too."""
ARCHIVE = "archive"
TABS: tuple[tuple[str, str, str], ...] = (
    ("stale", "Stale", "is:stale"),
    *((reason.value, reason.label, reason.query) for reason in StaleReason),
    (ARCHIVE, "Old closed", OLD_CLOSED),
)
"""Key, label and term of each tab."""


class Counts(Struct, frozen=True):
    """What the tabs and the gauge tell."""

    tally: StaleTally
    old_closed: int
    size: WorkspaceSize


class RadarScreen(ListOver):
    """Stale CTAs of the view, the longest untouched first; every verb of the list works."""

    DEFAULT_CSS = """
    RadarScreen {
        #body { height: 1fr; layout: vertical; }
        StalePane { width: 1fr; height: 8; border-top: solid $ck-rule; }
        &.-beside #body { layout: horizontal; }
        &.-beside CtaList { width: 60%; max-width: 100; }
        &.-beside StalePane { height: 1fr; border-top: none; border-left: solid $ck-rule; }
    }
    """

    AUTO_FOCUS = "#list"
    PLACE = Where.RADAR
    _tab = TABS[0][0]

    def compose(self) -> ComposeResult:
        today = self._start.clock.today()
        yield HeaderBar(id="header")
        yield ViewTabs(id="tabs")
        with Container(id="body"):
            yield CtaList(today, id="list")
            yield StalePane(today, id="why")
        yield KeyFooter(id="footer")
        yield Toast(id="toast")

    def own_handlers(self) -> Handlers:
        tabs = {
            f"view.tab_{n}": partial(self._show_tab, key) for n, (key, *_) in enumerate(TABS, 1)
        }
        return {
            **super().own_handlers(),
            **tabs,
            "record.open": self.open_in_cockpit,
        }

    def back(self) -> None:
        """One step: the marks, the screen."""
        if self.cta_list.marked:
            self.cta_list.clear_marks()
        else:
            self.leave()

    def _show_tab(self, key: str) -> None:
        self._tab = key
        self.cta_list.clear_marks()
        self._show_tabs()
        self._read(keep_cursor=False)

    @on(ViewTabs.Chosen)
    def choose_tab(self, event: ViewTabs.Chosen) -> None:
        self._show_tab(event.key)

    # Showing

    def begin(self) -> None:
        clock = self._start.clock
        self.query_one(HeaderBar).show(self.status, clock.now(), clock.today(), place=self._query)
        untouched = to_extras((ListColumn.UNTOUCHED,), clock.today())
        self.cta_list.show_columns(extras=untouched)
        self._counts: list[int | None] = [None] * len(TABS)
        self._show_tabs()
        self._read(keep_cursor=False)

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= MIDDLE, "-beside")
        # The age matters more than the owner, whom the pane names.
        self.cta_list.show_columns(owner=event.size.width >= WIDE)

    def store_moved(self) -> None:
        self._read(keep_cursor=True)

    def read_again(self) -> None:
        self._read(keep_cursor=True)

    def _show_tabs(self) -> None:
        tabs = [
            ViewTab(key, label, term, count)
            for (key, label, term), count in zip(TABS, self._counts, strict=True)
        ]
        self.query_one(ViewTabs).show(tabs, self._tab)

    def _among(self, term: str) -> str:
        """Within the view; what is old and closed is a matter of the whole workspace."""
        is_narrowed = bool(self._query.strip()) and term != OLD_CLOSED
        return f"({self._query}) {term}" if is_narrowed else term

    def _read(self, *, keep_cursor: bool) -> None:
        """The tab's list at once; all counts and the gauge as they come."""
        reader, tab = self.reader, self._tab
        assert reader is not None
        session = reader.session
        self.read_list(
            lambda: self._listing(tab, first=FIRST_ROWS),
            partial(self._take_list, tab),
            keep_cursor=keep_cursor,
        )
        reader.slow.run(
            lambda: Counts(
                session.hygiene.tally(self._query or "is:open"),
                session.views.counts([OLD_CLOSED])[0],
                session.hygiene.size(),
            ),
            self._take_counts,
            key="radar counts",
        )

    def _listing(self, tab: str, first: int | None = None) -> Listing:
        """The tab's CTAs, the first or all; to be called in a lane."""
        assert self.reader is not None
        label, term = next((label, term) for key, label, term in TABS if key == tab)
        found = self.reader.session.views.listing(
            self._among(term), GroupBy.ALL, SortBy.UNTOUCHED, first=first
        )
        return replace(found, groups=tuple(replace(one, label=label) for one in found.groups))

    def _take_rest(self, tab: str, listing: Listing) -> None:
        if self.is_open and tab == self._tab:
            self.show_list(ListRead(listing, []))

    def _take_list(self, tab: str, found: ListRead) -> None:
        if tab != self._tab:
            return
        self.show_list(found)
        if not found.listing.is_complete:
            assert self.reader is not None
            self.reader.slow.run(
                lambda: self._listing(tab),
                partial(self._take_rest, tab),
                key="radar rest",
                otherwise=self._fail,
            )
        if not found.listing.total:
            words = "Nothing is stale here." if tab != ARCHIVE else "No old closed CTAs here."
            self.cta_list.show_message(ListMessage(ListState.EMPTY, words))
        self._explain()

    def _take_counts(self, found: Counts) -> None:
        if self.is_open:
            tally = found.tally
            self._counts = [tally.total, *tally.reasons.values(), found.old_closed]
            self._show_tabs()
            self.query_one(StalePane).show_gauge(found.size.words)

    @on(CtaList.CursorMoved)
    def _explain(self) -> None:
        cta_id, reader = self.cta_id, self.reader
        assert reader is not None
        pane = self.query_one(StalePane)
        if self._tab == ARCHIVE:
            pane.show(None, _old_words())
        elif cta_id is None:
            pane.show(None)
        else:
            reader.quick.run(
                lambda: reader.session.hygiene.why(cta_id),
                partial(self._take_why, cta_id),
                key="radar why",
            )

    def _take_why(self, cta_id: CtaId, detail: StaleDetail | None) -> None:
        if self.is_open and cta_id == self.cta_id:
            self.query_one(StalePane).show(detail, "It is stale no longer.")

    def toast_place(self) -> tuple[int, int, int]:
        height = self.size.height
        return 0, toast_line(self.cursor_line, height - 2, height - 1), self.size.width

    @on(CtaList.Opened)
    def open_cta(self) -> None:
        self.open_in_cockpit()


def _old_words() -> str:
    marks, takes = key_for("mark.group", "*"), key_for("cta.archive", "W")
    return (
        f"Closed more than {OLD_CLOSED_DAYS} days ago. {marks} marks all of them, {takes} takes "
        f"them out of the lists: is:archived finds them, {takes} brings them back."
    )
